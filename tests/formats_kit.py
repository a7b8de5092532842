"""What the tests of other programs' files share."""

import json

from annotator.formats.registry import reader_for
from annotator.model.edit import LayerKey
from annotator.model.layer import Layer
from annotator.model.span import Span
from annotator.wording import describe_issue


def take(path, data, name=None):
    if isinstance(data, list):
        data = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in data)
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    chosen = reader_for(path)
    if name:
        assert chosen.name == name
    issues = []
    items = list(chosen.read(path, issues.append))
    assert all(describe_issue(issue) for issue in issues)
    return items, issues


def codes(issues):
    return [issue.code for issue in issues]


def marked(item):
    return [(item.text[s.start : s.end], s.label) for s in item.spans]


TEXT = "👍 Ông Nam ở Huế, Việt Nam."  # an emoji first: code points and UTF-16 differ from there on


def spans_of(document, *places):
    layer = Layer(LayerKey(document.id, "me"))
    layer.spans = {f"s{n}": Span(f"s{n}", *place) for n, place in enumerate(places)}
    return layer
