"""The list of formats: each by its name, each file by its look."""

import os

import pytest

from annotator.errors import MalformedInput, UnknownFormat
from annotator.formats.jsonl import JsonlReader
from annotator.formats.registry import FORMATS, reader, reader_for, reader_names, writer, writer_names


def test_every_format_loads_and_has_its_name():
    for name in reader_names():
        assert reader(name).name == name
    for name in writer_names():
        assert writer(name).name == name
    assert len({entry.name for entry in FORMATS}) == len(FORMATS)


@pytest.mark.parametrize(
    ("name", "head"),
    [("a.jsonl", b""), ("a.JSONL", b"x"), ("a.ndjson", b"{"), ("a.json", b'\xef\xbb\xbf\n {"text":"x"}')],
)
def test_files_known_by_their_look(tmp_path, name, head):
    path = tmp_path / name
    path.write_bytes(head)
    assert isinstance(reader_for(path), JsonlReader)


def test_what_is_not_known(tmp_path):
    path = tmp_path / "a.xyz"
    path.write_bytes(b"?")
    for attempt in (
        lambda: reader_for(path),
        lambda: reader("xyz"),
        lambda: writer("text"),
        lambda: writer("xyz"),
    ):
        with pytest.raises(UnknownFormat) as caught:
            attempt()
        assert caught.value.reason == "unknown-format"


def test_what_cannot_be_opened(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    for name, reason in (("no.txt", "missing"), ("pipe", "not-a-file")):
        with pytest.raises(MalformedInput) as caught:
            reader_for(tmp_path / name)
        assert caught.value.reason == reason
