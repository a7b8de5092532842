"""Every reader against damaged files: made by our own writers, then cut, doubled, overwritten, and bent where they are JSON.

Nothing may come out but a FormatError, issues that have a sentence, or a reading that holds. The long form, which takes its
examples from a plain generator since that is ten times as fast, runs ``ANNOTATOR_FUZZ`` files for each reader (``make fuzz``).
"""

import json
import os
import random
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotator.errors import FormatError
from annotator.formats.registry import reader, reader_names, writer, writer_names
from annotator.formats.scheme_toml import load_scheme
from annotator.model.document import Document
from annotator.model.edit import LayerKey
from annotator.model.layer import Layer, LayerState
from annotator.model.span import Relation, Span
from annotator.wording import describe_error, describe_issue

SCHEME = load_scheme("neu-guong")
RUNS = int(os.environ.get("ANNOTATOR_FUZZ", "2000"))
TEXTS = (
    "👍 Ông Nam ở Huế,\r\n98,59% hội viên.\n\nBà Lan.",
    "Đảng bộ TP Thanh Hóa có 3 chi bộ.",
    "không có gì",
)
CONLLU = (
    "# newdoc id = d1\n# text = Ông Nam ở Huế.\n1-2\tÔng Nam\t_\t_\t_\t_\t_\t_\t_\tNER=B-PER\n1\tÔng\tông\tN\t_\t_\t0\troot\t_\t_\n"
    "2\tNam\tNam\tN\t_\t_\t1\tx\t_\t_\n3\tở\tở\tE\t_\t_\t1\tx\t_\t_\n3.1\tx\t_\t_\t_\t_\t_\t_\t_\t_\n"
    "4\tHuế\tHuế\tN\t_\t_\t1\tx\t_\tSpaceAfter=No|NER=B-LOC\n5\t.\t.\tF\t_\t_\t1\tx\t_\tEntity=(x)\n\n"
)
GENERIC = (
    "một hai ba\nbốn".encode(), "Đảng viên gương mẫu".encode("cp1258", "replace"), "năm sáu".encode("utf-16"),
    b"<html><head><title>a</title></head><body><article><p>m\xe1\xbb\x99t hai</p></article></body></html>",
)  # fmt: skip
JUNK = (
    b"", b"\x00", b"\xff", b"\xed\xa0\x80", b'"', b"\\", b"\n", b"\r\n", b"\t", b"{", b"}", b"[", b"]", b"<", b">", b"&a;", b"|", b";",
    b"_", b"*", b"-1", b"99999999999999999999", b"1e999", b"\\ud800", b"NaN", b"null", b"->9-9", b"[1]", b"[0_0]", b"\xc2\xb2", b"\xd9\xa3",
    b"<!DOCTYPE a>", b"<![CDATA[", b"\xe2\x80\xa8", b"\xef\xbb\xbf", b"T1", b"\x00" * 40, b"[" * 3000, b'{"a":' * 3000, b"<a>" * 200,
)  # fmt: skip
BENT = (
    None, True, -1, 0, 1, 10**30, 1.5, 1e300, "", "x", "\ud800", "\x00", "-1", [], {}, [[]], {"": None}, [None] * 9, "9" * 400,
    {"start": -1, "end": 99}, [[[[[[]]]]]],
)  # fmt: skip


# Files to damage --------------------------------------------------------------------------------------------------
def corpus():
    rows = []
    for number, text in enumerate(TEXTS):
        document = Document.make(text, id=f"d{number}", meta={"source": "báo", "n": "1"})
        layer = Layer(LayerKey(document.id, "lan"))
        layer.state, layer.reason, layer.reviewed_to = LayerState.FLAGGED, "lạc đề", 5
        layer.labels = {"usable": True}
        if number < 2:
            layer.spans = {
                "a": Span("a", 0, 7, "PERSON", {}, "ghi\nchú", "unsure"),
                "b": Span("b", 2, 5, "PLACE"),
                "c": Span(
                    "c",
                    9,
                    14,
                    "COUNT",
                    {"value": "3", "unit": "chi bộ", "bound": "about"},
                    "",
                    "sure",
                    "rules",
                ),
            }
            layer.relations = {"r": Relation("r", "a", "b", "BY")}
        rows.append((document, layer))
    return rows


def docbin():
    import spacy
    from spacy.tokens import DocBin
    from spacy.tokens import Span as Marked

    nlp, found = spacy.blank("xx"), DocBin(store_user_data=True)
    for text in TEXTS:
        doc = nlp(text)
        doc.ents = [Marked(doc, 0, 2, "PER")]
        doc.spans["sc"] = [Marked(doc, 0, 1, "PLACE"), Marked(doc, 0, 2, "PERSON")]
        found.add(doc)
    return found.to_bytes()


def seeds(name, folder):
    """Sets of files that the reader takes: each a table from name to bytes."""
    if name == "docbin":
        return [{"in.spacy": docbin()}]
    if name == "conllu":
        return [{"in.conllu": CONLLU.encode()}]
    if name not in writer_names():
        ending = (*reader(name).suffixes, "")[0]
        return [{f"in{ending}": data} for data in GENERIC]
    place = folder / f"{name}{(*writer(name).suffixes, '')[0]}"
    writer(name).write(place, corpus(), SCHEME)
    if place.is_dir():
        return [{p.relative_to(place).as_posix(): p.read_bytes() for p in place.rglob("*") if p.is_file()}]
    return [{place.name: place.read_bytes()}]


# Damage -----------------------------------------------------------------------------------------------------------
def damaged(data, rng):
    """A few plain faults: a stretch left out, doubled, moved, overwritten; junk put in; the end cut off."""
    for _ in range(rng.choice((1, 1, 1, 2, 3, 8))):
        at = rng.randrange(len(data) + 1)
        end = min(len(data), at + rng.choice((0, 1, 1, 2, 5, 40)))
        kind = rng.randrange(7)
        if kind == 0:
            data = data[:at] + data[end:]
        elif kind == 1:
            data = data[:end] + data[at:end] * rng.choice((1, 2, 50)) + data[end:]
        elif kind == 2:
            data = data[:at] + rng.choice(JUNK) + data[end:]
        elif kind == 3:
            data = data[:at] + rng.randbytes(end - at) + data[end:]
        elif kind == 4:
            data = data[:at]
        elif kind == 5 and data:
            place = rng.randrange(len(data))
            data = data[:place] + bytes([data[place] ^ 1 << rng.randrange(8)]) + data[place + 1 :]
        else:
            other = rng.randrange(len(data) + 1)
            data = data[:at] + data[other : other + 30] + data[end:]
    return data


def places(value):
    """Every place in a JSON value, as (holder, key)."""
    stack, found = [value], []
    while stack:
        holder = stack.pop()
        for key, inner in holder.items() if isinstance(holder, dict) else enumerate(holder):
            found.append((holder, key))
            if isinstance(inner, (dict, list)):
                stack.append(inner)
    return found


def bent(data, rng):
    """JSON, or lines of it, with values of other kinds in some places; None where the file is no such."""
    lines = data.split(b"\n")
    number = rng.randrange(len(lines))
    try:
        whole = json.loads(data)
        number = None
    except ValueError:
        try:
            whole = json.loads(lines[number])
        except ValueError:
            return None
    if not isinstance(whole, (dict, list)):
        return None
    for _ in range(rng.choice((1, 1, 2, 4))):
        known = places(whole)
        if not known:
            break
        holder, key = rng.choice(known)
        kind = rng.randrange(5)
        if kind == 0:
            del holder[key]
        elif kind == 1:
            other, from_key = rng.choice(known)
            holder[key] = json.loads(json.dumps(other[from_key])) if from_key in _keys(other) else None
        elif kind == 2 and isinstance(holder, dict):
            holder[str(key) + rng.choice(("", "s", "%", "@"))] = holder.pop(key)
        else:
            holder[key] = json.loads(json.dumps(rng.choice(BENT)))
    made = json.dumps(whole, ensure_ascii=rng.random() < 0.5).encode("utf-8", "surrogatepass")
    if number is None:
        return made
    lines[number] = made
    return b"\n".join(lines)


def _keys(holder):
    return holder if isinstance(holder, dict) else range(len(holder))


# What may come out ------------------------------------------------------------------------------------------------
PLAIN = (str, bool, int, Decimal)


def check(name, path):
    issues, refusal = [], None
    try:
        for item in reader(name).read(path, issues.append):
            assert item.text
            item.text.encode()
            ids = {s.id for s in item.spans}
            assert all(0 <= s.start < s.end <= len(item.text) for s in item.spans)
            assert all(isinstance(v, PLAIN) for s in item.spans for v in s.attributes.values())
            assert all(isinstance(v, str) for v in item.meta.values())
            assert all(r.head in ids and r.tail in ids for r in item.relations)
            assert item.reviewed_to is None or 0 <= item.reviewed_to <= len(item.text)
    except FormatError as error:
        refusal = error
    assert refusal is None or describe_error(refusal)
    for issue in issues[:20]:
        assert "Something to look at" not in describe_issue(issue), issue


class Bench:
    """A folder in which one set of files at a time is damaged and read."""

    def __init__(self, name, folder):
        self.name, self.folder = name, folder
        made = folder / "made"
        made.mkdir()
        self.seeds = seeds(name, made)

    def run(self, rng):
        files = dict(rng.choice(self.seeds))
        chosen = rng.choice(sorted(files))
        done = bent(files[chosen], rng) if rng.random() < 0.5 else None
        files[chosen] = damaged(files[chosen], rng) if done is None else done
        place = self.folder / "in"
        for name, data in files.items():
            path = place / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        one = len(self.seeds[0]) == 1
        check(self.name, place / chosen if one else place)


@pytest.mark.parametrize("name", reader_names())
def test_a_damaged_file_is_read_or_refused(name, tmp_path):
    bench = Bench(name, tmp_path)

    @settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
    @given(st.integers(0, 2**32))
    def run(seed):
        bench.run(random.Random(seed))

    run()


@pytest.mark.slow
@pytest.mark.parametrize("name", reader_names())
def test_many_damaged_files_are_read_or_refused(name, tmp_path):
    bench = Bench(name, tmp_path)
    for seed in range(RUNS):
        try:
            bench.run(random.Random(seed))
        except Exception as error:
            error.add_note(f"{name}: seed {seed}")
            raise


def test_the_damage_reaches_what_it_should(tmp_path):
    """Most damaged files must still be told from noise, or nothing deep would be tried."""
    bench = Bench("cas-json", tmp_path)
    data = bench.seeds[0]["d0.json"]
    found = [bent(data, random.Random(seed)) for seed in range(50)]
    assert all(found)
    assert len(set(found)) > 40
    assert all(damaged(data, random.Random(seed)) is not data for seed in range(50))
