"""What stands below the list while a relation is being drawn: from which span, how, to which span."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from annotator.i18n import tr
from annotator.model.scheme import LabelScheme
from annotator.model.span import Span
from annotator.ui.inspector.relations import relation_name
from annotator.ui.theme import Themes
from annotator.ui.widgets.choices import PillChoice
from annotator.ui.widgets.controls import CapButton, ElidedLabel, plain_label


class LinkCard(QWidget):
    """Offers the relations the scheme allows between the two spans; ``accepted`` carries the one to draw."""

    accepted = Signal(str)
    cancelled = Signal()

    def __init__(self, scheme: LabelScheme, themes: Themes, parent: QWidget) -> None:
        super().__init__(parent)
        self._scheme = scheme
        self._relation = ""
        self._head = ElidedLabel(self, "medium")
        self._tail = ElidedLabel(self, "medium")
        self._kind = PillChoice(themes, self, tr("Relation"))
        self._kind.chosen.connect(self._on_kind)
        self._hint = plain_label("", self, "secondary")
        self._hint.setWordWrap(True)
        self._join = CapButton(themes, self, primary=True)
        self._join.set_words(tr("Join"), "↵")
        self._stop = CapButton(themes, self)
        self._stop.set_words(tr("Leave it"), "Esc")
        self._join.clicked.connect(self.accept)
        self._stop.clicked.connect(self.cancelled)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 12)
        column.setSpacing(6)
        column.addWidget(plain_label(tr("Relation from"), self, "caption"))
        column.addWidget(self._head)
        column.addWidget(self._kind, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self._tail)
        column.addWidget(self._hint)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self._stop)
        row.addWidget(self._join)
        column.addLayout(row)

    def show_ends(self, head: Span, head_words: str, tail: Span | None, tail_words: str) -> None:
        """Show both ends and the relations that fit them."""
        self._head.setText(head_words)
        self._tail.setText(tail_words)
        self._tail.setVisible(tail is not None)
        group = self._scheme.group_of(head.label)
        heads = {head.label, group.id if group else ""}
        kinds = [r.id for r in self._scheme.relations if r.heads & heads]
        if tail is not None:
            kinds = [kind for kind in kinds if self._scheme.allows(kind, head.label, tail.label)]
        self._kind.set_choices([(kind, relation_name(self._scheme, kind)) for kind in kinds])
        self._relation = self._relation if self._relation in kinds else kinds[0] if kinds else ""
        self._kind.setVisible(bool(kinds))
        self._kind.show_words(self._relation, relation_name(self._scheme, self._relation))
        self._join.setEnabled(tail is not None and bool(kinds))
        if tail is None:
            self._hint.setText(tr("Click the span it leads to, or go there with Tab; then press Enter."))
        elif not kinds:
            self._hint.setText(tr("The label scheme has no relation between these two. Choose another span."))
        self._hint.setVisible(tail is None or not kinds)

    def accept(self) -> None:
        """Ask for the relation that is shown, if both ends are there."""
        if self._join.isEnabled():
            self.accepted.emit(self._relation)

    def _on_kind(self, kind: str) -> None:
        self._relation = kind
        self._kind.show_words(kind, relation_name(self._scheme, kind))
