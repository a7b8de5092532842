"""Everything that was met in the files: by kind, every line of it reachable, the chosen one in full."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from annotator.formats.base import Issue
from annotator.i18n import tr
from annotator.ui.importing.tables import Table, TextTable
from annotator.ui.labels import number_words
from annotator.ui.theme import Themes
from annotator.ui.widgets.controls import hairline, plain_label
from annotator.wording import describe_issue, issue_place

_ORDER = {"error": 0, "warning": 1, "info": 2}


class Remarks(QWidget):
    """A table of issues with a choice of their kind above, and the whole words of one below."""

    def __init__(self, themes: Themes, parent: QWidget, *, strict: bool = False) -> None:
        super().__init__(parent)
        self._issues: Sequence[Issue] = ()
        self._shown: list[Issue] = []
        self.kinds = QComboBox(self)
        self.kinds.setAccessibleName(tr("Kind"))
        self.kinds.setProperty("compact", True)
        self.kinds.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.kinds.setMinimumContentsLength(36)
        self.strict = QCheckBox(tr("All or nothing: import nothing if anything is wrong"), self)
        self.strict.setVisible(strict)
        self.model = _Lines([tr("Kind"), tr("Where"), tr("What")], self)
        self.table = Table(self.model, 2, self, tr("Issues"))
        self.table.set_widths({0: 120, 1: 230})
        self.words = plain_label("", self, "secondary")
        self.words.setWordWrap(True)
        self.words.setMinimumHeight(52)
        self.words.setContentsMargins(16, 8, 16, 8)
        row = QHBoxLayout()
        row.setContentsMargins(16, 8, 16, 8)
        row.addWidget(self.kinds)
        row.addSpacing(16)
        row.addStretch(1)
        row.addWidget(self.strict)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(row)
        column.addWidget(self.table, 1)
        column.addWidget(hairline(self))
        column.addWidget(self.words)
        self.kinds.activated.connect(self._show)
        self.table.selectionModel().currentRowChanged.connect(self._show_words)

    def show_issues(self, issues: Sequence[Issue]) -> None:
        """Show these, the gravest kinds first in the choice."""
        self._issues = issues
        chosen = self.kinds.currentData()
        counts = Counter((issue.severity, issue.code) for issue in issues)
        first = {(issue.severity, issue.code): issue for issue in reversed(issues)}
        self.kinds.clear()
        self.kinds.addItem(tr("Everything: {count}").format(count=number_words(len(issues))), None)
        for key in sorted(counts, key=lambda key: (_ORDER[key[0]], -counts[key])):
            said = describe_issue(first[key])
            said = f"{said[:70]}…" if len(said) > 71 else said
            words = f"{severity_words(key[0])}: {number_words(counts[key])}  {said}"
            self.kinds.addItem(" ".join(words.split()), "/".join(key))
        self.kinds.setCurrentIndex(max(0, self.kinds.findData(chosen)))
        self._show()

    def _show(self) -> None:
        wanted = self.kinds.currentData()
        self._shown = [
            issue for issue in self._issues if not wanted or f"{issue.severity}/{issue.code}" == wanted
        ]
        self.model.show(self._shown)
        self.table.choose_first()
        self._show_words()

    def _show_words(self) -> None:
        row = self.table.row()
        if not 0 <= row < len(self._shown):
            self.words.setText(tr("Nothing to remark.") if not self._issues else "")
            return
        issue = self._shown[row]
        lines = issue.fields.get("lines") or ()
        more = tr("Lines: {lines}").format(lines=", ".join(map(str, lines))) if len(lines) > 1 else ""
        self.words.setText("\n".join(filter(None, (describe_issue(issue), issue.path, more))))


class _Lines(TextTable):
    """Issues in words."""

    def cell(self, row: int, column: int) -> str:
        issue: Issue = self.rows[row]
        if column == 0:
            return severity_words(issue.severity)
        return issue_place(issue) if column == 1 else describe_issue(issue)


def severity_words(severity: str) -> str:
    """What a severity means to whoever reads the report."""
    return {"error": tr("left out"), "warning": tr("look at it")}.get(severity, tr("to know"))
