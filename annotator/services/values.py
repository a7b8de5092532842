"""Values that were given to text attributes, for completion."""

from __future__ import annotations

from annotator.model.scheme import AttributeType
from annotator.store.project import Project
from annotator.store.values import recent_attributes


def used_values(project: Project) -> dict[str, set[str]]:
    """Values of text attributes, by attribute, of the spans that were stored last (some thousand)."""
    names = {a.id for a in project.scheme().attributes if a.type is AttributeType.TEXT}
    found: dict[str, set[str]] = {}
    for attributes in recent_attributes(project):
        for name in names & attributes.keys():
            value = attributes[name]
            if isinstance(value, str) and value:
                found.setdefault(name, set()).add(value)
    return found
