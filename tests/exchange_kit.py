"""An office and its laptops: projects that exchange packages, and what two of them must agree on."""

import shutil

from project_kit import SCHEME, assert_sound, bring_texts

from annotator.exchange import wire
from annotator.exchange.container import FORMAT, VERSION, Manifest, Packer
from annotator.model.edit import LayerKey, SpanAdded
from annotator.model.layer import Layer
from annotator.model.people import Annotator, Role
from annotator.model.span import Span
from annotator.services import commands as c
from annotator.services.packages import pack_return, pack_work
from annotator.services.packages_merge import merge
from annotator.services.packages_open import open_package
from annotator.services.session import Session
from annotator.store import log, travel, waiting
from annotator.store.project import Project

LAN, BAO, CHI = Annotator("lan", "Lan"), Annotator("bao", "Bảo"), Annotator("chi", "Chi", Role.REVIEWER)
TEXTS = [
    "một hai ba bốn năm sáu bảy",
    "tám chín mười mười một mười hai",
    "Ông Nguyễn Văn A ở Sơn Hà, 300 triệu đồng",
]


def new_office(path, given=TEXTS):
    """The office's project, with documents d1, d2 … and Chi at work."""
    project = Project.create(path, SCHEME, [CHI, LAN, BAO])
    bring_texts(project, given)
    project.close()
    return path


def give_out(office, home, who, name=None):
    """A package of the office opened on a laptop; returns the laptop's project."""
    package = home / f"to-{name or who}.corpuspack"
    with Project.open(office) as project:
        pack_work(project, package, who)
    return open_package(package, home / f"{name or who}.corpus").project


def mark(path, document, start, end, label="ORG", who=None):
    """One span, marked by whoever works there."""
    with Session.open(path, annotator=who) as session:
        session.execute(c.AddSpan(document, start, end, label))


def send_back(laptop, out, who, whole=False):
    with Project.open(laptop) as project:
        pack_return(project, out, who, whole=whole)
    return out


def take_in(office, *packages):
    with Project.open(office) as project:
        report = merge(project, list(packages))
        assert_sound(project)
    return report


def copy(path, other):
    shutil.copy(path, other)
    return other


def state(path):
    """Everything that merging decides, apart from numbers and the order in which things came."""
    with Project.open(path, read_only=True) as project:
        connection = project.connection
        layers = {}
        query = "SELECT l.num, d.id, l.annotator FROM layer l JOIN document d ON d.num = l.document WHERE l.seq > 0"
        for num, document, annotator in connection.execute(query).fetchall():
            layer = project.layer(LayerKey(document, annotator))
            rows = [(row.seq, row.hash) for row in log.rows_of(connection, num)]
            layers[layer.key] = (rows, {name: getattr(layer, name) for name in Layer.__slots__})
        waits = {
            key: sorted(row.row.hash for row in waiting.of(connection, key))
            for key in waiting.keys(connection)
        }
        people = sorted(connection.execute("SELECT id, name, role FROM annotator").fetchall())
        packages = project.facts("package")
    return layers, waits, people, packages


def big_return(office, package, who, rows=12):
    """A return with so many rows on every document of the office, without the hours of work that it takes."""
    with Project.open(office, read_only=True) as project, Packer(package) as packer:
        digests = travel.document_digests(project)
        packer.member(wire.LOG, (_written(project.uuid, id, who, rows) for id in digests))
        packer.member(wire.SCHEME, [travel.scheme_body(project)])
        packer.member(wire.PEOPLE, [{"id": who, "name": who.title(), "role": "annotator"}])
        lines = ({"id": id, "title": "", "meta": {}, "digest": digest} for id, digest in digests.items())
        packer.member(wire.DOCUMENTS, lines)
        scheme = project.scheme()
        manifest = Manifest(
            format=FORMAT, version=VERSION, kind="return", project=project.uuid, copy=f"of {who}", program="0", made=1.5,
            annotator=who, scheme_id=scheme.id, scheme_version=scheme.version,
        )  # fmt: skip
        packer.manifest(manifest)
    return package


def _written(project, document, who, count):
    first = before = log.genesis(project, LayerKey(document, who))
    rows = []
    for seq in range(1, count + 1):
        edits = log.encode_edits([SpanAdded(Span(f"{who}{seq}", 0, seq, "ORG"))])
        facts = (seq, seq, "do", who, "add-span", 100.25 * seq, edits)
        before = log.row_hash(before, facts)
        rows.append((*facts, before.hex(), f"of {who}"))
    return document, who, first.hex(), rows
