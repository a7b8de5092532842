"""Changing a label scheme: pure functions from one intended change to the next. Nothing here touches a project.

A ``SchemeChange`` is the scheme as it is, the scheme as it shall be, and the spans that go to another label. What
that does to a layer is worked out by ``scheme_edit_layers``; ``services/scheme_changes`` shows it, then does it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from annotator.errors import InvalidScheme, UnknownLabel
from annotator.model.occurrences import Pattern
from annotator.model.scheme import Attribute, AttributeValue, Group, Label, LabelScheme
from annotator.model.span import Span

NO_MAP: Mapping[str, str] = {}


@dataclass(frozen=True)
class Pick:
    """Which spans of a label are meant: those with all of ``values`` and, where ``words`` are given, one of these texts.

    Words are compared regardless of case, Unicode form and tone-mark placement; their marks count.
    """

    values: Mapping[str, AttributeValue] = field(default_factory=dict)
    words: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "_patterns", [Pattern(one, exact=True) for one in self.words])

    def takes(self, span: Span, text: str) -> bool:
        """Whether the span, in its document's text, is one of them."""
        if any(span.attributes.get(key) != value for key, value in self.values.items()):
            return False
        patterns: list[Pattern] = self._patterns  # type: ignore[attr-defined]  # made once, in __post_init__
        return not patterns or any(one.matches(text[span.start : span.end]) for one in patterns)


@dataclass(frozen=True)
class Move:
    """Spans of ``label`` get the label ``to``; ``attributes`` says which value goes on under another attribute's id."""

    label: str
    to: str
    attributes: Mapping[str, str] = field(default_factory=lambda: NO_MAP)
    pick: Pick | None = None


@dataclass(frozen=True)
class SchemeChange:
    """What is intended. ``notes``: values that fit nowhere are written into the span's note, else they are left out."""

    before: LabelScheme
    after: LabelScheme
    moves: tuple[Move, ...] = ()
    notes: bool = True

    @property
    def empty(self) -> bool:
        return self.before == self.after and not self.moves


def begin(scheme: LabelScheme) -> SchemeChange:
    """No change yet."""
    return SchemeChange(scheme, scheme)


def checked(scheme: LabelScheme) -> LabelScheme:
    """The scheme, if it holds together. Raises InvalidScheme with every problem."""
    return LabelScheme.from_dict(scheme.to_dict())


def _with(change: SchemeChange, **parts: Any) -> SchemeChange:
    return replace(change, after=checked(replace(change.after, **parts)))


def _label(scheme: LabelScheme, label_id: str) -> Label:
    label = scheme.label(label_id)
    if label is None:
        raise UnknownLabel(label=label_id)
    return label


# labels ---------------------------------------------------------------------------------------------------
def add_label(change: SchemeChange, label: Label) -> SchemeChange:
    """A new label, last of its group. Raises InvalidScheme."""
    labels = list(change.after.labels)
    place = max((n for n, one in enumerate(labels, 1) if one.group == label.group), default=len(labels))
    labels.insert(place, label)
    return _with(change, labels=tuple(labels))


def change_label(change: SchemeChange, label_id: str, **fields: Any) -> SchemeChange:
    """Give a label other names, description, group, key, hue … The id stays. Raises UnknownLabel, InvalidScheme."""
    changed = replace(_label(change.after, label_id), **fields)
    if changed.id != label_id:
        raise InvalidScheme(source="", problems=[("labels", "id-stays", label_id)])
    if "hue" in fields:
        changed = replace(changed, light=None, dark=None)
    return _with(change, labels=_put(change.after.labels, label_id, changed))


def move_label(change: SchemeChange, label_id: str, by: int) -> SchemeChange:
    """Move a label ``by`` places up (negative) or down among the labels of its group."""
    label = _label(change.after, label_id)
    labels = list(change.after.labels)
    places = [n for n, one in enumerate(labels) if one.group == label.group]
    order = [labels[n] for n in places]
    here = order.index(label)
    order.insert(max(0, min(len(order) - 1, here + by)), order.pop(here))
    for place, one in zip(places, order, strict=True):
        labels[place] = one
    return _with(change, labels=tuple(labels))


def retire_label(change: SchemeChange, label_id: str) -> SchemeChange:
    """No longer offer a label. Its spans stay as they are, and readable; its key is free."""
    return change_label(change, label_id, retired=True, key="")


def restore_label(change: SchemeChange, label_id: str) -> SchemeChange:
    """Offer a retired label again."""
    return change_label(change, label_id, retired=False)


def key_holder(scheme: LabelScheme, group_id: str, key: str, but: str = "") -> str:
    """The label whose keys a label of this group with this key would take, or an empty string."""
    group = scheme.group(group_id)
    if group is None or not key:
        return ""
    same = {one.id for one in scheme.groups if one.modifier == group.modifier}
    return next((o.id for o in scheme.labels if o.key == key and o.group in same and o.id != but), "")


def free_key(scheme: LabelScheme, group_id: str) -> str:
    """The first digit from 1 that no label has under the group's modifier; empty where all are taken."""
    return next((digit for digit in "1234567890" if not key_holder(scheme, group_id, digit)), "")


def free_hue(scheme: LabelScheme) -> float:
    """The hue (degrees) that lies furthest from those of other labels made from a hue."""
    taken = sorted(label.hue % 360 for label in scheme.labels if label.hue is not None)
    if not taken:
        return 0.0
    gaps = [((taken[(n + 1) % len(taken)] - one) % 360 or 360, one) for n, one in enumerate(taken)]
    width, start = max(gaps)
    return round((start + width / 2) % 360, 1)


# merging and splitting ------------------------------------------------------------------------------------
def merge_labels(
    change: SchemeChange,
    label_id: str,
    into: str,
    attributes: Mapping[str, str] = NO_MAP,
    keep: Iterable[str] = (),
) -> SchemeChange:
    """Every span of ``label_id`` gets the label ``into``; the former is retired.

    ``attributes`` maps values to other attributes; those in ``keep`` are given to ``into``, so that values stay. What
    fits nowhere is listed when the change is shown. Raises UnknownLabel, InvalidScheme.
    """
    source, target = _label(change.after, label_id), _label(change.after, into)
    if source.id == target.id or target.retired:
        raise InvalidScheme(source="", problems=[("labels", "merge-target", into)])
    known = {a.id for a in change.after.attributes_of(into)}
    wanted = {a.id for a in change.after.attributes_of(label_id)} & set(keep) - known
    kept = tuple(
        replace(a, applies=a.applies | {into}, excludes=a.excludes - {into})
        if a.id in wanted and a in change.after.attributes_of(label_id)
        else a
        for a in change.after.attributes
    )
    change = retire_label(_with(change, attributes=kept), label_id)
    return replace(change, moves=(*change.moves, Move(label_id, into, dict(attributes))))


def split_label(change: SchemeChange, label_id: str, new: Label, pick: Pick) -> SchemeChange:
    """The picked spans of ``label_id`` get the label ``new``, which may have the same values and relations.

    ``new`` may be a label that is there already. Raises UnknownLabel, InvalidScheme.
    """
    source = _label(change.after, label_id)
    if change.after.label(new.id) is None:
        change = add_label(change, new)
        scheme = change.after
        ends = {source.id, source.group}
        attributes = tuple(
            replace(a, applies=a.applies | {new.id} if a.applies else a.applies)
            if a in scheme.attributes_of(label_id) and a not in scheme.attributes_of(new.id)
            else a
            for a in scheme.attributes
        )
        relations = tuple(
            replace(
                r,
                heads=r.heads | {new.id} if r.heads & ends else r.heads,
                tails=r.tails | {new.id} if r.tails & ends else r.tails,
            )
            for r in scheme.relations
        )
        change = _with(change, attributes=attributes, relations=relations)
    return replace(change, moves=(*change.moves, Move(label_id, new.id, {}, pick)))


# groups and attributes ------------------------------------------------------------------------------------
def add_group(change: SchemeChange, group: Group) -> SchemeChange:
    """Raises InvalidScheme."""
    return _with(change, groups=(*change.after.groups, group))


def change_group(change: SchemeChange, group_id: str, **fields: Any) -> SchemeChange:
    """Names, modifier or stroke of a group. Raises InvalidScheme, also where keys would collide."""
    groups = tuple(replace(g, **fields) if g.id == group_id else g for g in change.after.groups)
    return _with(change, groups=groups)


def add_attribute(change: SchemeChange, attribute: Attribute) -> SchemeChange:
    """Raises InvalidScheme, also where a label would have two attributes of one id."""
    return _with(change, attributes=(*change.after.attributes, attribute))


def change_attribute(change: SchemeChange, index: int, **fields: Any) -> SchemeChange:
    """Other names, choices, default, labels … of the attribute at ``index`` of the scheme's list (ids repeat)."""
    attributes = list(change.after.attributes)
    if "id" in fields and fields["id"] != attributes[index].id:
        raise InvalidScheme(source="", problems=[("attributes", "id-stays", attributes[index].id)])
    attributes[index] = replace(attributes[index], **fields)
    return _with(change, attributes=tuple(attributes))


def retire_attribute(change: SchemeChange, index: int, retired: bool = True) -> SchemeChange:
    """No longer ask for a value. Values that spans have stay readable."""
    return change_attribute(change, index, retired=retired)


# a whole scheme -------------------------------------------------------------------------------------------
def replace_scheme(
    scheme: LabelScheme, other: LabelScheme, used: Iterable[str] = (), moves: Mapping[str, str] = NO_MAP
) -> SchemeChange:
    """Put ``other`` in the place of ``scheme``; ``moves`` says which label becomes which.

    Labels in ``used`` (they have spans) that ``other`` lacks stay, retired, with their group, values and relations.
    """
    for old, new in moves.items():
        _label(scheme, old)
        _label(other, new)
    gone = [one for one in scheme.labels if one.id in set(used) and one.id not in other.label_ids]
    after = checked(_keeping(scheme, other, gone)) if gone else other
    return SchemeChange(scheme, after, tuple(Move(old, new) for old, new in moves.items()))


def _keeping(scheme: LabelScheme, other: LabelScheme, gone: list[Label]) -> LabelScheme:
    groups = {g.id for g in other.groups}
    lacking = [g for g in scheme.groups if g.id in {one.group for one in gone} - groups]
    labels = (*other.labels, *(replace(one, retired=True, key="") for one in gone))
    after = replace(other, labels=labels, groups=(*other.groups, *lacking))
    ids = {one.id for one in gone}
    attributes = list(after.attributes)
    for attribute in scheme.attributes:
        having = {one for one in ids if attribute in scheme.attributes_of(one)}
        free = {one for one in having if attribute.id not in {a.id for a in after.attributes_of(one)}}
        if free:
            attributes.append(replace(attribute, applies=frozenset(free), excludes=frozenset(), retired=True))
    before = {r.id: r for r in scheme.relations}
    relations = tuple(
        replace(r, heads=r.heads | _ends(scheme, before[r.id].heads, ids), tails=r.tails | _ends(scheme, before[r.id].tails, ids))
        if r.id in before
        else r
        for r in after.relations
    )  # fmt: skip
    return replace(after, attributes=tuple(attributes), relations=relations)


def _ends(scheme: LabelScheme, ends: frozenset[str], labels: Iterable[str]) -> frozenset[str]:
    """Those of ``labels`` that the ends name, themselves or by their group."""
    return frozenset(one for one in labels if ends & {one, _label(scheme, one).group})


def _put(labels: tuple[Label, ...], label_id: str, label: Label) -> tuple[Label, ...]:
    return tuple(label if one.id == label_id else one for one in labels)
