"""The review page: kinds and cases at the left, the article over the case card, numbers and guideline at the right."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSplitter, QVBoxLayout, QWidget

from annotator.i18n import tr
from annotator.model.scheme import LabelScheme
from annotator.model.span import Span
from annotator.review.decisions_choices import edited
from annotator.ui.appearance.article import article_style
from annotator.ui.review.article import bands_of, shared_layer
from annotator.ui.review.card import CaseCard, place_words
from annotator.ui.review.desk import LETTERS, Current, ReviewDesk, reason_of
from annotator.ui.review.edit_panel import Editor
from annotator.ui.review.head import Legend, People
from annotator.ui.review.left import LeftPane
from annotator.ui.review.side import SidePane
from annotator.ui.textview.bands import Band
from annotator.ui.textview.view import ArticleView
from annotator.ui.widgets.controls import ElidedLabel, hairline, plain_label
from annotator.ui.widgets.message_bar import MessageBar

if TYPE_CHECKING:
    from annotator.ui.feature import Context

EDITED = "="  # the letter of the band that shows what is being edited


class ReviewPage(QWidget):
    """Keys go to the article; digits come from the window (``press``)."""

    hinted = Signal(str)
    reviewer_wanted = Signal()

    def __init__(
        self, desk: ReviewDesk, scheme: LabelScheme, context: Context, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.desk, self._scheme, self._themes = desk, scheme, context.themes
        self._editor: Editor | None = None
        self._shown = ""
        themes = context.themes
        self.left = LeftPane(desk, scheme, themes, self)
        self.title = ElidedLabel(self, "strong")
        self.people = People(themes, self)
        self.hide_names = QPushButton(tr("Hide names"), self)
        self.message = MessageBar(themes, self, closable=False)
        self.view = ArticleView(self)
        self.card = CaseCard(desk, scheme, themes, self)
        self.side = SidePane(desk, scheme, themes, self)
        self._more = plain_label("", self, "secondary")
        self._build()
        self._connect()
        self._on_theme_changed()

    def _build(self) -> None:
        middle = QWidget(self)
        middle.setProperty("surface", "paper")
        middle.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._bar())
        column.addWidget(hairline(self))
        column.addWidget(self.message)
        legend = QHBoxLayout()
        legend.setContentsMargins(0, 0, 16, 0)
        legend.addWidget(Legend(self._themes, self))
        legend.addStretch(1)
        legend.addWidget(self._more)
        column.addLayout(legend)
        column.addWidget(hairline(self))
        column.addWidget(self.view, 1)
        column.addWidget(hairline(self))
        column.addWidget(self.card)
        self.view.set_read_only(True)
        self._join(middle)

    def _bar(self) -> QHBoxLayout:
        bar = QHBoxLayout()
        bar.setContentsMargins(16, 7, 12, 7)
        bar.setSpacing(10)
        self.title.setMinimumHeight(28)
        bar.addWidget(self.title, 1)
        bar.addWidget(self.people)
        self.hide_names.setCheckable(True)
        self.hide_names.setProperty("compact", True)
        self.hide_names.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.hide_names.setChecked(self.desk.hidden)
        bar.addWidget(self.hide_names)
        return bar

    def _join(self, middle: QWidget) -> None:
        self._splitter = QSplitter(Qt.Orientation.Horizontal, self)
        for widget in (self.left, middle, self.side):
            self._splitter.addWidget(widget)
        self._splitter.setHandleWidth(1)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.setStretchFactor(1, 1)
        middle.setMinimumWidth(420)
        self.left.setMinimumWidth(200)
        self.side.setMinimumWidth(220)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._splitter)

    def _connect(self) -> None:
        desk, card = self.desk, self.card
        desk.moved.connect(self.show_current)
        card.digit_chosen.connect(self.choose)
        card.edit_requested.connect(self.begin_edit)
        card.step_requested.connect(self._on_step)
        card.reason_chosen.connect(self.give_reason)
        card.discuss_requested.connect(self.discuss)
        card.comment_left.connect(self.take_focus)
        self.hide_names.toggled.connect(desk.hide_names)
        self.message.acted.connect(self._on_message)
        self.view.installEventFilter(self)
        self.view.caret_moved.connect(self._on_caret)
        self._themes.changed.connect(self._on_theme_changed)

    # showing --------------------------------------------------------------------------------------------------
    def take_focus(self) -> None:
        """The keys go to the article."""
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_person(self) -> None:
        """Say who may decide, where the person at work does not."""
        desk = self.desk
        if desk.may_decide():
            self.message.hide()
        elif desk.session.read_only:
            self.message.tell("info", tr("This project is open for reading only."))
        else:
            words = tr(
                "{name} marks here; reviewers and managers decide. Choose a reviewer at the top right."
            )
            act = ("people", tr("People…"), "")
            self.message.tell("info", words.format(name=desk.session.annotator.name), act)

    def show_current(self) -> None:
        """Show the case that the desk looks at."""
        self._end_edit()
        current = self.desk.current
        if current is None:
            self._shown = ""
            self.view.clear()
            self.title.setText(self._nothing_words())
            self.people.show_people([])
            self._more.setText("")
            self.card.show_case(None, "")
            return
        document = current.review.document
        self.title.setText(document.title)
        self.people.show_people(
            [(LETTERS[n % 26], self.desk.name(who)) for n, who in enumerate(current.order)]
        )
        left = sum(row.unsettled for row in self._rows_here(current))
        self._more.setText(tr("{n} left in this document").format(n=left))
        model = self.left.model
        self.card.show_case(current, place_words(model.place_of(current.row), model.rowCount()))
        self._show_article(current)

    def _nothing_words(self) -> str:
        index = self.desk.index
        if index is None:
            return tr("Comparing the layers…")
        if not index.compared:
            return tr("No document has been looked at by two people yet.")
        return tr("Nothing here.") if any(self.desk.unsettled.values()) else tr("Every case is settled.")

    def _rows_here(self, current: Current):
        index = self.desk.index
        return index.rows.get(current.row.document, []) if index is not None else []

    def _show_article(self, current: Current) -> None:
        view, document = self.view, current.review.document
        shared, bands = shared_layer(current), bands_of(current, self.desk)
        if self._shown != document.id:
            view.set_article(document.text, shared, self._scheme)
            self._shown = document.id
        view.set_layer(shared, bands)
        view.place_caret(current.row.start)
        view.ensure_visible(max(current.row.start, current.row.end - 1))
        view.ensure_visible(current.row.start)

    # keys -----------------------------------------------------------------------------------------------------
    def press(self, modifier: str, digit: str) -> None:
        """A digit was pressed, with its modifier, anywhere in the window but in a field."""
        if self._editor is not None:
            self._relabel(modifier, digit)
        elif modifier == "alt":
            self.give_reason(int(digit))
        elif not modifier:
            self.choose(int(digit))

    def choose(self, digit: int) -> None:
        """Take what the digit stands for."""
        if self._editor is not None or not self._may():
            return
        choice = self.desk.choice_of(digit)
        if choice is not None and not choice.refused:
            self.desk.take(choice)

    def _may(self) -> bool:
        if self.desk.may_decide():
            return True
        self.show_person()
        return False

    def give_reason(self, digit: int) -> None:
        """Alt and a digit: the reason, or none again."""
        reason = reason_of(digit)
        if reason is None or self.desk.current is None or not self._may():
            return
        said = self.desk.said
        self.desk.say(replace(said, reason=type(reason)("") if said.reason is reason else reason))

    def discuss(self) -> None:
        """F6: put the case up for discussion, or no longer."""
        if self.desk.current is not None and self._may():
            self.desk.say(replace(self.desk.said, discuss=not self.desk.said.discuss))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if event.key() in (Qt.Key.Key_F2, Qt.Key.Key_F6, Qt.Key.Key_F7, Qt.Key.Key_Delete):
                event.accept()
            return False
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._edit_key(event) if self._editor is not None else self._key(event)
        return False

    def _key(self, event: QKeyEvent) -> bool:
        key, shift = event.key(), bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier):
            return False
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right) and not shift:
            self._on_step(-1 if key == Qt.Key.Key_Left else 1)
        elif key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            back = shift or key == Qt.Key.Key_Backtab
            if not self.desk.step_in_document(-1 if back else 1):
                self.hinted.emit(tr("This is the only case left in this document."))
        elif key == Qt.Key.Key_F2:
            self.begin_edit()
        elif key == Qt.Key.Key_F6:
            self.discuss()
        elif key == Qt.Key.Key_F7:
            self.card.comment.setFocus(Qt.FocusReason.ShortcutFocusReason)
        else:
            return False
        return True

    def _on_step(self, by: int) -> None:
        if not self.desk.step(by):
            words = (
                tr("This is the last case in the list.")
                if by > 0
                else tr("This is the first case in the list.")
            )
            self.hinted.emit(words)

    # editing --------------------------------------------------------------------------------------------------
    @property
    def editing(self) -> bool:
        return self._editor is not None

    def begin_edit(self) -> None:
        """F2: the first version that marked something, to be changed before it is taken."""
        current = self.desk.current
        if current is None or not self._may():
            return
        verdict = current.standing.verdict
        marks = verdict.marks if verdict is not None else ()
        marks = marks or next((version.marks for version in current.versions if version.marks), ())
        if marks:
            self._editor = Editor(current.review.document.text, self._scheme, marks)
            self.card.show_panel(True)
            self._show_edit()
            self.take_focus()

    def _end_edit(self) -> None:
        self._editor = None
        self.card.panel.show_editor(None)
        self.card.show_panel(False)

    def _show_edit(self) -> None:
        editor, current = self._editor, self.desk.current
        if editor is None or current is None:
            return
        self.card.panel.show_editor(editor)
        spans = [Span(str(n), *mark.key, mark.attributes) for n, mark in enumerate(editor.marks)]
        bands = bands_of(current, self.desk, extra=Band(EDITED, "", spans, everywhere=False))
        mark = editor.mark
        if mark is not None:
            bands.frame, bands.differing = (mark.start, mark.end), ()
        self.view.set_bands(bands)
        if mark is not None:
            self.view.ensure_visible(mark.start)

    def _edit_key(self, event: QKeyEvent) -> bool:
        editor, key = self._editor, event.key()
        assert editor is not None
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        exact = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            editor.move("start" if shift else "end", -1 if key == Qt.Key.Key_Left else 1, exact=exact)
        elif key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            editor.turn(-1 if key == Qt.Key.Key_Backtab else 1)
        elif key == Qt.Key.Key_Delete:
            editor.remove()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._take_edit()
            return True
        elif key == Qt.Key.Key_Escape:
            self.show_current()
            return True
        else:
            return key in (Qt.Key.Key_F2, Qt.Key.Key_F6, Qt.Key.Key_F7)
        self._show_edit()
        return True

    def _relabel(self, modifier: str, digit: str) -> None:
        editor = self._editor
        assert editor is not None
        for label in self._scheme.labels:
            group = self._scheme.group(label.group)
            if label.key == digit and group is not None and group.modifier == modifier:
                editor.relabel(label.id)
        self._show_edit()

    def _take_edit(self) -> None:
        editor, current = self._editor, self.desk.current
        if editor is None or current is None:
            return
        links = [link for version in current.versions for link in version.links]
        keys = {mark.key for mark in editor.marks}
        kept = sorted({link for link in links if link.head in keys})
        choice = edited(editor.marks, kept) if editor.marks else current.none
        self._end_edit()
        self.desk.take(choice)

    # what happens ---------------------------------------------------------------------------------------------
    def _on_caret(self, offset: int) -> None:
        """A click in the text of a case looks at it."""
        current = self.desk.current
        clicked = self._editor is None and self.view.underMouse() and self.view.hasFocus()
        if clicked and current is not None and not current.row.start <= offset <= current.row.end:
            self.desk.look_at_place(current.row.document, offset)

    def _on_message(self, act: str) -> None:
        if act == "people":
            self.reviewer_wanted.emit()

    def _on_theme_changed(self) -> None:
        self.view.set_style(article_style(self._themes))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            narrow = self.width() < 1400
            left, right = (236, 264) if narrow else (272, 300)
            self._splitter.setSizes([left, max(420, self.width() - left - right - 2), right])
        self.card.setFixedHeight(270 if self.height() > 760 else 246 if self.height() > 640 else 220)
