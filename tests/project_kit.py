"""Small projects to try things on: a scheme with everything in it, nasty texts, and gestures made from plain numbers."""

import json
import random
import shutil
import tempfile
import unicodedata
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import strategies as st

from annotator.errors import UserError
from annotator.model.edit import LayerKey
from annotator.model.layer import Layer
from annotator.model.people import Annotator
from annotator.model.scheme import LabelScheme
from annotator.services import commands as c
from annotator.services import zone_commands as zc
from annotator.services.importing import import_paths
from annotator.services.session import Session
from annotator.store import log
from annotator.store.doctor import check
from annotator.store.project import Project

LAN, BAO = Annotator("lan", "Lan"), Annotator("bao", "Bảo")


def _names(text):
    return {"en": text}


SCHEME = LabelScheme.from_dict(
    {
        "id": "trial",
        "version": 1,
        "names": _names("Trial"),
        "groups": [
            {"id": "entity", "names": _names("Entities")},
            {"id": "figure", "names": _names("Figures"), "modifier": "shift", "stroke": "thick"},
        ],
        "labels": [
            {"id": id, "group": group, "names": _names(id.title()), "key": key}
            for id, group, key in [
                ("PERSON", "entity", "1"),
                ("POSITION", "entity", "2"),
                ("ORG", "entity", "3"),
                ("MONEY", "figure", "1"),
                ("DATE", "figure", "2"),
            ]
        ],
        "attributes": [
            {
                "id": "value",
                "type": "number",
                "names": _names("Value"),
                "required": True,
                "applies": ["figure"],
            },
            {"id": "date", "type": "date", "names": _names("Date"), "applies": ["DATE"]},
            {"id": "unit", "type": "text", "names": _names("Unit"), "applies": ["MONEY"]},
            {"id": "alive", "type": "bool", "names": _names("Alive"), "applies": ["PERSON"]},
            {
                "id": "bound",
                "type": "choice",
                "names": _names("Bound"),
                "default": "exact",
                "applies": ["figure"],
                "choices": [{"id": id, "names": _names(id)} for id in ("exact", "about")],
            },
        ],
        "relations": [
            {"id": "HOLDS", "names": _names("holds"), "heads": ["PERSON"], "tails": ["POSITION"]},
            {"id": "AT", "names": _names("at"), "heads": ["entity"], "tails": ["ORG"]},
        ],
        "document_labels": [
            {
                "id": "topic",
                "type": "choice",
                "names": _names("Topic"),
                "choices": [{"id": id, "names": _names(id)} for id in ("law", "life")],
            },
            {"id": "checked", "type": "bool", "names": _names("Checked")},
            {"id": "score", "type": "number", "names": _names("Score")},
            {"id": "remark", "type": "text", "names": _names("Remark")},
        ],
    }
)
LABELS = [label.id for label in SCHEME.labels]
VALUES = [
    ("value", "4617"), ("value", "2/3"), ("value", "98.590"), ("value", "x"), ("date", "2019-07-08"),
    ("date", "7/8/2019"), ("unit", "đồng"), ("unit", "a\u2028b\x00"), ("alive", True), ("alive", "yes"),
    ("bound", "about"), ("bound", "roughly"), ("bound", None), ("unit", ""), ("nothing", 1),
]  # fmt: skip
DOCUMENT_LABELS = [
    ("topic", "law"), ("topic", "life"), ("topic", "none"), ("topic", None), ("checked", True), ("checked", False),
    ("score", "1.50"), ("score", 7), ("remark", "được 👍"), ("remark", None), ("other", "x"),
]  # fmt: skip
NOTES = ["", "xem lại", "e\u0301 👩‍👩‍👧 \u2028 \x00 \r\n", "một\u00a0hai"]

TEXTS = [
    "Ông Nguyễn Văn A, Bí thư Huyện ủy, nhận 300 triệu đồng ngày 8/7/2019.",
    unicodedata.normalize("NFD", "Bà Trần Thị Bưởi ở Sở Y tế.\r\nNghị quyết 57-NQ/TW."),
    "👩‍👩‍👧 chữ Nôm 𡨸喃\u00a0và\u2028dòng khác\x00hết\u2029nữa",
]

# Signs that have broken offsets, line splitting, terminators or encodings somewhere.
SIGNS = "aAbđĐơưệỖ \t\n\r\u00a0\u2028\u2029\x00\x0b\x85\ufeff\u0301\u0323\u031b\u200d\ufdd0\ufffc👍𡨸\U0010ffff\"\\/'<&1.,"
texts = st.one_of(
    st.text(st.sampled_from(SIGNS), min_size=1, max_size=60),
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40),
    st.sampled_from(TEXTS),
).map(lambda text: text if text.strip() else text + "a")
numbers = st.tuples(*[st.integers(0, 10_000)] * 4)
gestures = st.lists(numbers, min_size=1, max_size=40)


# --- folders ------------------------------------------------------------------------------------------------------------------
# In memory where there is room: a commit waits for its disk, and on a busy one that is all these tests would do.

_MEMORY = Path("/dev/shm")
_ROOM = 500 * 2**20


@contextmanager
def folder():
    """A new folder, gone at the end."""
    roomy = _MEMORY.is_dir() and shutil.disk_usage(_MEMORY).free > _ROOM
    with tempfile.TemporaryDirectory(prefix="annotator-", dir=_MEMORY if roomy else None) as path:
        yield Path(path)


@pytest.fixture
def tmp_path():
    """As pytest's own, but in memory."""
    with folder() as path:
        yield path


# --- projects -----------------------------------------------------------------------------------------------------------------


def write_lines(path, lines):
    body = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    path.write_text(body, encoding="utf-8", newline="")
    return path


def write_texts(path, given):
    return write_lines(path, [{"id": f"d{n}", "text": text} for n, text in enumerate(given, 1)])


def new_project(path, given=TEXTS, people=(LAN, BAO), vfs=None):
    """A project with these texts as documents d1, d2 …, imported by nobody in particular (so nobody can undo it)."""
    project = Project.create(path, SCHEME, people, vfs=vfs)
    bring_texts(project, given)
    return project


def bring_texts(project, given):
    if given:
        source = write_texts(project.path.with_name(project.path.name + "-texts.jsonl"), given)
        assert not import_paths(project, [source], actor="").errors
        source.unlink()


def new_session(path, given=TEXTS):
    """The same, with Lan at work."""
    session = Session.create(path, SCHEME, LAN, [BAO])
    bring_texts(session.project, given)
    return session


def documents_of(session):
    return [item.document for item in session.queue()]


# --- gestures -----------------------------------------------------------------------------------------------------------------


def command_of(session, four):
    """A command made of four numbers: mostly one that can be done, sometimes one that must be refused."""
    kind, a, b, d = four
    documents = documents_of(session)
    document = documents[d % len(documents)]
    text, layer = session.document(document).text, session.layer(document)
    spans = [span.id for span in layer.in_order()] or ["none"]
    span, other = spans[a % len(spans)], spans[b % len(spans)]
    start = a % (len(text) + 1)
    end = start + b % 9
    label = [*LABELS, *LABELS, "NONE"][b % (2 * len(LABELS) + 1)]
    relations = sorted(layer.relations) or ["none"]
    made = [
        lambda: c.AddSpan(document, start, end, label, id=f"s{a}-{b}"),
        lambda: c.AddSpan(document, start, end + 1, label),
        lambda: c.AddSpan(document, start, end + 1, LABELS[a % 3]),
        lambda: c.RemoveSpan(document, span),
        lambda: c.RelabelSpan(document, span, label),
        lambda: c.ResizeSpan(document, span, start, end),
        lambda: c.SetAttribute(document, span, *VALUES[b % len(VALUES)]),
        lambda: c.SetNote(document, span, NOTES[b % len(NOTES)]),
        lambda: c.SetCertainty(document, span, ["sure", "unsure", "perhaps"][b % 3]),
        lambda: c.AddRelation(document, ["HOLDS", "AT", "AT", "NONE"][a % 4], span, other),
        lambda: c.AddRelation(document, ["HOLDS", "AT", "AT", "NONE"][a % 4], other, span),
        lambda: c.RemoveRelation(document, relations[a % len(relations)]),
        lambda: c.SetDocumentLabel(document, *DOCUMENT_LABELS[b % len(DOCUMENT_LABELS)]),
        lambda: c.Finish(document),
        lambda: c.Reopen(document),
        lambda: c.Reopen(document),
        lambda: c.Skip(document, NOTES[b % len(NOTES)]),
        lambda: c.Flag(document, NOTES[b % len(NOTES)]),
        lambda: c.MarkReviewed(document, a % (len(text) + 3) - 1),
        lambda: zc.MarkZone(document, start, end),
        lambda: zc.ClearZone(document, a % len(text)),
        lambda: zc.ProposeZones(document, ((start, end, "trial"),)),
    ]
    return made[kind % len(made)]()


def do(session, four):
    """One gesture, undo (one in six) or redo (one in eight). Returns the change, or None where it was refused."""
    try:
        if four[0] % 6 == 5:
            return session.undo()
        if four[0] % 8 == 7:
            return session.redo()
        change = session.execute(command_of(session, (four[0] // 3, *four[1:])))
    except UserError:
        return None
    return change if change.edits else None


def random_gestures(seed, count):
    """The same ones for the same seed."""
    chance = random.Random(seed)
    return [tuple(chance.randrange(10_000) for _ in range(4)) for _ in range(count)]


# --- what a project holds -----------------------------------------------------------------------------------------------------


def replay(project):
    """Every layer as its log tells it, that is not empty."""
    query = "SELECT l.num, d.id, l.annotator FROM layer l JOIN document d ON d.num = l.document"
    found = {}
    for num, document, annotator in project.connection.execute(query).fetchall():
        layer = Layer(LayerKey(document, annotator))
        for row in log.rows_of(project.connection, num):
            for edit in log.decode_edits(row.edits):
                layer.apply(edit)
        found[layer.key] = layer
    return {key: layer for key, layer in found.items() if layer != Layer(key)}


def contents(project):
    """Every document with every layer that is not empty, from the projection."""
    documents = {document.id: document for document in project.documents()}
    layers = {}
    for document in documents:
        for annotator in project.layer_annotators(document):
            layer = project.layer(LayerKey(document, annotator))
            if layer != Layer(layer.key):
                layers[layer.key] = layer
    return documents, layers


def assert_sound(project):
    """The doctor finds nothing, and the projection is what the log says."""
    assert check(project) == []
    said, (documents, shown) = replay(project), contents(project)
    assert {key: layer for key, layer in said.items() if key.document in documents} == shown


def log_heads(project):
    """(number, hash) of every row of the log, in order."""
    return project.connection.execute("SELECT num, hash FROM log ORDER BY num").fetchall()


def file_state(path):
    """The bytes of a closed file and the names beside it."""
    path = Path(path)
    return path.read_bytes(), sorted(other.name for other in path.parent.iterdir())
