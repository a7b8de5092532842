"""Takes the sample through a real doccano and back: ``python tests/e2e/by_hand/check_doccano.py VENV``

``VENV`` is a virtual environment with doccano (``pip install doccano "numpy<2" "marshmallow<4"``). It runs on the loopback with a new SQLite
file in a folder that is removed afterwards. Both of our doccano writers are imported, exported again and compared.
"""

from __future__ import annotations

import argparse
import io
import os
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import Any

from kit import Site, compare, running, sample_rows, say, wait_for, without, written

PORT = 8732
USER, PASSWORD = "admin", "only-on-the-loopback"
PROJECT = {
    "description": "check", "project_type": "SequenceLabeling", "resourcetype": "SequenceLabelingProject",
    "guideline": "", "random_order": False, "collaborative_annotation": False, "single_class_classification": False,
    "allow_member_to_create_label_type": True, "allow_overlapping": True, "grapheme_mode": False, "tags": [],
}  # fmt: skip


def environment(home: Path) -> dict[str, str]:
    return {
        "DOCCANO_HOME": str(home), "DATABASE_URL": f"sqlite:///{home / 'db.sqlite3'}", "MEDIA_ROOT": str(home / "media"),
        "DJANGO_SETTINGS_MODULE": "config.settings.production", "STANDALONE": "True", "DEBUG": "False",
    }  # fmt: skip


def through(site: Site, data: bytes, relations: bool, folder: Path) -> Path:
    """Import a file into a new project, export that, and give back the file of the export."""
    project = site.post("/v1/projects", {**PROJECT, "name": "check", "use_relation": relations})["id"]
    upload = site.send_file("/v1/fp/process/", "filepond", "in.jsonl", data).decode()
    task = site.post(
        f"/v1/projects/{project}/upload",
        {
            "format": "JSONL", "task": "RelationExtraction" if relations else "SequenceLabeling", "uploadIds": [upload],
            "column_data": "text", "column_label": "label", "encoding": "utf-8", "delimiter": ",",
        },
    )["task_id"]  # fmt: skip
    for error in finished(site, task).get("error", []):
        say(f"  doccano says: {error}")
    asked = {"format": "JSONL", "exportApproved": False}
    task = site.post(f"/v1/projects/{project}/download", asked)["task_id"]
    finished(site, task)
    archive = zipfile.ZipFile(io.BytesIO(site.ask(f"/v1/projects/{project}/download?taskId={task}")))
    say(f"  in its export: {archive.namelist()}")
    target = folder / f"back-{project}.jsonl"
    target.write_bytes(b"".join(archive.read(name) for name in archive.namelist()))
    return target


def finished(site: Site, task: str) -> dict[str, Any]:
    def question() -> dict[str, Any] | None:
        said = site.get(f"/v1/tasks/status/{task}")
        return said if said["ready"] else None

    result = wait_for(question, "a piece of doccano's work").get("result") or {}
    return result if isinstance(result, dict) else {}


def check(site: Site, folder: Path) -> bool:
    """Both forms there and back."""
    rows, scheme = sample_rows(folder)
    good = True
    for name, relations in (("doccano-relations", True), ("doccano", False)):
        say(f"{name}:")
        data = written(rows, scheme, name, folder / "in.jsonl").read_bytes()
        kept = rows if relations else without(rows)
        good = compare(kept, through(site, data, relations, folder), "doccano") and good
    return good


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("venv", type=Path)
    tools = parser.parse_args().venv.absolute() / "bin"
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        env = environment(folder)
        (folder / "media").mkdir()
        for command in (["init"], ["createuser", "--username", USER, "--password", PASSWORD]):
            subprocess.run(
                [tools / "doccano", *command], env={**os.environ, **env}, check=True, capture_output=True
            )
        where = [tools / "python", "-c", "import backend; say(backend.__path__[0])"]
        code = subprocess.run(where, check=True, capture_output=True, text=True, cwd=folder).stdout.strip()
        bind = ["--bind", f"127.0.0.1:{PORT}", "--workers", "1", "--threads", "2", "--chdir", code]
        web = [
            str(tools / "gunicorn"),
            *bind,
            "config.wsgi",
        ]  # doccano's own command listens to the whole network
        site = Site(PORT)
        with (
            running(web, env, folder, "web"),
            running([str(tools / "doccano"), "task", "--concurrency", "1"], env, folder, "task"),
        ):
            wait_for(lambda: site.is_up("/v1/health/"), "doccano")
            key = site.post("/v1/auth/login/", {"username": USER, "password": PASSWORD})["key"]
            site.headers = {"Authorization": f"Token {key}"}
            return 0 if check(site, folder) else 1


if __name__ == "__main__":
    sys.exit(main())
