"""Qt's own words (buttons of file dialogs, context menus of fields), which Qt does not ship in Vietnamese."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTranslator

from annotator.i18n import language, tr


class QtWords(QTranslator):
    """Answers for what Qt asks; everything it does not know stays as it is."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._words = _words() if language() != "en" else {}

    def isEmpty(self) -> bool:
        return not self._words

    def translate(
        self, context: str, source: str, disambiguation: str | None = None, n: int = -1
    ) -> str | None:
        return self._words.get(source.replace("&", ""))


def _words() -> dict[str, str]:
    return {
        "OK": tr("OK"), "Cancel": tr("Cancel"), "Close": tr("Close"), "Save": tr("Save"), "Open": tr("Open"), "Yes": tr("Yes"),
        "No": tr("No"), "Undo": tr("Undo"), "Redo": tr("Redo"), "Cut": tr("Cut"), "Copy": tr("Copy"), "Paste": tr("Paste"),
        "Delete": tr("Delete"), "Select All": tr("Select all"), "Show Details...": tr("Show details"),
        "Hide Details...": tr("Hide details"), "Look in:": tr("Look in:"), "File name:": tr("File name:"), "Choose": tr("Choose"),
        "Files of type:": tr("Files of type:"), "Directory:": tr("Folder:"), "Name": tr("Name"), "Size": tr("Size"),
        "Type": tr("Type"), "Date Modified": tr("Changed"), "Computer": tr("Computer"), "Create New Folder": tr("New folder"),
        "New Folder": tr("New folder"), "Rename": tr("Rename"), "Back": tr("Back"), "Forward": tr("Forward"),
        "Parent Directory": tr("Folder above"), "List View": tr("List"), "Detail View": tr("Details"),
    }  # fmt: skip
