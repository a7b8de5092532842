"""What training data is made of: every choice in one place, read from a TOML file and written back as one."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec

from annotator.errors import FormatError, UnknownLabel
from annotator.formats.base import read_bytes
from annotator.model.layer import LayerState
from annotator.model.scheme import LabelScheme
from annotator.nlp.config import TrainingOptions

_LIMIT = 1 << 20
Percent = Annotated[int, msgspec.Meta(ge=0, le=100)]
Positive = Annotated[int, msgspec.Meta(ge=1)]
_DEFAULT_STATES = tuple(state.value for state in LayerState if state is not LayerState.SKIPPED)


class SplitPlan(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Where documents go. ``shares`` of train, dev and test in per cent. ``group``: what stays together (``text``: equal texts;
    ``near``: near-duplicates; ``date``: one day; anything else: that field of the metadata). ``given``: ``meta:FIELD``, or a
    CSV file with the columns document and split; what it names is taken as it says."""

    shares: tuple[Percent, Percent, Percent] = (80, 10, 10)
    seed: str = ""
    group: str = "text"
    stratify: bool = False
    given: str = ""


class LabelPlan(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Which labels: only those of ``keep`` (none: all), without those of ``drop``; then renamed, which merges equal names."""

    keep: tuple[str, ...] = ()
    drop: tuple[str, ...] = ()
    rename: Mapping[str, str] = {}


class TrainPlan(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How to train. ``longest_span`` in tokens, 0: the longest marked."""

    steps: Positive = 2000
    longest_span: Annotated[int, msgspec.Meta(ge=0)] = 0
    seed: int = 0
    width: Positive = 96
    depth: Positive = 4


class Plan(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """All choices. ``layers``: for each document the first of these that it has; ``all``: every one; none: gold, or the only one.

    ``unit``: paragraphs or whole documents. ``unreviewed``: what nobody looked at is left out, or kept as *missing*. ``empty``:
    what was read and holds no span is kept as an example without, or dropped. ``spans``: what the model learns from and finds.
    """

    layers: tuple[str, ...] = ()
    states: tuple[Literal["new", "in_progress", "finished", "flagged", "skipped"], ...] = _DEFAULT_STATES  # type: ignore[assignment]
    unit: Literal["paragraph", "document"] = "paragraph"
    unreviewed: Literal["drop", "missing"] = "drop"
    empty: Literal["keep", "drop"] = "keep"
    spans: Literal["both", "ents", "spans"] = "both"
    misaligned: Literal["stop", "skip", "expand", "contract"] = "stop"
    split: SplitPlan = SplitPlan()
    labels: LabelPlan = LabelPlan()
    train: TrainPlan = TrainPlan()

    @property
    def pipeline(self) -> tuple[str, ...]:
        """The components that learn from these spans."""
        return {"both": ("ner", "spancat"), "ents": ("ner",), "spans": ("spancat",)}[self.spans]

    def training_options(self) -> TrainingOptions:
        train = self.train
        return TrainingOptions(
            pipeline=self.pipeline, max_steps=train.steps, seed=train.seed, width=train.width, depth=train.depth,
            longest_span=train.longest_span or None, eval_frequency=max(10, min(100, train.steps // 2)),
        )  # fmt: skip


def read_plan(path: Path) -> Plan:
    """The plan in a TOML file; a ``given`` file is looked for beside it. Raises FormatError (``bad-plan``), MalformedInput."""
    data = read_bytes(path, _LIMIT)
    try:
        plan = msgspec.convert(tomllib.loads(data.decode()), Plan)
    except (ValueError, RecursionError) as error:
        raise bad_plan(path, str(error)) from None
    if sum(plan.split.shares) != 100:
        raise bad_plan(path, f"split.shares: {'+'.join(map(str, plan.split.shares))} ≠ 100")
    given = plan.split.given
    if given and not given.startswith("meta:"):
        plan = msgspec.structs.replace(
            plan, split=msgspec.structs.replace(plan.split, given=str(path.parent / given))
        )
    return plan


def bad_plan(path: Path | str, detail: str) -> FormatError:
    """A plan that does not hold, and why."""
    return FormatError(path=str(path), line=None, column=None, reason="bad-plan", detail=detail)


def check_labels(plan: Plan, scheme: LabelScheme) -> None:
    """Raises UnknownLabel for one that the scheme lacks; names that labels get may be new."""
    for label in (*plan.labels.keep, *plan.labels.drop, *plan.labels.rename):
        if label not in scheme.label_ids:
            raise UnknownLabel(label=label)


def as_data(plan: Plan) -> dict[str, Any]:
    """The plan as plain values; of a file of given splits only that there is one, ``splits.csv`` of the dataset."""
    given = plan.split.given
    if given and not given.startswith("meta:"):
        plan = msgspec.structs.replace(plan, split=msgspec.structs.replace(plan.split, given="splits.csv"))
    found: dict[str, Any] = msgspec.to_builtins(plan)
    return found


def plan_of(data: object) -> Plan:
    """The way back from ``as_data``. Raises FormatError."""
    try:
        return msgspec.convert(data, Plan)
    except msgspec.ValidationError as error:
        raise bad_plan("manifest.json", str(error)) from None


def as_toml(plan: Plan) -> str:
    """The plan as a file that ``read_plan`` reads, every choice stated."""
    data = as_data(plan)
    tables = {key: value for key, value in data.items() if isinstance(value, dict)}
    lines = [f"{key} = {_toml(value)}" for key, value in data.items() if key not in tables]
    for name, table in tables.items():
        lines += ["", f"[{name}]", *(f"{key} = {_toml(value)}" for key, value in table.items())]
    return "\n".join(lines) + "\n"


def _toml(value: object) -> str:
    """A value as TOML: JSON's strings and numbers are TOML's, once DEL is escaped."""
    if isinstance(value, dict):
        inner = ", ".join(f"{_toml(key)} = {_toml(each)}" for key, each in value.items())
        return f"{{ {inner} }}" if inner else "{}"
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(_toml, value))}]"
    return msgspec.json.encode(value).decode().replace("\x7f", "\\u007f")
