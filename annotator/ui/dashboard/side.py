"""The right column: figures, agreement by pair and by week, and packages that are out."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from annotator.i18n import tr
from annotator.model.scheme import LabelScheme
from annotator.services.overview import MEASURE, Compared, ProjectProgress
from annotator.store.progress import Values
from annotator.ui.dashboard.rows import RIGHT, PaintedButton, paint_shares
from annotator.ui.dashboard.sections import Pane
from annotator.ui.dashboard.words import decimal_words, initials, interval_words, moment_words
from annotator.ui.labels import colours_of, label_name, number_words, stroke_of
from annotator.ui.theme import Themes, font
from annotator.ui.widgets.paint import paint_swatch, paint_text


class FigureRow(PaintedButton):
    """A label of figures: how many values are sure, unsure and empty."""

    def __init__(
        self, scheme: LabelScheme, label: str, found: Values, themes: Themes, parent: QWidget
    ) -> None:
        super().__init__(themes, parent, 26)
        self._scheme, self._label, self._found = scheme, label, found
        self.payload = ("unsure", label)
        words = tr("{label}: {sure} sure, {unsure} unsure, {empty} empty")
        self.say(words.format(label=label_name(scheme, label), **found._asdict()))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.paint_back(painter)
        theme, found, right = self._themes.current, self._found, self.width() - 12.0
        colours = colours_of(self._scheme.label(self._label), theme.dark)
        paint_swatch(painter, QRectF(12, 7, 12, 12), colours, stroke_of(self._scheme, self._label), 2)
        name = label_name(self._scheme, self._label)
        paint_text(painter, QRectF(30, 0, 88, 26), name, font("ui", 12), theme.colour("text"))
        for value, token, width in (
            (found.empty, "text2", 34),
            (found.unsure, "warn", 34),
            (found.sure, "text", 46),
        ):
            ink = theme.colour(token if value else "text3")
            paint_text(
                painter,
                QRectF(right - width, 0, width, 26),
                number_words(value),
                font("number", 12),
                ink,
                RIGHT,
            )
            right -= width
        total = sum(found) or 1
        shares = [(found.sure / total, "text3", False), (found.unsure / total, "warn", True)]
        paint_shares(
            painter, QRectF(122, 10, max(20.0, right - 130), 6), shares if sum(found) else [], self._themes
        )


class SidePane(Pane):
    """Shows figures, pairs, weeks and packages."""

    def __init__(self, scheme: LabelScheme, themes: Themes, parent: QWidget) -> None:
        super().__init__(themes, parent)
        self._scheme = scheme
        self.figures = self.section(tr("Figures read"))
        self.figures.more.setText(tr("sure · unsure · empty"))
        self.pairs = self.section(tr("Agreement by pair"))
        self.weeks = self.section(tr("Agreement by week"))
        self.packages = self.section(tr("Packages"))
        self.end()

    def show_progress(self, found: ProjectProgress, compared: Compared | None) -> None:
        """Show another overview."""
        self.figures.clear()
        for label, values in found.figures.items():
            row = FigureRow(self._scheme, label, values, self._themes, self.figures)
            behind = bool(found.unsure.get(label))
            row.setEnabled(behind)
            row.setFocusPolicy(Qt.FocusPolicy.StrongFocus if behind else Qt.FocusPolicy.NoFocus)
            row.clicked.connect(self._on_thing)
            self.figures.add(row)
        self.figures.setVisible(bool(found.figures))
        self._show_pairs(compared)
        self._show_weeks(compared)
        self._show_packages(found)

    def _show_pairs(self, compared: Compared | None) -> None:
        self.pairs.clear()
        names = compared.report.names if compared is not None else {}
        for scope in compared.report.agreement.pairs if compared is not None else ():
            estimate, pair = scope.estimates.get(MEASURE), scope.pair
            if pair is None or estimate is None:
                continue
            words = " · ".join(initials(names.get(who, who)) for who in pair)
            value = decimal_words(estimate.value) if estimate.value is not None else tr("not defined")
            payload = ("pair", pair) if estimate.n else None
            self.thing(self.pairs, words, payload, value=value, more=interval_words(estimate))
        if not self.pairs.rows:
            self.pairs.say_nothing(_why_nothing(compared))

    def _show_weeks(self, compared: Compared | None) -> None:
        self.weeks.clear()
        for scope in compared.report.agreement.weeks if compared is not None else ():
            estimate = scope.estimates.get(MEASURE)
            if estimate is None:
                continue
            value = decimal_words(estimate.value) if estimate.value is not None else tr("not defined")
            words = tr("week {week}").format(week=scope.name.partition("-W")[2] + "/" + scope.name[:4])
            self.thing(self.weeks, words, ("week", scope.name), value=value, more=interval_words(estimate))
        if not self.weeks.rows:
            self.weeks.say_nothing(_why_nothing(compared))

    def _show_packages(self, found: ProjectProgress) -> None:
        self.packages.clear()
        for person in found.people:
            if not person.sent and not person.came:
                continue
            if person.out:
                said = tr("out since {when}").format(when=moment_words(person.sent, found.made))
            else:
                said = tr("came back {when}").format(when=moment_words(person.came, found.made))
            sign = "warning" if person.out else "check"
            self.thing(self.packages, person.name, ("person", person.id), sign=sign, more=said)
        if not self.packages.rows:
            self.packages.say_nothing(tr("No package has gone out or come back."))


def _why_nothing(compared: Compared | None) -> str:
    if compared is None:
        return tr("Comparing the layers…")
    return tr("Not defined: no two people have looked at the same document.")
