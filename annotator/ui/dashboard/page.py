"""The overview: five numbers, then people, labels beside agreement, figures and packages. It shows what it is given."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from annotator.i18n import ntr, tr
from annotator.services.overview import MEASURE, Compared, ProjectProgress
from annotator.ui.dashboard.middle import MiddlePane
from annotator.ui.dashboard.people import PeoplePane
from annotator.ui.dashboard.rows import BigNumber
from annotator.ui.dashboard.side import SidePane
from annotator.ui.dashboard.words import NOTHING, decimal_words, interval_words
from annotator.ui.labels import number_words
from annotator.ui.theme import Themes
from annotator.ui.widgets.controls import CapButton, hairline, plain_label

if TYPE_CHECKING:
    from annotator.model.scheme import LabelScheme


class OverviewPage(QWidget):
    """``wanted`` tells what of the overview a person opened; the buttons ask for actions."""

    wanted = Signal(object)
    action_requested = Signal(str)
    refresh_requested = Signal()

    def __init__(self, scheme: LabelScheme, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "paper")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._themes = themes
        self.numbers = {
            name: BigNumber(themes, self) for name in ("complete", "spans", "agreement", "cases", "figures")
        }
        self.people = PeoplePane(themes, self)
        self.middle = MiddlePane(scheme, themes, self)
        self.side = SidePane(scheme, themes, self)
        self.made = plain_label("", self, "secondary")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head())
        column.addWidget(hairline(self))
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(_scrolled(self.people, 360, self))
        row.addWidget(hairline(self, "vline"))
        row.addWidget(self.middle, 1)
        row.addWidget(hairline(self, "vline"))
        row.addWidget(_scrolled(self.side, 330, self))
        column.addLayout(row, 1)
        for pane in (self.people, self.middle, self.side):
            pane.wanted.connect(self.wanted)

    def _head(self) -> QWidget:
        head = QWidget(self)
        row = QHBoxLayout(head)
        row.setContentsMargins(8, 8, 16, 8)
        row.setSpacing(8)
        for number, (name, button) in enumerate(self.numbers.items()):
            if number:
                row.addWidget(hairline(head, "vline"))
            button.setObjectName(f"number-{name}")
            button.clicked.connect(self._on_number)
            row.addWidget(button)
        row.addStretch(1)
        right = QVBoxLayout()
        right.setSpacing(8)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        for action, words, primary in (
            ("take-in", tr("Take in packages"), False),
            ("assign", tr("Assign documents"), False),
            ("export", tr("Export"), True),
        ):
            door = CapButton(self._themes, head, primary=primary)
            door.set_words(words)
            door.setObjectName(f"do-{action}")
            door.clicked.connect(self._on_action)
            buttons.addWidget(door)
        right.addLayout(buttons)
        below = QHBoxLayout()
        below.addStretch(1)
        below.addWidget(self.made)
        self.refresh = CapButton(self._themes, head, compact=True)
        self.refresh.set_words(tr("Work out again"), "F5")
        self.refresh.clicked.connect(self.refresh_requested)
        below.addWidget(self.refresh)
        right.addLayout(below)
        row.addLayout(right)
        return head

    # what is shown ------------------------------------------------------------------------------------------
    def show_progress(self, found: ProjectProgress, compared: Compared | None) -> None:
        """Show an overview; ``compared`` follows later where it is not known yet."""
        self._show_numbers(found, compared)
        self.people.show_progress(found, compared)
        self.middle.show_progress(found, compared)
        self.side.show_progress(found, compared)
        when = datetime.fromtimestamp(found.made).astimezone().strftime("%H:%M")
        words = tr("Worked out at {time}") if compared is not None else tr("Counted at {time}, comparing…")
        self.made.setText(words.format(time=when))

    def say_stale(self) -> None:
        """Work went on since."""
        self.made.setText(tr("There is newer work"))

    def _show_numbers(self, found: ProjectProgress, compared: Compared | None) -> None:
        today = len(found.days[-1][1])
        self.numbers["complete"].show_number(
            number_words(len(found.complete)), f"/{number_words(len(found.titles))}",
            tr("finished by all who have them") if found.assigned else tr("finished by two or more"),
            ntr("{n} layer finished today", "{n} layers finished today", today).format(n=number_words(today)),
        )  # fmt: skip
        layers = found.layers_finished
        self.numbers["spans"].show_number(
            number_words(found.spans), "", tr("spans of people"),
            ntr("{n} layer finished", "{n} layers finished", layers).format(n=number_words(layers)),
        )  # fmt: skip
        self._show_agreement(compared)
        sure = sum(one.sure for one in found.figures.values())
        open_ = sum(one.unsure + one.empty for one in found.figures.values())
        self.numbers["figures"].show_number(
            number_words(open_), "", tr("figures unsure or empty"),
            tr("of {n}").format(n=number_words(sure + open_)),
        )  # fmt: skip

    def _show_agreement(self, compared: Compared | None) -> None:
        words = tr("F1 of exact spans, everybody")
        if compared is None:
            self.numbers["agreement"].show_number("…", "", words, "")
            self.numbers["cases"].show_number("…", "", tr("differences to decide"), "")
            return
        scope = compared.report.agreement.overall
        estimate = scope.estimates.get(MEASURE)
        value = estimate.value if estimate is not None else None
        documents = ntr("{n} document", "{n} documents", scope.documents).format(
            n=number_words(scope.documents)
        )
        more = ", ".join(filter(None, (interval_words(estimate), documents)))
        defined = value is not None
        self.numbers["agreement"].show_number(
            decimal_words(value) if defined else NOTHING, "", words, more if defined else tr("not defined")
        )
        self.numbers["cases"].show_number(
            number_words(compared.unsettled), "", tr("differences to decide"),
            tr("{n} decided, {agreed} where all agree").format(
                n=number_words(compared.settled), agreed=number_words(compared.agreeing)
            ),
        )  # fmt: skip

    def take_focus(self) -> None:
        """The keys go to the table in the middle."""
        self.middle.view.setFocus(Qt.FocusReason.OtherFocusReason)

    # what a person does -------------------------------------------------------------------------------------
    def _on_number(self) -> None:
        sender = self.sender()
        if isinstance(sender, BigNumber):
            self.wanted.emit((sender.objectName().removeprefix("number-"),))

    def _on_action(self) -> None:
        sender = self.sender()
        if isinstance(sender, CapButton):
            self.action_requested.emit(sender.objectName().removeprefix("do-"))

    def keyPressEvent(self, event) -> None:
        if event.key() == Qt.Key.Key_F5:
            self.refresh_requested.emit()
            return
        super().keyPressEvent(event)


def _scrolled(pane: QWidget, width: int, parent: QWidget) -> QScrollArea:
    area = QScrollArea(parent)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFixedWidth(width)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(pane)
    return area
