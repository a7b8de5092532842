"""A small project with something to learn: sentences of names and places, two people's layers, states of every kind."""

import random

from project_kit import BAO, LAN, SCHEME, write_lines

from annotator.services.importing import import_paths
from annotator.store.project import Project

NAMES = ["Nguyễn Nam Đình", "Hoàng Nghĩa Hiếu", "Trần Văn Hùng", "Lê Thị Lan", "Phạm Minh Đức", "Vũ Hải Yến"]
BODIES = ["Sở Y tế", "Huyện ủy Nghi Lộc", "Ban Tổ chức", "Tỉnh đoàn"]


def line(number, layer="lan", state="finished", **more):
    """One document of two paragraphs; the second holds nothing."""
    rng = random.Random(number)
    name, body = rng.choice(NAMES), rng.choice(BODIES)
    text = f"Ông {name} , Bí thư {body} , nói ngày {number}.\n\nHọp lúc {number} giờ, không có gì thêm."
    person, office, where = text.index(name), text.index("Bí thư"), text.index(body)
    spans = [
        {
            "id": f"p{number}",
            "start": person,
            "end": person + len(name),
            "label": "PERSON",
            "attributes": {"alive": True},
        },
        {"id": f"o{number}", "start": office, "end": where + len(body), "label": "POSITION"},
        {"id": f"b{number}", "start": where, "end": where + len(body), "label": "ORG"},
    ]
    relations = [{"id": f"r{number}", "head": f"p{number}", "tail": f"o{number}", "label": "HOLDS"}]
    return {
        "id": f"d{number}", "text": text, "layer": layer, "state": state, "spans": spans, "relations": relations,
        "meta": {"source": f"Báo {number % 4}", "date": f"2025-01-{number % 9 + 1:02}"}, **more,
    }  # fmt: skip


def make_project(path, lines):
    project = Project.create(path, SCHEME, (LAN, BAO))
    add_lines(project, lines)
    return project


def add_lines(project, lines):
    source = write_lines(project.path.with_name("in.jsonl"), lines)
    report = import_paths(project, [source], actor="")
    assert not report.errors, report.issues
    source.unlink()
