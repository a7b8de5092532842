"""Gestures on excluded zones."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from annotator.errors import UnknownZone
from annotator.model.edit import FactSet, LayerEdit
from annotator.model.facts import ZONE, fact_edit
from annotator.model.layer import Layer
from annotator.model.scheme import LabelScheme
from annotator.model.span import check_range
from annotator.model.zones import Zone, zone_key, zone_value, zones
from annotator.services.commands import open_layer


def _taken_away(layer: Layer, zone: Zone) -> FactSet:
    key = zone_key(zone.start, zone.end)
    return FactSet(ZONE, key, layer.facts[ZONE, key], None)


@dataclass(frozen=True, slots=True)
class MarkZone:
    """Exclude [start, end), in code points. Zones that it touches become one with it; so do proposed ones."""

    document: str
    start: int
    end: int
    name: ClassVar[str] = "mark-zone"

    def plan(self, layer: Layer, text: str, scheme: LabelScheme) -> list[LayerEdit]:
        check_range(text, self.start, self.end)
        touched = [zone for zone in zones(layer.facts) if zone.start <= self.end and self.start <= zone.end]
        start = min([self.start, *(zone.start for zone in touched)])
        end = max([self.end, *(zone.end for zone in touched)])
        if touched == [Zone(start, end)]:
            return []
        gone = [_taken_away(layer, zone) for zone in touched if (zone.start, zone.end) != (start, end)]
        return [
            *open_layer(layer),
            *gone,
            *fact_edit(layer.facts, ZONE, zone_key(start, end), zone_value(Zone(start, end))),
        ]


@dataclass(frozen=True, slots=True)
class ProposeZones:
    """Put down what a rule found. Proposals that touch a zone that is there are left out."""

    document: str
    proposed: tuple[tuple[int, int, str], ...]
    name: ClassVar[str] = "propose-zones"

    def plan(self, layer: Layer, text: str, scheme: LabelScheme) -> list[LayerEdit]:
        edits: list[LayerEdit] = []
        there: list[tuple[int, int]] = [zone[:2] for zone in zones(layer.facts)]
        for start, end, rule in self.proposed:
            check_range(text, start, end)
            if all(end < one[0] or one[1] < start for one in there):
                there.append((start, end))
                value = zone_value(Zone(start, end, True, rule))
                edits += fact_edit(layer.facts, ZONE, zone_key(start, end), value)
        return [*open_layer(layer), *edits] if edits else []


@dataclass(frozen=True, slots=True)
class AcceptZones:
    """Make every proposed zone of the document a zone."""

    document: str
    name: ClassVar[str] = "accept-zones"

    def plan(self, layer: Layer, text: str, scheme: LabelScheme) -> list[LayerEdit]:
        edits: list[LayerEdit] = []
        for zone in zones(layer.facts):
            if zone.proposed:
                accepted = zone_value(zone._replace(proposed=False))
                edits += fact_edit(layer.facts, ZONE, zone_key(zone.start, zone.end), accepted)
        return [*open_layer(layer), *edits] if edits else []


@dataclass(frozen=True, slots=True)
class ClearZone:
    """Take away the zone at ``offset`` (code points). Raises UnknownZone."""

    document: str
    offset: int
    name: ClassVar[str] = "clear-zone"

    def plan(self, layer: Layer, text: str, scheme: LabelScheme) -> list[LayerEdit]:
        for zone in zones(layer.facts):
            if zone.start <= self.offset < zone.end:
                return [*open_layer(layer), _taken_away(layer, zone)]
        raise UnknownZone(offset=self.offset)
