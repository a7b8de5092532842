"""The annotations in the columns of WebAnno TSV 3: what stands in one cell, and which cells belong together.

A number in brackets makes cells of several lines one annotation; without one, an annotation is the cell's own. References name
a line, and a number where a line holds several annotations.
"""

from __future__ import annotations

from itertools import pairwise

from annotator.formats.cas_model import DEPENDENCY, DEPENDENT, GOVERNOR, TOKEN, Cas, Thing
from annotator.formats.foreign import Aside
from annotator.formats.webanno_cells import (
    NO_VALUE,
    NOTHING,
    Column,
    Group,
    chain_place,
    slots,
    stacked,
    unescape,
    with_ids,
)

ANY = "uima.tcas.Annotation"
Unit = tuple[str, int, int, int]  # its name, where it begins and ends, and the number of its line


def _is_plain(group: Group) -> bool:
    return group.kind == "SP" and len(group.columns) == 1 and group.columns[0].kind == "value"


class Rows:
    """Takes lines one by one; ``finish`` resolves what refers to other lines."""

    def __init__(self, groups: list[Group], cas: Cas, aside: Aside) -> None:
        self._groups, self._cas, self._aside = groups, cas, aside
        self._here: dict[tuple[str, str], list[Thing]] = {}  # by unit and type, in the order of the stack
        self._at: dict[str, list[Thing]] = {}  # by unit
        self._numbered: dict[int, Thing] = {}
        self._links: dict[tuple[str, int, int], Thing] = {}  # by type, chain and place in it
        self._chains: dict[tuple[str, int], dict[int, Thing]] = {}
        self._later: list[tuple[Thing, str, tuple[str, str, int]]] = []
        self._count = 0
        self._width = sum(len(group.columns) for group in groups)
        self._alone = groups[0] if len(groups) == 1 and _is_plain(groups[0]) else None

    def add(self, name: str, start: int, end: int, cells: str, line: int) -> None:
        """The cells of one line after its third."""
        unit = name, start, end, line
        if self._alone is not None and "\\" not in cells and "\t" not in cells.removesuffix("\t"):
            self._values(self._alone, unit, cells.removesuffix("\t"))
            return
        row = cells.split("\t")
        if len(row) < self._width:
            self._aside.note("error", "tsv-cells-missing", line)
            row += [NOTHING] * (self._width - len(row))
        for group in self._groups:
            values = row[group.first : group.first + len(group.columns)]
            if any(value not in (NOTHING, "") for value in values) or "" in values[:-1]:
                read = {"SP": self._span, "RL": self._relation, "CH": self._chain}[group.kind]
                read(group, unit, values)

    def _new(self, kind: str, unit: Unit, *, placed: bool = True) -> Thing:
        self._count += 1
        thing = Thing(str(self._count), kind, unit[3])
        if placed:
            thing.start, thing.end = unit[1], unit[2]
        return self._cas.add(thing)

    def _values(self, group: Group, unit: Unit, cell: str) -> None:
        """The cell of the only column of the only kind, without escapes: what most files are made of, so it is kept fast."""
        feature = group.columns[0].feature
        for raw in cell.split("|"):
            value, _, number = raw.rpartition("[") if raw.endswith("]") else (raw, "", "")
            if number:
                if not number[:-1].isdecimal() or len(number) > 10:
                    self._span(group, unit, [cell])
                    return
                thing = self._numbered.get(int(number[:-1]))
                if thing is None:
                    thing = self._numbered[int(number[:-1])] = self._new(group.type, unit)
                else:
                    thing.end = unit[2]
            else:
                thing = self._new(group.type, unit)
            if value != NO_VALUE:
                thing.values[feature] = value

    # Spans ------------------------------------------------------------------------------------------------------
    def _span(self, group: Group, unit: Unit, cells: list[str]) -> None:
        roles: dict[
            int, tuple[str, list[str]]
        ] = {}  # at each place of the stack: the type of its links, and their roles
        for column, cell in zip(group.columns, cells, strict=True):
            if cell == NOTHING:
                continue
            for index, raw in enumerate(stacked(cell)):
                if column.kind == "target":
                    thing = self._stacked(group.type, unit, index, 0)
                    self._slot(thing, column, roles.get(index, ("", [])), slots(raw), unit)
                    continue
                value, number, _ = with_ids(raw)
                thing = self._stacked(group.type, unit, index, number)
                if column.kind == "role":
                    roles[index] = column.type, [] if value == NOTHING else slots(value)
                elif column.kind == "value" and value != NO_VALUE:
                    thing.values[column.feature] = unescape(value)

    def _stacked(self, kind: str, unit: Unit, index: int, number: int) -> Thing:
        """The annotation at this place of the stack: there already, begun on a line before, or new."""
        here = self._here.setdefault((unit[0], kind), [])
        if index < len(here):
            thing = here[index]
        else:
            before = self._numbered.get(number) if number else None
            if before is not None and before.type == kind:
                thing, thing.end = before, unit[2]
            else:
                thing = self._new(kind, unit)
            here.append(thing)
            self._at.setdefault(unit[0], []).append(thing)
        if number:
            self._numbered.setdefault(number, thing)
        return thing

    def _slot(
        self, host: Thing, column: Column, named: tuple[str, list[str]], targets: list[str], unit: Unit
    ) -> None:
        kind, roles = named
        if not roles and targets == [NO_VALUE]:
            return
        if len(roles) != len(targets):
            self._aside.note("error", "tsv-slots-differ", unit[3])
        for role, raw in zip(roles, targets, strict=False):
            name, number, _ = with_ids(raw)
            link = self._new(kind, unit, placed=False)
            if role != NO_VALUE:
                link.values["role"] = unescape(role)
            host.refs.setdefault(column.feature, []).append(link.id)
            link.refs["target"] = []
            self._refer(link, "target", column.type, name, number)

    def _refer(self, thing: Thing, feature: str, kind: str, unit: str, number: int) -> None:
        """Set a reference when all lines were read."""
        self._later.append((thing, feature, (kind, unit, number)))

    def _found(self, kind: str, unit: str, number: int) -> str | None:
        if number:
            thing = self._numbered.get(number)
            return thing.id if thing is not None else None
        if kind == TOKEN:
            return unit
        here = self._at.get(unit, []) if kind == ANY else self._here.get((unit, kind), [])
        return here[0].id if here else None

    # Relations --------------------------------------------------------------------------------------------------
    def _relation(self, group: Group, unit: Unit, cells: list[str]) -> None:
        """A relation stands at the line of its dependent and names the line of its governor."""
        found: list[Thing] = []
        for column, cell in zip(group.columns, cells, strict=True):
            for index, raw in enumerate(stacked(cell) if cell != NOTHING else ()):
                if index == len(found):
                    found.append(self._new(group.type, unit, placed=False))
                    found[-1].refs = {GOVERNOR: [], DEPENDENT: []}
                thing = found[index]
                value, source, target = with_ids(raw)
                if column.kind != "governor":
                    if column.kind == "value" and value != NO_VALUE:
                        thing.values[column.feature] = unescape(value)
                elif group.type == DEPENDENCY:
                    thing.refs = {GOVERNOR: [value], DEPENDENT: [unit[0]]}  # tokens, by their names
                else:
                    self._refer(thing, GOVERNOR, column.type, value, source)
                    self._refer(thing, DEPENDENT, column.type, unit[0], target)

    # Chains -----------------------------------------------------------------------------------------------------
    def _chain(self, group: Group, unit: Unit, cells: list[str]) -> None:
        here: list[Thing] = []
        columns = sorted(zip(group.columns, cells, strict=True), key=lambda pair: pair[0].kind)
        for column, cell in columns:  # links come first: they say which links of a chain these are
            if cell == NOTHING:
                continue
            for index, raw in enumerate(stacked(cell)):
                if column.kind == "chain-link":
                    place = chain_place(raw)
                    if place is None:
                        self._aside.note("error", "tsv-line-unread", unit[3])
                        continue
                    value, chain, number = place
                    here.append(self._link(group.type, unit, chain, number))
                    if value != NO_VALUE:
                        here[-1].values[column.feature] = unescape(value)
                elif index < len(here):
                    value, _, _ = with_ids(raw)
                    if value != NO_VALUE:
                        here[index].values[column.feature] = unescape(value)
                else:
                    self._aside.note("error", "tsv-line-unread", unit[3])

    def _link(self, kind: str, unit: Unit, chain: int, number: int) -> Thing:
        found = self._links.get((kind, chain, number))
        if found is None:
            found = self._links[kind, chain, number] = self._new(kind, unit)
            self._chains.setdefault((kind, chain), {})[number] = found
        else:
            found.end = unit[2]
        return found

    # At the end -------------------------------------------------------------------------------------------------
    def finish(self) -> None:
        """Resolve references, and join the links of chains."""
        for thing, feature, wanted in self._later:
            thing.refs[feature] = [self._found(*wanted) or f"?{wanted[1]}"]
        for links in self._chains.values():
            ordered = [links[number] for number in sorted(links)]
            self._count += 1
            head = self._cas.add(
                Thing(str(self._count), f"{ordered[0].type.removesuffix('Link')}Chain", ordered[0].line)
            )
            head.refs["first"] = [ordered[0].id]
            for link, after in pairwise(ordered):
                link.refs["next"] = [after.id]
