"""The case card: always in the same place, with the same keys. It shows a case and says what a person chose."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from annotator.i18n import tr
from annotator.model.scheme import LabelScheme
from annotator.model.span import UNSURE, Span
from annotator.review.decisions import How, Reason
from annotator.review.decisions_choices import Choice, Version, differing_parts
from annotator.review.decisions_gold import Status
from annotator.review.kinds import Kind
from annotator.ui.labels import label_name, name_of, number_words, value_text
from annotator.ui.review.cards import Chip, MarkWords, VersionCard, VersionWords, WayCard
from annotator.ui.review.desk import Current, ReviewDesk, reason_of
from annotator.ui.review.edit_panel import EditPanel
from annotator.ui.theme import Themes
from annotator.ui.widgets.controls import CapField, ElidedLabel, IconButton, plain_label
from annotator.wording.review import (
    kind_about,
    kind_title,
    reason_name,
    refused_words,
    sign_count,
    status_name,
)

_MOST = 7  # versions with a key of their own
REASONS = (Reason.SLIP, Reason.AMBIGUOUS, Reason.GUIDELINE, Reason.SCHEME, Reason.OTHER)


class CaseCard(QWidget):
    """``digit_chosen`` a version or way, ``step_requested`` another case, and what is said about the case."""

    digit_chosen = Signal(int)
    edit_requested = Signal()
    step_requested = Signal(int)
    reason_chosen = Signal(int)
    discuss_requested = Signal()
    comment_left = Signal()

    def __init__(self, desk: ReviewDesk, scheme: LabelScheme, themes: Themes, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk, self._scheme, self._themes = desk, scheme, themes
        self.setProperty("surface", "pane")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._kind = plain_label("", self, "title")
        self._about = ElidedLabel(self, "secondary")
        self._status = plain_label("", self, "mark")
        self._place = plain_label("", self, "number")
        self.versions: list[VersionCard] = []
        self._apart: set[str] = set()
        self.both, self.union, self.none, self.edit = (WayCard(themes, self) for _ in range(4))
        self.panel = EditPanel(scheme, themes, self)
        self.chips = [
            Chip(f"Alt {number}", reason_name(reason.value), themes, self)
            for number, reason in enumerate(REASONS, 1)
        ]
        self.discuss = Chip("F6", tr("Discuss"), themes, self)
        self.comment = CapField(themes, self, cap="F7")
        self._stack = QStackedWidget(self)
        self._column = QVBoxLayout()
        self._build()
        desk.said_changed.connect(self._show_said)

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 8, 16, 8)
        column.setSpacing(8)
        column.addLayout(self._head())
        body = QHBoxLayout()
        body.setSpacing(8)
        chosen = QWidget(self)
        self._column = QVBoxLayout(chosen)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        self._stack.addWidget(chosen)
        self._stack.addWidget(self.panel)
        body.addWidget(self._stack, 5)
        ways = QVBoxLayout()
        ways.setSpacing(6)
        for card in (self.both, self.union, self.none, self.edit):
            ways.addWidget(card, 1)
        self._ways = QWidget(self)
        self._ways.setLayout(ways)
        ways.setContentsMargins(0, 0, 0, 0)
        self._ways.setFixedWidth(228)
        body.addWidget(self._ways)
        column.addLayout(body, 1)
        column.addLayout(self._foot())
        self.both.clicked.connect(self._on_way)
        self.union.clicked.connect(self._on_way)
        self.none.clicked.connect(self._on_way)
        self.edit.clicked.connect(self.edit_requested)

    def _head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        self._comment_field()
        row.addWidget(self._kind)
        row.addWidget(self._about, 5)
        row.addWidget(self._status)
        row.addWidget(self.comment, 3)
        row.addWidget(self._place)
        back = IconButton(self._themes, "previous", tr("Previous case") + "  (←)", self)
        on = IconButton(self._themes, "next", tr("Next case") + "  (→)", self)
        for button, slot in ((back, self._on_back), (on, self._on_next)):
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.clicked.connect(slot)
            row.addWidget(button)
        return row

    def _comment_field(self) -> None:
        self.comment.setPlaceholderText(tr("Comment"))
        self.comment.setAccessibleName(tr("Comment"))
        self.comment.setProperty("compact", True)
        self.comment.setMaxLength(2000)
        self.comment.setMinimumWidth(90)
        self.comment.setMaximumWidth(260)
        self.comment.editingFinished.connect(self._on_comment)
        self.comment.returnPressed.connect(self.comment_left)
        self.comment.left.connect(self.comment_left)

    def _foot(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(6)
        self._reason = QLabel(tr("Reason, if any"), self)
        self._reason.setProperty("role", "secondary")
        row.addWidget(self._reason)
        for chip in self.chips:
            chip.clicked.connect(self._on_reason)
            row.addWidget(chip)
        row.addStretch(1)
        self.discuss.clicked.connect(self.discuss_requested)
        row.addWidget(self.discuss)
        return row

    # showing --------------------------------------------------------------------------------------------------
    def show_case(self, current: Current | None, place: str) -> None:
        """Show a case; None: nothing is left."""
        self._stack.setCurrentIndex(0)
        self._place.setText(place)
        for part in (self._stack, self._ways):
            part.setVisible(current is not None)
        if current is None:
            self._kind.setText("")
            self._about.setText("")
            self._status.setText("")
            self._enable_said(False)
            return
        row = current.row
        self._kind.setText(kind_title(row.kind.value))
        self._about.setText(kind_about(row.kind.value))
        loud = row.status != Status.OPEN
        self._status.setText(self._status_words(current) if loud else "")
        self._show_versions(current)
        self._show_ways(current)
        self._enable_said(self._desk.may_decide())
        self._show_said()

    def _status_words(self, current: Current) -> str:
        said = status_name(current.row.status.value)
        who = {self._desk.name(one.reviewer) or one.reviewer for one in current.standing.decisions}
        return f"{said} · {', '.join(sorted(who))}" if who else said

    def _enable_said(self, able: bool) -> None:
        for part in (*self.chips, self.discuss, self.comment):
            part.setEnabled(able)

    def _show_versions(self, current: Current) -> None:
        wanted = current.versions[:_MOST]
        while len(self.versions) < len(wanted):
            card = VersionCard(self._scheme, self._themes, self)
            card.clicked.connect(self._on_version)
            self.versions.append(card)
            self._column.addWidget(card, 1)
        verdict = current.standing.verdict
        parts = differing_parts(current.standing.case)
        self._apart = self._differing_values(current)
        for number, card in enumerate(self.versions):
            card.setVisible(number < len(wanted))
            if number >= len(wanted):
                continue
            version = wanted[number]
            chosen = verdict is not None and (
                set(version.annotators) <= set(verdict.whose)
                if verdict.how is How.VERSION
                else verdict.how is How.NONE and not version.marks
            )
            card.setEnabled(self._desk.may_decide())
            card.show_version(str(number + 1), self._version_words(current, version, parts), chosen=chosen)

    def _differing_values(self, current: Current) -> set[str]:
        """The attributes in which versions of one and the same span differ."""
        found: set[str] = set()
        adjudicator = self._desk.adjudicator
        if current.row.kind is not Kind.ATTRIBUTE or adjudicator is None:
            return found
        first = {mark.key: mark for mark in current.versions[0].marks}
        for version in current.versions[1:]:
            for mark in version.marks:
                if mark.key in first:
                    other = first[mark.key].attributes
                    found |= set(adjudicator.reader.differing(mark.label, mark.attributes, other))
        return found

    def _version_words(
        self, current: Current, version: Version, parts: list[tuple[int, int]]
    ) -> VersionWords:
        text = current.review.document.text
        names = ", ".join(name for who in version.annotators if (name := self._desk.name(who)))
        shaded = len(current.versions) > 1
        marks = []
        for span in version.spans:
            part = (0, 0)
            for start, end in parts if shaded else ():
                if max(start, span.start) < min(end, span.end) and (start, end) != (span.start, span.end):
                    part = (max(start, span.start) - span.start, min(end, span.end) - span.start)
                    break
            words = text[span.start : span.end]
            marks.append(MarkWords(words, part, span.label, self._details(span, version, text)))
        return VersionWords(current.letters(version.annotators), names, marks, tr("marked nothing here"))

    def _details(self, span: Span, version: Version, text: str) -> str:
        parts = [sign_count(span.end - span.start)]
        for attribute in self._scheme.attributes_of(span.label):
            value = span.attributes.get(attribute.id)
            apart = attribute.id in self._apart
            if apart or value not in (None, ""):
                said = value_text(attribute, value) or tr("not given")
                parts.insert(
                    1 if apart else len(parts),
                    f"{'≠ ' if apart else ''}{name_of(attribute.names, attribute.id)}: {said}",
                )
        for link in version.links:
            if link.head == span[1:4]:
                relation = self._scheme.relation(link.label)
                name = name_of(relation.names, link.label) if relation else link.label
                parts.append(f"{name} → “{text[link.tail[0] : link.tail[1]]}”")
        if span.certainty == UNSURE:
            parts.append(tr("unsure"))
        if span.note:
            parts.append(tr("note: {note}").format(note=span.note))
        return " · ".join(parts)

    def _show_ways(self, current: Current) -> None:
        able, count = self._desk.may_decide(), min(len(current.versions), _MOST)
        verdict = current.standing.verdict
        how = verdict.how if verdict is not None else None
        for card, number, title, choice, about in (
            (self.both, count + 1, tr("Take both"), current.both, tr("keep them all")),
            (self.union, count + 2, tr("Join into one"), current.union, self._union_words(current.union)),
            (self.none, 0, tr("Take nothing"), current.none, tr("recorded as nothing")),
        ):
            words = refused_words(choice.refused, choice.same) if choice.refused else about
            chosen = how is choice.how and not (
                how is How.NONE and any(not v.marks for v in current.versions)
            )
            card.show_way(str(number), title, words, enabled=able and not choice.refused, chosen=chosen)
            card.setProperty("digit", number)
        can_edit = able and any(version.marks for version in current.versions)
        self.edit.show_way(
            "F2", tr("Edit, then take"), tr("move edges, ↵ takes"), enabled=can_edit, chosen=how is How.EDIT
        )

    def _union_words(self, choice: Choice) -> str:
        if not choice.marks:
            return ""
        mark = choice.marks[0]
        return f"{label_name(self._scheme, mark.label)}, {sign_count(mark.end - mark.start)}"

    def _show_said(self) -> None:
        said = self._desk.said
        for number, chip in enumerate(self.chips, 1):
            chip.setChecked(said.reason is reason_of(number))
        self.discuss.setChecked(said.discuss)
        if not self.comment.hasFocus():
            self.comment.setText(said.comment)

    def show_panel(self, shown: bool) -> None:
        """Show the panel of edges and labels in place of the versions, or the versions again."""
        self._stack.setCurrentIndex(1 if shown else 0)

    # what a person does -----------------------------------------------------------------------------------------
    def _on_version(self) -> None:
        card = self.sender()
        if isinstance(card, VersionCard):
            self.digit_chosen.emit(self.versions.index(card) + 1)

    def _on_way(self) -> None:
        card = self.sender()
        if isinstance(card, WayCard):
            self.digit_chosen.emit(int(card.property("digit")))

    def _on_back(self) -> None:
        self.step_requested.emit(-1)

    def _on_next(self) -> None:
        self.step_requested.emit(1)

    def _on_reason(self) -> None:
        chip = self.sender()
        if isinstance(chip, Chip):
            self.reason_chosen.emit(self.chips.index(chip) + 1)

    def _on_comment(self) -> None:
        words = " ".join(self.comment.text().split())
        if self._desk.current is not None and words != self._desk.said.comment:
            self._desk.say(replace(self._desk.said, comment=words))


def place_words(place: int, count: int) -> str:
    """``45/318``."""
    return f"{number_words(place + 1)}/{number_words(count)}" if place >= 0 else ""
