"""The inspector of one span: its label, its words, its values, how sure, a note, its relations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from annotator.i18n import tr
from annotator.model.scheme import LabelScheme
from annotator.model.span import SURE, UNSURE, Span, open_attributes
from annotator.ui.inspector.editors import Editor, TypedField, make_editor
from annotator.ui.inspector.relations import RelationRows
from annotator.ui.labels import colours_of, label_key, name_of, retired_values, short_name, stroke_of
from annotator.ui.textview.suggested_words import origin_words
from annotator.ui.theme import Themes
from annotator.ui.widgets.choices import PillChoice
from annotator.ui.widgets.controls import CapField, IconButton, Segmented, plain_label
from annotator.ui.widgets.paint import paint_key_swatch

if TYPE_CHECKING:
    from annotator.model.layer import Layer

_QUOTED = 400
NOTE = ""  # the field of the note, among those of the attributes


class LabelChooser(PillChoice):
    """The label of the span, with its key on its swatch; the menu gives it another."""

    def __init__(self, scheme: LabelScheme, themes: Themes, parent: QWidget) -> None:
        super().__init__(themes, parent, tr("Label"), swatch=True)
        self._scheme = scheme
        self._label = ""
        self.set_choices([
            (label.id, f"{short_name(label)}\t{label_key(scheme, label)}") for label in scheme.offered
        ])  # fmt: skip

    def show_label(self, label_id: str) -> None:
        """Show a span's label."""
        self._label = label_id
        label = self._scheme.label(label_id)
        self.show_words(label_id, short_name(label) if label else label_id)

    def paint_swatch(self, painter: QPainter, place: QRectF) -> None:
        label, theme = self._scheme.label(self._label), self._themes.current
        stroke = stroke_of(self._scheme, self._label)
        paint_key_swatch(
            painter, place, label.key if label else "", colours_of(label, theme.dark), stroke, theme
        )


class NoteField(CapField):
    """A note in one line; committed like any other value. One that could not be stored stays, to be tried again."""

    committed = Signal(str)
    done = Signal()

    def __init__(self, themes: Themes, parent: QWidget) -> None:
        super().__init__(themes, parent, sign="note")
        self._stored = ""
        self._refused: str | None = None
        self.setProperty("compact", True)
        self.setPlaceholderText(tr("Note"))
        self.setAccessibleName(tr("Note"))
        self.editingFinished.connect(self.commit_new)
        self.returnPressed.connect(self._on_entered)
        self.left.connect(self._on_left)

    def show_value(self, note: str, refused: str | None = None) -> None:
        """Show the stored note, or the one that was refused; what is being typed is kept."""
        typing = self.hasFocus() and self.text() != self._stored
        self._stored, self._refused = note, refused
        shown = note if refused is None else refused
        if not typing and self.text() != shown:
            self.setText(shown)
            self.setCursorPosition(0)
        self.setToolTip(note)

    def start_anew(self) -> None:
        """Show nothing: what was being typed belonged to another span, and was told."""
        self._stored, self._refused = "", None
        self.setText("")

    def commit_new(self) -> None:
        """Tell a new note, but not once more what was refused: nothing has changed since."""
        if self.text().strip() != self._refused:
            self.commit()

    def commit(self) -> bool:
        """Tell a new note."""
        if self.text().strip() != self._stored and not self.isReadOnly():
            self._stored = self.text().strip()
            self.committed.emit(self._stored)
        return True

    def _on_entered(self) -> None:
        self.commit()
        self.done.emit()

    def _on_left(self) -> None:
        self._refused = None
        self.setText(self._stored)
        self.done.emit()


class Inspector(QWidget):
    """Shows one span and says what a person changes about it. Signals carry the span's id first."""

    label_requested = Signal(str, str)
    attribute_requested = Signal(str, str, object)
    certainty_requested = Signal(str, str)
    note_requested = Signal(str, str)
    given_up = Signal(str, str)  # span, attribute or NOTE: what was refused is not wanted any more
    delete_requested = Signal(str)
    relation_removed = Signal(str)
    span_requested = Signal(object)
    link_requested = Signal()
    done = Signal()

    def __init__(self, scheme: LabelScheme, themes: Themes, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("inspector")
        self._scheme, self._themes = scheme, themes
        self._span: Span | None = None
        self._form = ""  # the label whose fields are on show
        self._forms: dict[str, tuple[QWidget, dict[str, Editor]]] = {}
        self._editors: dict[str, Editor] = {}
        self._values: dict[str, set[str]] = {}
        self._refused: dict[tuple[str, str], Any] = {}  # by span, and attribute or NOTE
        self._label = LabelChooser(scheme, themes, self)
        self._place = plain_label("", self, "number-small")
        self._delete = IconButton(themes, "trash", tr("Delete the selected span") + "  (Del)", self)
        self._quote = plain_label("", self, "quote")
        self._origin = plain_label("", self, "secondary")
        self._forms_box = QWidget(self)
        self._forms_column = QVBoxLayout(self._forms_box)
        self._hint = plain_label("", self, "secondary")
        self._retired = plain_label("", self, "secondary")
        self._sure = Segmented([(SURE, tr("Sure")), (UNSURE, tr("Unsure"))], self, tr("Certainty"))
        self.note = NoteField(themes, self)
        self._relations = RelationRows(scheme, themes, self)
        self._build()

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 10)
        column.setSpacing(0)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self._label)
        head.addStretch(1)
        head.addWidget(self._place)
        head.addWidget(self._delete)
        column.addLayout(head)
        column.addSpacing(6)
        column.addWidget(self._quote)
        column.addWidget(self._origin)
        column.addSpacing(8)
        column.addWidget(self._forms_box)
        self._forms_column.setContentsMargins(0, 0, 0, 0)
        self._forms_box.hide()
        column.addWidget(self._hint)
        column.addWidget(self._retired)
        last = QHBoxLayout()
        last.setSpacing(8)
        last.addWidget(self._sure)
        last.addWidget(self.note, 1)
        column.addSpacing(9)
        column.addLayout(last)
        column.addSpacing(6)
        column.addWidget(self._relations)
        self._sure.setFixedWidth(152)
        self._quote.setWordWrap(True)
        self._origin.setWordWrap(True)
        self._quote.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._hint.setWordWrap(True)
        self._retired.setWordWrap(True)
        self._connect()

    def _connect(self) -> None:
        self._label.chosen.connect(self._on_label)
        self._delete.clicked.connect(self._on_delete)
        self._sure.chosen.connect(self._on_certainty)
        self.note.committed.connect(self._on_note)
        self.note.left.connect(self._on_note_left)
        self.note.done.connect(self.done)
        self._relations.span_requested.connect(self.span_requested)
        self._relations.removed.connect(self.relation_removed)
        self._relations.link_requested.connect(self.link_requested)

    # showing ----------------------------------------------------------------------------------------------
    def show_span(self, span: Span, text: str, layer: Layer, paragraph: int, *, editable: bool) -> None:
        """Show a span as it is in the project."""
        other = self._span is None or self._span.id != span.id
        if other:
            self._commit_new()
            self.note.start_anew()
            for editor in self._editors.values():
                editor.start_anew()
            self._hint.hide()
        self._span = span
        self._show_form(span.label)
        self._label.show_label(span.label)
        self._label.setEnabled(editable)
        self._delete.setEnabled(editable)
        place = tr("paragraph {number}  ·  {start}–{end}")
        self._place.setText(place.format(number=paragraph, start=span.start, end=span.end))
        quoted = " ".join(text[span.start : min(span.end, span.start + _QUOTED)].split())
        self._quote.setText(quoted + ("…" if span.end - span.start > _QUOTED else ""))
        self._origin.setText(origin_words(self._scheme, span.origin) if span.origin else "")
        self._origin.setVisible(bool(span.origin))
        self._retired.setText(retired_values(self._scheme, span))
        self._retired.setVisible(bool(self._retired.text()))
        for attribute_id, editor in self._editors.items():
            if editor.isEnabled() != editable:
                editor.setEnabled(editable)
            editor.show_value(span.attributes.get(attribute_id), self._refused.get((span.id, attribute_id)))
        self._sure.choose(span.certainty)
        self._sure.setEnabled(editable)
        self.note.show_value(span.note, self._refused.get((span.id, NOTE)))
        self.note.setReadOnly(not editable)
        self._relations.show_relations(span, layer, text, editable=editable)

    def clear(self) -> None:
        """Show nothing; what was being typed is told first."""
        self._commit_new()
        self._span = None

    def commit(self) -> None:
        """Tell whatever was typed and not yet told."""
        if self._span is not None:
            for editor in self._editors.values():
                editor.commit()
            self.note.commit()

    def _commit_new(self) -> None:
        if self._span is not None:
            for editor in self._editors.values():
                editor.commit_new()
            self.note.commit_new()

    def value_refused(self, span: str, field: str, value: Any) -> None:
        """A value or note could not be stored: it stays in its field, also after other spans were looked at."""
        self._refused[span, field] = value
        if self._span is None or self._span.id != span:
            return
        if field == NOTE:
            self.note.show_value(self._span.note, value)
        elif field in self._editors:
            self._editors[field].show_value(self._span.attributes.get(field), value)

    def forget_refused(self, span: str, field: str) -> None:
        """It could be stored after all."""
        self._refused.pop((span, field), None)

    def offer_values(self, values: dict[str, set[str]]) -> None:
        """Values of text attributes used so far, by attribute, for completion."""
        self._values = values
        for attribute_id, editor in self._editors.items():
            if isinstance(editor, TypedField):
                editor.offer(sorted(values.get(attribute_id, ())))

    def focus_first(self) -> None:
        """Put the caret into the first value that is needed and missing, else into the first one."""
        missing = open_attributes(self._scheme, self._span) if self._span is not None else []
        for editor in [self._editors[id] for id in missing if id in self._editors] or self._editors.values():
            editor.setFocus(Qt.FocusReason.ShortcutFocusReason)
            if isinstance(editor, TypedField):
                editor.selectAll()
            return
        self.focus_note()

    def focus_note(self) -> None:
        """Put the caret into the note."""
        self.note.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.note.selectAll()

    def _show_form(self, label: str) -> None:
        """The fields of a label; they are made once, since walking from span to span must not wait for them."""
        if label == self._form:
            return
        if self._form in self._forms:
            self._forms[self._form][0].hide()
        self._form = label
        if label not in self._forms:
            self._forms[label] = self._make_form(label)
        form, self._editors = self._forms[label]
        for attribute_id, editor in self._editors.items():
            editor.start_anew()
            if isinstance(editor, TypedField):
                editor.offer(sorted(self._values.get(attribute_id, ())))
        form.show()
        if self._forms_box.isHidden() == bool(self._editors):
            self._forms_box.setVisible(bool(self._editors))
        self._hint.hide()

    def _make_form(self, label: str) -> tuple[QWidget, dict[str, Editor]]:
        form, editors = QWidget(self._forms_box), {}
        grid = QGridLayout(form)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(3)
        for number, attribute in enumerate(a for a in self._scheme.attributes_of(label) if not a.retired):
            row, column = divmod(number, 2)
            editor = editors[attribute.id] = make_editor(attribute, self._themes, form)
            if number == 0 and isinstance(editor, TypedField):
                editor.set_cap("F2")
            editor.committed.connect(self._on_attribute)
            editor.done.connect(self.done)
            if isinstance(editor, TypedField):
                editor.hinted.connect(self._on_hint)
                editor.given_up.connect(self._on_given_up)
            grid.addWidget(
                self._caption(name_of(attribute.names, attribute.id), attribute.required, form),
                3 * row,
                column,
            )
            grid.addWidget(editor, 3 * row + 1, column)
            grid.setRowMinimumHeight(3 * row + 2, 4)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        self._forms_column.addWidget(form)
        return form, editors

    def _caption(self, words: str, required: bool, form: QWidget) -> QWidget:
        if not required:
            return plain_label(words, form, "caption")
        box = QWidget(form)
        row = QHBoxLayout(box)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(plain_label(words, box, "caption"))
        star: QLabel = plain_label("*", box, "mark")
        star.setToolTip(tr("needed"))
        row.addWidget(star)
        row.addStretch(1)
        return box

    # what a person does -----------------------------------------------------------------------------------
    def _id(self) -> str:
        return self._span.id if self._span else ""

    def _on_label(self, label: str) -> None:
        self.label_requested.emit(self._id(), label)

    def _on_delete(self) -> None:
        self.delete_requested.emit(self._id())

    def _on_attribute(self, attribute: str, value: Any) -> None:
        if self._span is not None:
            self._refused.pop((self._id(), attribute), None)
            self.attribute_requested.emit(self._id(), attribute, value)

    def _on_hint(self, words: str, valid: bool) -> None:
        self._hint.setText(words)
        role = "secondary" if valid else "error"
        if self._hint.property("role") != role:
            self._hint.setProperty("role", role)
            self._hint.style().polish(self._hint)
        self._hint.setVisible(bool(words))

    def _on_certainty(self, certainty: str) -> None:
        self.certainty_requested.emit(self._id(), certainty)
        if self._span is not None:
            self._sure.choose(self._span.certainty)

    def _on_note(self, note: str) -> None:
        if self._span is not None:
            self._refused.pop((self._id(), NOTE), None)
            self.note_requested.emit(self._id(), note)

    def _on_note_left(self) -> None:
        self._on_given_up(NOTE)

    def _on_given_up(self, field: str) -> None:
        if self._refused.pop((self._id(), field), None) is not None:
            self.given_up.emit(self._id(), field)
