"""brat files whose own lines go along: given back byte for byte, and after changes as far as the layer still holds them."""

from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotator.formats.brat import MAX_KEPT
from annotator.formats.registry import reader, writer
from annotator.formats.scheme_toml import load_scheme
from annotator.model.document import Document
from annotator.model.edit import LayerKey
from annotator.model.facts import KEPT
from annotator.model.layer import Layer
from annotator.model.span import Relation, Span
from annotator.services.importing import ReadAs, import_paths
from annotator.services.mapping import Wording
from annotator.store.project import Project

TEXT = "👍 Ông Nam ở Huế, Việt Nam. Mưa\nlớn ở Huế."
SCHEME = load_scheme("neu-guong")
EVERYTHING = (
    "*\tSame T1 T2 T9",
    "T9\tVerb 10 11\tở",
    "E1\tStay:T9 Who:T1 Where:T2",
    "E2\tStay:T9 ",
    "T1\tPER 2 9\tÔng Nam",
    "#1\tAnnotatorNotes T1\tghi chú",
    "T2\tLOC 12 15\tHuế",
    "R7\tAT Arg1:T1 Arg2:T2\t",
    "A1\tRole T1 chủ tịch tỉnh",
    "A2\tRole T1 another",
    "M1\tNegation E1",
    "N1\tReference T2 Wiki:1\tHuế",
    "#2\tAnnotatorNotes R7\tof a relation",
    "#3\tAnnotatorNotes E1\tof an event",
    "T3\tRain 27 30;31 34\tMưa lớn",
    "T4\tApart 2 5;12 15\tÔng Huế",
)


def read(folder, lines, text=TEXT):
    folder.mkdir(exist_ok=True)
    (folder / "a.txt").write_bytes(text.encode())
    (folder / "a.ann").write_bytes("".join(f"{line}\n" for line in lines).encode())
    (item,) = reader("brat").read(folder, [].append)
    layer = Layer(LayerKey("a", "me"))
    layer.facts = {(KEPT, name): said for name, said in item.kept.items()}
    layer.spans = {
        s.id: Span(s.id, s.start, s.end, s.label, s.attributes, s.note, s.certainty, s.origin)
        for s in item.spans
    }
    for joined in item.relations:
        if joined.head in layer.spans and joined.tail in layer.spans and joined.head != joined.tail:
            layer.relations[joined.id] = Relation(joined.id, joined.head, joined.tail, joined.label)
    return Document.make(text, id="a"), layer


def written(path, document, layer):
    writer("brat").write(path, iter([(document, layer)]), SCHEME)
    return (path / "a.ann").read_bytes().decode()


def back(tmp_path, lines, change):
    document, layer = read(tmp_path / "in", lines)
    change(layer)
    return written(tmp_path / "out", document, layer).splitlines()


def test_every_kind_of_line_comes_back_in_its_place(tmp_path):
    assert back(tmp_path, EVERYTHING, lambda layer: None) == list(EVERYTHING)


def test_a_span_that_is_gone_takes_along_what_hangs_on_it(tmp_path):
    def change(layer):
        del layer.spans["T2"]
        layer.relations = {r.id: r for r in layer.relations.values() if "T2" not in (r.head, r.tail)}

    found = back(tmp_path, EVERYTHING, change)
    gone = ("*\t", "T2\t", "R7\t", "N1\t", "#2\t", "E1\t")
    assert [line for line in found if not line.startswith("E1\t")] == [
        line for line in EVERYTHING if not line.startswith(gone)
    ]
    assert "E1\tStay:T9 Who:T1" in found


def test_changed_values_and_new_spans_get_new_lines(tmp_path):
    def change(layer):
        layer.spans["T1"] = layer.spans["T1"]._replace(attributes={"Role": "khác"}, note="mới")
        layer.spans["x"] = Span("x", 17, 25, "LOC")
        layer.relations["y"] = Relation("y", "x", "T2", "IN")

    found = back(tmp_path, EVERYTHING, change)
    assert found[-2:] == ["T10\tLOC 17 25\tViệt Nam", "R8\tIN Arg1:T10 Arg2:T2"]
    at = found.index("T1\tPER 2 9\tÔng Nam")
    assert found[at + 1 : at + 3] == ["A3\tRole T1 khác", "#4\tAnnotatorNotes T1\tmới"]
    assert not {"A1\tRole T1 chủ tịch tỉnh", "A2\tRole T1 another", "#1\tAnnotatorNotes T1\tghi chú"} & set(
        found
    )


def test_lines_that_were_not_understood_do_not_come_back(tmp_path):
    lines = (
        "T1\tPER 2 9\tÔng Nam",
        "T1\tLOC 12 15\tHuế",
        "X9 what",
        "T2\tLOC 13 16\tHuế",
        "A1\tRole T77 x",
        "R1\tAT T1",
    )
    assert back(tmp_path, lines, lambda layer: None) == [lines[0]]


def test_files_that_counted_otherwise_or_are_huge_are_written_anew(tmp_path):
    _, layer = read(tmp_path / "a", ["T5\tPER 3 10\tÔng Nam"])  # UTF-16
    assert not layer.facts
    assert layer.spans["T5"].start == 2
    note = "x" * MAX_KEPT
    _, layer = read(tmp_path / "b", ["T5\tPER 2 9\tÔng Nam", f"#1\tAnnotatorNotes T5\t{note}"])
    assert not layer.facts
    assert layer.spans["T5"].note == note


@pytest.mark.parametrize(("wording", "kept"), [(Wording(), True), (Wording(labels={"COUNT": "ORG"}), False)])
def test_the_lines_go_through_a_project(tmp_path, wording, kept):
    """Names that the import changed are written as they are now."""
    lines = [
        "T4\tCOUNT 12 15\tHuế",
        "E1\tCOUNT:T4 ",
        "T1\tCOUNT 2 9\tÔng Nam",
        "#1\tAnnotatorNotes T1\tghi chú",
    ]
    read(tmp_path / "in", lines)
    with Project.create(tmp_path / "p.corpus", SCHEME) as project:
        import_paths(project, [tmp_path / "in"], actor="me", read_as=ReadAs(wording=wording))
        ((document, layer),) = project.rows("me")
        writer("brat").write(tmp_path / "out", iter([(document, layer)]), project.scheme())
    (ann,) = (tmp_path / "out").glob("*.ann")
    found = ann.read_text("utf-8").splitlines()
    assert (found == lines) is kept
    assert sorted(line.split("\t")[2] for line in found if line[0] == "T") == ["Huế", "Ông Nam"]
    assert kept or all("\tORG " in line for line in found if line[0] == "T")


# Whatever a person does -------------------------------------------------------------------------------------------
WORDS = [(2, 9), (12, 15), (10, 11), (17, 25), (2, 5), (6, 15)]
LABELS = ("PER", "LOC")
numbers = st.integers(1, 6)
places = st.tuples(st.sampled_from(WORDS), st.sampled_from(LABELS))


@st.composite
def lines_of_a_file(draw):
    made = []
    for number, ((start, end), label) in enumerate(draw(st.lists(places, max_size=5)), 1):
        made.append(f"T{number}\t{label} {start} {end}\t{TEXT[start:end]}")
    for number in range(draw(st.integers(0, 6))):
        a, b, c = draw(st.tuples(numbers, numbers, numbers))
        made.append(
            draw(
                st.sampled_from((
                    f"R{number}\tAT Arg1:T{a} Arg2:T{b}", f"E{number}\tPER:T{a} Who:T{b} Where:E{c}", f"*\tSame T{a} T{b} T{c}",
                    f"A{number}\tRole T{a} x{b}", f"M{number}\tNegation E{a}", f"#{number}\tAnnotatorNotes T{a}\tnote {b}",
                    f"#{number}\tAnnotatorNotes R{a}\tnote", f"N{number}\tRef T{a} Wiki:{b}\tx", "X what", f"T{a}\tPER 2 9\tÔng Nam",
                ))
            )
        )  # fmt: skip
    return draw(st.permutations(made))


@st.composite
def changes(draw):
    return draw(
        st.lists(
            st.tuples(st.sampled_from("drnva"), st.integers(0, 9), st.integers(0, 9), places), max_size=6
        )
    )


def changed(layer, steps):
    for kind, one, other, ((start, end), label) in steps:
        ids = sorted(layer.spans)
        if kind == "n" and not layer.has_same(start, end, label):
            layer.spans[f"n{len(ids)}{one}"] = Span(f"n{len(ids)}{one}", start, end, label)
        elif kind == "r" and layer.relations:
            del layer.relations[sorted(layer.relations)[one % len(layer.relations)]]
        elif ids:
            id, tail = ids[one % len(ids)], ids[other % len(ids)]
            if kind == "d":
                del layer.spans[id]
                layer.relations = {r.id: r for r in layer.relations.values() if id not in (r.head, r.tail)}
            elif kind == "v":
                layer.spans[id] = layer.spans[id]._replace(attributes={"Role": f"v{other}"}, note="")
            elif (
                kind == "a"
                and id != tail
                and (id, tail, "AT") not in {r[1:] for r in layer.relations.values()}
            ):
                layer.relations[f"a{len(layer.relations)}{one}"] = Relation(
                    f"a{len(layer.relations)}{one}", id, tail, "AT"
                )


def facts(layer):
    spans = {s.id: (s[1:4], tuple(sorted(s.attributes.items())), s.note) for s in layer.spans.values()}
    return Counter(spans.values()), {
        (spans[r.head], spans[r.tail], r.label) for r in layer.relations.values()
    }


def without_twins(layer):
    """As an import makes it: no two spans of the same place and label, no relation twice."""
    first, by_id = {}, {}
    for span in layer.spans.values():
        by_id[span.id] = first.setdefault(span[1:4], span).id
    layer.spans = {span.id: span for span in first.values()}
    joined = {}
    for r in layer.relations.values():
        head, tail = by_id[r.head], by_id[r.tail]
        if head != tail:
            joined.setdefault((head, tail, r.label), r.id)
    layer.relations = {id: Relation(id, *ends) for ends, id in joined.items()}
    return layer


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(lines=lines_of_a_file(), steps=changes())
def test_what_is_written_says_what_the_layer_says(tmp_path_factory, lines, steps):
    folder = tmp_path_factory.mktemp("b")
    document, layer = read(folder / "in", lines)
    without_twins(layer)
    changed(layer, steps)
    said = written(folder / "out", document, layer)
    _, again = read(folder / "again", said.splitlines())
    assert facts(without_twins(again)) == facts(layer)
