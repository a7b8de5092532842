"""What is known of one model: scores, what is mixed up, the worst documents, the change, the curve, what it is made of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from annotator.i18n import tr
from annotator.model.scheme import LabelScheme
from annotator.ui.theme import Themes
from annotator.ui.training import tables
from annotator.ui.training.chart import CurveChart
from annotator.ui.training.grid import Grid, Rows
from annotator.ui.training.words import component_words, head_of
from annotator.ui.widgets.choices import FlatChoice
from annotator.ui.widgets.controls import Segmented, hairline, plain_label

if TYPE_CHECKING:
    from annotator.services.training_models import Model

SCORES, MIXED, WORST, CHANGE, CURVE, FACTS = "scores", "mixed", "worst", "change", "curve", "facts"
Compared = tuple[dict[str, Any], dict[str, Any]]


class Results(QWidget):
    """``error_requested`` carries (document as plain data, number of the error among ``errors_of``)."""

    error_requested = Signal(object, int)

    def __init__(self, scheme: LabelScheme, themes: Themes, parent: QWidget) -> None:
        super().__init__(parent)
        self._scheme = scheme
        self._model: Model | None = None
        self._evaluation: Mapping[str, Any] | None = None
        self._compared: Compared | None = None
        self._why_not = ""
        self.curve: Mapping[str, Any] | None = None
        self.titles: Mapping[str, str] = {}
        self.next_key = ""  # goes on to the next error in the article
        self.tabs = Segmented(
            [
                (SCORES, tr("Scores")), (MIXED, tr("Mixed up")), (WORST, tr("Worst documents")), (CHANGE, tr("Change")),
                (CURVE, tr("Learning curve")), (FACTS, tr("Made of")),
            ],
            self, tr("Show"),
        )  # fmt: skip
        self.part = FlatChoice(themes, self, tr("Part"))
        self._part = ""
        self.head = plain_label("", self, "secondary")
        self.head.setWordWrap(True)
        self.table = Grid(scheme, themes, tr("Figures of the model"), self)
        self.documents = Grid(scheme, themes, tr("Documents with most errors"), self)
        self.errors = Grid(scheme, themes, tr("Places where the model was wrong"), self)
        self.chart = CurveChart(scheme, themes, self)
        self.curves = Grid(scheme, themes, tr("Learning curve by label"), self)
        self.data = Grid(scheme, themes, tr("Spans in the data of both"), self)
        self.change = Grid(scheme, themes, tr("Change of each label"), self)
        self._pages = QStackedWidget(self)
        self._build()
        self.tabs.choose(SCORES)

    def _build(self) -> None:
        top = QHBoxLayout()
        top.setContentsMargins(16, 10, 16, 6)
        top.setSpacing(12)
        top.addWidget(self.tabs)
        top.addStretch(1)
        top.addWidget(self.part)
        self.head.setContentsMargins(16, 0, 16, 8)
        worst = self._split(Qt.Orientation.Horizontal, self.documents, self.errors, [420, 560])
        change = self._split(Qt.Orientation.Vertical, self.change, self.data, [380, 260])
        curve = QWidget(self)
        column = QVBoxLayout(curve)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.chart)
        column.addWidget(hairline(curve))
        column.addWidget(self.curves, 1)
        for page in (self.table, worst, change, curve):
            self._pages.addWidget(page)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(top)
        whole.addWidget(self.head)
        whole.addWidget(hairline(self))
        whole.addWidget(self._pages, 1)
        self.tabs.chosen.connect(self._on_tab)
        self.part.chosen.connect(self._on_part)
        self.documents.opened.connect(self._on_document_opened)
        self.documents.selectionModel().currentChanged.connect(self._on_document)
        self.errors.opened.connect(self._on_error)
        self.curves.selectionModel().currentChanged.connect(self._on_curve)

    def _split(self, way: Qt.Orientation, one: Grid, two: Grid, sizes: list[int]) -> QSplitter:
        split = QSplitter(way, self)
        split.addWidget(one)
        split.addWidget(two)
        split.setHandleWidth(1)
        split.setChildrenCollapsible(False)
        split.setSizes(sizes)
        return split

    # what is shown ----------------------------------------------------------------------------------------
    def show_model(
        self,
        model: Model | None,
        evaluation: Mapping[str, Any] | None,
        compared: Compared | None,
        why_not: str,
    ) -> None:
        """Show what is known of a model; ``why_not`` says why there is no comparison."""
        self._model, self._evaluation, self._compared, self._why_not = model, evaluation, compared, why_not
        self._show()

    def show_tab(self, tab: str) -> None:
        """Show one of the six."""
        self.tabs.choose(tab)
        self._show()

    @property
    def tab(self) -> str:
        return self.tabs.choice()

    def _components(self) -> Mapping[str, Any]:
        """The parts of what the tab shows."""
        if self.tab == CURVE:
            return self.curve["components"] if self.curve else {}
        if self.tab == CHANGE:
            return self._compared[0]["components"] if self._compared else {}
        if self.tab in (SCORES, MIXED):
            return self._evaluation["components"] if self._evaluation else {}
        return {}

    def _show(self) -> None:
        tab, parts = self.tab, self._components()
        if parts and self._part not in parts:
            self._part = "spancat" if "spancat" in parts else next(iter(parts))
        self.part.setVisible(len(parts) > 1)
        self.part.set_choices([(name, component_words(name)) for name in sorted(parts)])
        self.part.show_value(self._part, component_words(self._part))
        self.head.setText(self._head())
        part = parts.get(self._part)
        if tab == WORST:
            self._pages.setCurrentIndex(1)
            self.documents.show_table(
                tables.worst_table(self._evaluation, self.titles) if self._evaluation else Rows()
            )
            self._on_document()
        elif tab == CHANGE:
            self._pages.setCurrentIndex(2)
            self.change.show_table(tables.change_table(part, self._scheme) if part else Rows())
            self.data.show_table(
                tables.data_table(self._compared[1], self._scheme) if self._compared else Rows()
            )
        elif tab == CURVE:
            self._pages.setCurrentIndex(3)
            self.curves.show_table(tables.curve_table(part, self._scheme) if part else Rows())
            self._on_curve()
        else:
            self._pages.setCurrentIndex(0)
            self.table.show_table(self._table(tab, part))

    def _table(self, tab: str, part: Mapping[str, Any] | None) -> Rows:
        if tab == FACTS:
            return tables.facts_table(self._model) if self._model is not None else Rows()
        if part is None:
            return Rows()
        make = tables.mixed_table if tab == MIXED else tables.scores_table
        return make(part, self._scheme)

    def _head(self) -> str:
        if self.tab == CURVE:
            if self.curve is None:
                return tr("No learning curve yet. It says for each label whether more data would still help.")
            text = tr("Intervals (95 %) come from the spread between runs alone. Labels marked fewer than {n} times in the test documents get no verdict.")  # fmt: skip
            return text.format(n=self.curve["least_support"])
        if self._model is None:
            return ""
        if self.tab == FACTS:
            return tr(
                "Everything that the model was made of lies in its folder; the same choices and data give the same again."
            )
        if self.tab == CHANGE:
            return self._change_words()
        if self._evaluation is None:
            return tr("Not tested yet.")
        words = head_of(self._evaluation)
        if self.tab == WORST:
            words += " " + tr("Enter shows a place in the article, {key} the next one.").format(
                key=self.next_key
            )
        return words

    def _change_words(self) -> str:
        if self._compared is None:
            return self._why_not or tr("Not compared yet. Compare it with another model above.")
        models, data = self._compared
        text = tr("Before: model {before}; after: model {after}, on the same documents.")
        said = text.format(before=models["before"]["name"], after=models["after"]["name"])
        return f"{said} {tables.data_words(data)}"

    # what happens -----------------------------------------------------------------------------------------
    def _on_tab(self, tab: str) -> None:
        self._show()

    def _on_part(self, part: str) -> None:
        self._part = part
        self._show()

    def _on_document(self) -> None:
        document = self.documents.row()
        self.errors.show_table(tables.errors_table(document, self._scheme))  # type: ignore[arg-type]

    def _on_document_opened(self, document: object) -> None:
        self.error_requested.emit(document, 0)

    def _on_error(self, error: object) -> None:
        rows = self.errors.rows().payloads
        self.error_requested.emit(self.documents.row(), list(rows).index(error))

    def _on_curve(self) -> None:
        curve = self.curves.row()
        curves = self._components().get(self._part, [])
        chosen = [one for one in curves if not one["label"]] + ([curve] if curve and curve["label"] else [])  # type: ignore[index]
        self.chart.show_curves(chosen)
