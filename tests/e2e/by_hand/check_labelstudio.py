"""Takes the sample through a real Label Studio and back: ``python tests/e2e/by_hand/check_labelstudio.py VENV``

``VENV`` is a virtual environment with Label Studio (``pip install label-studio``). It runs on the loopback with a new SQLite file in
a folder that is removed afterwards, and is told to send nothing to its makers. What we write is imported, exported as JSON and as
JSON-MIN, and compared.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from html import escape
from pathlib import Path

from kit import Site, compare, running, sample_rows, say, wait_for, without, written

from annotator.model.scheme import LabelScheme

PORT = 8733
USER, PASSWORD, TOKEN = "check@example.org", "only-on-the-loopback", "0123456789abcdef" * 2 + "01234567"


def environment(home: Path) -> dict[str, str]:
    quiet = ("SENTRY_DSN", "FRONTEND_SENTRY_DSN")
    never = ("COLLECT_ANALYTICS", "LATEST_VERSION_CHECK", "LABEL_STUDIO_COLLECT_ANALYTICS")
    return {
        **dict.fromkeys(quiet, ""), **dict.fromkeys(never, "false"),
        "LABEL_STUDIO_BASE_DATA_DIR": str(home), "LABEL_STUDIO_ENABLE_LEGACY_API_TOKEN": "true",
    }  # fmt: skip


def interface(scheme: LabelScheme) -> str:
    """The labelling interface that docs/formats/labelstudio.md tells to make."""
    labels = "".join(f'<Label value="{escape(label.id)}"/>' for label in scheme.labels)
    joined = "".join(f'<Relation value="{escape(relation.id)}"/>' for relation in scheme.relations)
    text = '<Text name="text" value="$text"/>'
    return f'<View><Labels name="label" toName="text">{labels}</Labels><Relations>{joined}</Relations>{text}</View>'


def check(site: Site, folder: Path) -> bool:
    """In as one file, out as JSON and as JSON-MIN."""
    rows, scheme = sample_rows(folder)
    project = site.post("/api/projects", {"title": "check", "label_config": interface(scheme)})["id"]
    data = written(rows, scheme, "labelstudio", folder / "in.json").read_bytes()
    said = json.loads(site.send_file(f"/api/projects/{project}/import", "file", "in.json", data))
    say(f"Label Studio took {said['task_count']} tasks, {said['annotation_count']} annotations")
    good = True
    for kind, name, kept in (("JSON", "labelstudio", rows), ("JSON_MIN", "labelstudio-min", without(rows))):
        say(f"{kind}:")
        back = folder / f"back-{kind}.json"
        back.write_bytes(
            site.ask(f"/api/projects/{project}/export?exportType={kind}&download_all_tasks=true")
        )
        good = compare(kept, back, name) and good
    return good


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("venv", type=Path)
    program = parser.parse_args().venv.absolute() / "bin" / "label-studio"
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        command = [str(program), "start", "--no-browser", "--internal-host", "127.0.0.1", "--port", str(PORT)]
        command += [
            "--username",
            USER,
            "--password",
            PASSWORD,
            "--user-token",
            TOKEN,
            "--data-dir",
            str(folder),
        ]
        site = Site(PORT)
        with running([*command, "--enable-legacy-api-token"], environment(folder), folder, "web"):
            wait_for(lambda: site.is_up("/health"), "Label Studio")
            site.headers = {"Authorization": f"Token {TOKEN}"}
            return 0 if check(site, folder) else 1


if __name__ == "__main__":
    sys.exit(main())
