"""Packages made to do harm: each is refused with a clear error that has its own sentence, and nothing is changed."""

import hashlib
import json
import struct
import warnings
import zipfile
from contextlib import suppress

import pytest
from exchange_kit import copy, give_out, mark, new_office, send_back
from hypothesis import given, settings
from hypothesis import strategies as st
from project_kit import file_state, folder

from annotator.errors import ChecksumMismatch, PackageError, TooNew, UserError, WrongProject
from annotator.exchange import container
from annotator.services.archive import archive, unarchive
from annotator.services.packages_merge import merge, preview
from annotator.services.packages_open import open_package
from annotator.store import log
from annotator.store.project import Project
from annotator.wording import describe_error
from annotator.wording.packages import PACKAGES, merge_lines


@pytest.fixture(scope="module")
def office():
    with folder() as home:
        path = new_office(home / "office.corpus")
        laptop = give_out(path, home, "lan")
        mark(laptop, "d1", 0, 3)
        send_back(laptop, home / "back.corpuspack", "lan")
        yield path


def parts(path):
    with zipfile.ZipFile(path) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def pack(members, path, *, say=True, **zip_options):
    """A zip of these members; with ``say`` the manifest is made to agree with them."""
    members = dict(members)
    if say:
        manifest = json.loads(members.pop("manifest.json"))
        manifest["members"] = {
            name: {"sha256": hashlib.sha256(body).hexdigest(), "bytes": len(body), "lines": body.count(b"\n")}
            for name, body in members.items()
        }
        members["manifest.json"] = json.dumps(manifest).encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, **zip_options) as out:
        for name, body in members.items():
            out.writestr(name, body)
    return path


def refused(office, package, *kinds):
    """Merging it and opening it refuse; the project is what it was. The error."""
    before = file_state(office)
    with pytest.raises(PackageError) as caught, Project.open(office) as project:
        merge(project, [package])
    error = caught.value
    assert isinstance(error, kinds or PackageError)
    reason = error.fields.get("reason")
    assert f"{error.code}/{reason}" in PACKAGES or (reason in (None, "member") and error.code in PACKAGES)
    assert "?" not in describe_error(error)
    after = file_state(office)
    assert after[0] == before[0]
    assert [name for name in after[1] if name not in before[1]] in ([], ["office.corpus-backups"])
    target = package.with_suffix(".opened.corpus")
    with pytest.raises(UserError):
        open_package(package, target)
    assert not target.exists()
    return error


@pytest.fixture
def back(office, tmp_path):
    """The members of a good return, to be made bad."""
    return parts(office.with_name("back.corpuspack"))


def edited(members, name, change):
    """The members with every line of one changed."""
    lines = [json.loads(line) for line in members[name].splitlines()]
    return {**members, name: b"".join(json.dumps(change(line)).encode() + b"\n" for line in lines)}


def manifest_with(good, /, **fields):
    return {**good, "manifest.json": json.dumps(json.loads(good["manifest.json"]) | fields).encode()}


def test_the_good_one_is_taken(office, back, tmp_path):
    package = pack(back, tmp_path / "good.corpuspack")
    assert not preview(office, [package]).refused


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("../evil.txt", "unknown-member"),
        ("/etc/passwd", "unknown-member"),
        ("C:\\evil", "unknown-member"),
        ("log.jsonl/../x", "unknown-member"),
        ("log.jsonl\x00.txt", "duplicate-member"),
        ("LOG.JSONL", "unknown-member"),
        ("CON", "unknown-member"),
        ("a" * 5000, "unknown-member"),
    ],
)
def test_names(office, back, tmp_path, name, reason):
    package = tmp_path / "p.corpuspack"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # zipfile cuts a name at NUL, and then has it twice
        pack({**back, name: b"{}\n"}, package)
    assert refused(office, package).reason == reason


def test_a_dry_run_says_why_and_what_the_others_would_do(office, back, tmp_path):
    bad = [
        pack(manifest_with(back, project="another"), tmp_path / "o.corpuspack"),
        pack({**back, "log.jsonl": b"1\n"}, tmp_path / "l.corpuspack"),
        tmp_path / "none.corpuspack",
    ]
    report = preview(office, [bad[0], office.with_name("back.corpuspack"), *bad[1:]])
    codes = [file.refused and file.refused.code for file in report.files]
    assert codes == ["wrong-project", None, "package-error", "package-error"]
    assert (report.refused, report.changed, report.files[1].new) == (True, ["d1"], 1)
    said = merge_lines(report)
    assert len([line for line in said if "refused" in line]) == 3


def test_no_zip_at_all(office, tmp_path):
    for number, body in enumerate([b"", b"PK", b"hello" * 100, b"\x00" * 70_000, b"SQLite format 3\x00" * 9]):
        package = tmp_path / f"{number}.corpuspack"
        package.write_bytes(body)
        assert refused(office, package).reason == "not-a-package"


def test_not_there_and_a_folder(office, tmp_path):
    with pytest.raises(PackageError) as caught, Project.open(office) as project:
        merge(project, [tmp_path / "none.corpuspack"])
    assert caught.value.reason == "missing"
    with pytest.raises(PackageError) as caught, Project.open(office) as project:
        merge(project, [tmp_path])
    assert caught.value.reason == "unreadable"


def test_cut_off_anywhere(office, tmp_path):
    body = office.with_name("back.corpuspack").read_bytes()
    for number, length in enumerate(range(0, len(body), max(1, len(body) // 12))):
        package = tmp_path / f"{number}.corpuspack"
        package.write_bytes(body[:length])
        refused(office, package)


@settings(max_examples=60)
@given(at=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7))
def test_a_flipped_bit_is_refused_or_harmless(office, at, bit):
    """Harmless: a bit of the zip's own notes (a date, a version) that nobody reads."""
    body = bytearray(office.with_name("back.corpuspack").read_bytes())
    body[int(at * len(body))] ^= 1 << bit
    with folder() as home:
        package = home / "flipped.corpuspack"
        package.write_bytes(body)
        with (
            suppress(PackageError),
            container.Unpacker(
                package, ["return"], ["log.jsonl", "scheme.json", "people.jsonl", "documents.jsonl"]
            ) as found,
        ):
            assert parts(package) == parts(office.with_name("back.corpuspack"))
            assert found.manifest.project


def test_the_same_member_twice(office, back, tmp_path):
    package = pack(back, tmp_path / "twice.corpuspack")
    with zipfile.ZipFile(package, "a") as out, pytest.warns(UserWarning, match="Duplicate name"):
        out.writestr("log.jsonl", back["log.jsonl"])
    assert refused(office, package).reason == "duplicate-member"


def test_encrypted(office, back, tmp_path):
    package = pack(back, tmp_path / "locked.corpuspack")
    body = bytearray(package.read_bytes())
    at = -1
    while (at := body.find(b"PK\x01\x02", at + 1)) >= 0:
        body[at + 8] |= 1
    package.write_bytes(bytes(body))
    assert refused(office, package).reason == "encrypted"


def test_a_bomb_that_says_what_it_is(office, back, tmp_path):
    package = pack({**back, "facts.jsonl": b" " * (66 << 20)}, tmp_path / "bomb.corpuspack")
    assert package.stat().st_size < 1 << 20
    assert refused(office, package).reason == "too-large"


def test_a_bomb_that_lies_about_its_size(office, back, tmp_path):
    package = pack({**back, "facts.jsonl": b"1" * (66 << 20)}, tmp_path / "liar.corpuspack")
    body = package.read_bytes()
    package.write_bytes(body.replace(struct.pack("<I", 66 << 20), struct.pack("<I", 10)))
    assert refused(office, package).reason in ("damaged", "members", "too-large")


def test_a_line_without_end(office, back, tmp_path, monkeypatch):
    monkeypatch.setattr(container, "LINE_LIMIT", 1000)
    monkeypatch.setattr(container, "_CHUNK", 512)
    package = pack({**back, "log.jsonl": b'"' + b"x" * 5000 + b'"\n'}, tmp_path / "line.corpuspack")
    assert refused(office, package).reason == "too-large"


def test_more_members_than_it_could_have(office, back, tmp_path):
    package = tmp_path / "many.corpuspack"
    pack({**back, **{f"m{n}": b"" for n in range(40)}}, package)
    assert refused(office, package).reason == "too-many-members"
    good = pack(back, tmp_path / "good.corpuspack").read_bytes()
    at = good.rindex(b"PK\x05\x06")
    for count in (
        struct.pack("<H", 65535),
        struct.pack("<H", 33),
    ):  # of a list that may go on in its long form
        package.write_bytes(good[: at + 10] + count + good[at + 12 :])
        assert refused(office, package).reason == "too-many-members"
    package.write_bytes(good[:at] + b"PK\x06\x07" + bytes(16) + good[at:])
    assert refused(office, package).reason == "too-many-members"


def test_digest_size_and_lines_must_be_what_the_manifest_says(office, back, tmp_path):
    for change in ({"sha256": "0" * 64}, {"lines": 7}, {"bytes": 10**9}):
        manifest = json.loads(back["manifest.json"])
        manifest["members"]["log.jsonl"] |= change
        members = {**back, "manifest.json": json.dumps(manifest).encode()}
        refused(office, pack(members, tmp_path / "digest.corpuspack", say=False), ChecksumMismatch)
    lacking = {name: body for name, body in back.items() if name != "log.jsonl"}
    assert refused(office, pack(lacking, tmp_path / "l.corpuspack", say=False)).reason == "members"


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b"null", b'"x"', b'{"format": 1}', b"[" * 100_000, b"\xff\xfe", b'{"format": "zip"}'],
)
def test_manifests_that_are_none(office, back, tmp_path, body):
    package = pack({**back, "manifest.json": body}, tmp_path / "m.corpuspack", say=False)
    assert refused(office, package).reason in ("manifest", "not-a-package")


@pytest.mark.parametrize(
    "fields",
    [
        {"project": 5},
        {"made": "x"},
        {"kind": None},
        {"members": []},
        {"counts": {"a": "b"}},
        {"version": True},
    ],
)
def test_manifests_of_wrong_types(office, back, tmp_path, fields):
    package = pack(manifest_with(back, **fields), tmp_path / "m.corpuspack", say=False)
    assert refused(office, package).reason in ("manifest", "not-a-package")


def test_for_somebody_else(office, back, tmp_path):
    refused(office, pack(manifest_with(back, project="another"), tmp_path / "o.corpuspack"), WrongProject)
    refused(office, pack(manifest_with(back, version=2), tmp_path / "n.corpuspack"), TooNew)
    package = tmp_path / "office.corpusarchive"
    archive(office, package)
    assert refused(office, package).reason in ("unknown-member", "is-archive")
    with pytest.raises(PackageError) as caught:
        unarchive(office.with_name("back.corpuspack"), tmp_path / "x.corpus")
    assert caught.value.reason in ("unknown-member", "is-return")


LONE = b'"\\ud800"'
LINES = [
    b"", b"{", b"[]", b"null", b"1", b"[" * 5000, b"\xff", b"\x00", LONE, b'["d1"]', b'{"document": "d1"}',
    b'["d1", "lan", "00", []]', b'["", "lan", "' + b"0" * 64 + b'", []]', b'["d1", "lan", "' + b"0" * 64 + b'", [1]]',
    b'["none", "lan", "' + b"0" * 64 + b'", []]',
]  # fmt: skip


@pytest.mark.parametrize("line", LINES)
def test_lines_of_a_log_that_are_none(office, back, tmp_path, line):
    package = pack({**back, "log.jsonl": line + b"\n"}, tmp_path / "l.corpuspack")
    assert refused(office, package).reason in ("malformed", "no-such-document")


@pytest.mark.parametrize("name", ["documents.jsonl", "people.jsonl", "scheme.json"])
@pytest.mark.parametrize("line", LINES[:9], ids=str)
def test_lines_of_other_members_that_are_none(office, back, tmp_path, name, line):
    package = pack({**back, name: line + b"\n"}, tmp_path / "l.corpuspack")
    assert refused(office, package).reason in ("malformed", "scheme")


FIELDS = [
    (0, 0), (0, -1), (0, 2**70), (0, "1"), (1, -1), (1, None), (2, "DO"), (2, 1), (3, 7), (4, None), (5, "now"), (5, None),
    (6, []), (7, "0" * 63), (7, "G" * 64), (8, ""), (8, 5),
]  # fmt: skip


@pytest.mark.parametrize(("index", "value"), FIELDS)
def test_fields_of_a_row_of_wrong_types(office, back, tmp_path, index, value):
    def change(line):
        line[3][0][index] = value
        return line

    refused(office, pack(edited(back, "log.jsonl", change), tmp_path / "r.corpuspack"))


@pytest.mark.parametrize("index", range(9))
def test_an_altered_row_breaks_the_chain(office, back, tmp_path, index):
    other = {
        0: 5,
        1: 99,
        2: "undo",
        3: "bao",
        4: "x",
        5: 1.5,
        6: '[["read",0,1]]',
        7: "0" * 64,
        8: "elsewhere",
    }[index]

    def change(line):
        line[3][0][index] = other
        return line

    package = pack(edited(back, "log.jsonl", change), tmp_path / "r.corpuspack")
    if index == 8:  # where a row was written is not part of what was done
        assert not preview(office, [package]).refused
    else:
        assert refused(office, package, ChecksumMismatch).reason == "log"


EDITS = [
    "", "{}", "[1]", "[[]]", '[["nothing", 1]]', '[["doc+", "x", "y"]]', '[["who+", "eve", "Eve", "manager"]]', '[["scheme", 1, 9]]',
    '[["span+", ["a", 0, 10000, "ORG"]]]', '[["span+", ["a", -1, 3, "ORG"]]]', '[["span+", ["a", 3, 3, "ORG"]]]',
    '[["span+", ["a", 0, 3, "ORG", {"x": 1}]]]', '[["span+", ["a", 0, 3]]]', '[["span+", ["a", 0, 3, 4]]]', '[["span+", ["", 0, 3, "ORG"]]]',
    '[["span-", ["never", 0, 3, "ORG"]]]', '[["span=", ["a", 0, 3, "ORG"], ["b", 0, 3, "ORG"]]]', '[["rel-", ["r", "a", "b", "AT"]]]',
    '[["state", "new", "dead", "", ""]]', '[["state", "finished", "new", "", ""]]', '[["read", 0, 100000]]', '[["read", 5, 6]]',
    '[["label", "x", true, false]]', '[["fact", "", "k", null, 1]]', '[["fact", "zone", "k", 1, 2]]',
    '[["fact", "zone", "k", null, ' + "[" * 3000 + "]" * 3000 + "]]", '[["span+", ["\\ud800", 0, 3, "ORG"]]]',
]  # fmt: skip


@pytest.mark.parametrize("edits", EDITS, ids=range(len(EDITS)))
def test_a_true_chain_of_edits_that_cannot_be(office, back, tmp_path, edits):
    """Hashes can be made by anybody; what does not fit the text or what is there is kept aside and said, and breaks nothing."""
    target = copy(office, tmp_path / "target.corpus")

    def change(line):
        row = line[3][0]
        row[6] = edits
        row[7] = log.row_hash(bytes.fromhex(line[2]), tuple(row[:7])).hex()
        return [*line[:3], [row]]

    package = pack(edited(back, "log.jsonl", change), tmp_path / "e.corpuspack")
    with Project.open(target) as project:
        report = merge(project, [package])
        assert (report.files[0].contradicting, report.changed, report.still_waiting) == (["d1"], [], 1)
        good = merge(project, [office.with_name("back.corpuspack")])
        assert (good.changed, good.files[0].contradicting) == (["d1"], [])
        from annotator.store.doctor import check

        assert check(project) == []


def test_a_row_of_time_without_end(office, back, tmp_path):
    package = pack(
        {**back, "log.jsonl": back["log.jsonl"].replace(b'"lan","add-span",', b'"lan","add-span",1e999,')},
        tmp_path / "t.corpuspack",
    )
    refused(office, package)


def work_parts(office, tmp_path):
    from annotator.services.packages import pack_work

    out = tmp_path / "work.corpuspack"
    with Project.open(copy(office, tmp_path / "source.corpus")) as project:
        pack_work(project, out, "lan")
    return parts(out)


def opened_is_refused(package, tmp_path):
    target = tmp_path / "laptop.corpus"
    with pytest.raises(PackageError) as caught:
        open_package(package, target)
    assert not list(tmp_path.glob("laptop*"))
    assert "?" not in describe_error(caught.value)
    return caught.value


@pytest.mark.parametrize(
    ("name", "change", "reason"),
    [
        ("documents.jsonl", lambda line: line | {"text": line["text"] + "!"}, "text"),
        ("documents.jsonl", lambda line: line | {"id": "d1"}, "duplicate-document"),
        ("documents.jsonl", lambda line: line | {"text": None}, "no-text"),
        ("documents.jsonl", lambda line: line | {"meta": {"a": 1}}, "malformed"),
        ("documents.jsonl", lambda line: line | {"more": 1}, "malformed"),
        ("people.jsonl", lambda line: line | {"id": f"x{line['id']}"}, "nobody"),
        ("people.jsonl", lambda line: line | {"role": "king"}, "malformed"),
        ("scheme.json", lambda line: line | {"labels": 5}, "scheme"),
        ("scheme.json", lambda line: line | {"version": -1}, "scheme"),
    ],
)
def test_work_packages_that_do_not_hold(office, tmp_path, name, change, reason):
    members = edited(work_parts(office, tmp_path), name, change)
    assert opened_is_refused(pack(members, tmp_path / "w.corpuspack"), tmp_path).reason == reason


def test_a_work_package_that_sets_what_it_may_not(office, tmp_path):
    members = work_parts(office, tmp_path) | {"facts.jsonl": b'["package","x",1]\n'}
    assert opened_is_refused(pack(members, tmp_path / "w.corpuspack"), tmp_path).reason == "fact"
