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
    return {**_buttons(), **_fields(), **_files()}


def _buttons() -> dict[str, str]:
    return {
        "OK": tr("OK"), "Cancel": tr("Cancel"), "Close": tr("Close"), "Save": tr("Save"), "Save All": tr("Save all"),
        "Open": tr("Open"), "Yes": tr("Yes"), "Yes to All": tr("Yes to all"), "No": tr("No"), "No to All": tr("No to all"),
        "Discard": tr("Discard"), "Don't Save": tr("Discard"), "Close without Saving": tr("Discard"), "Apply": tr("Apply"),
        "Reset": tr("Reset"), "Restore Defaults": tr("As shipped"), "Help": tr("Help"), "Abort": tr("Stop"),
        "Retry": tr("Try again"), "Ignore": tr("Go on"), "Show Details...": tr("Show details"),
        "Hide Details...": tr("Hide details"),
    }  # fmt: skip


def _fields() -> dict[str, str]:
    return {
        "Undo": tr("Undo"), "Redo": tr("Redo"), "Cut": tr("Cut"), "Copy": tr("Copy"), "Paste": tr("Paste"),
        "Delete": tr("Delete"), "Select All": tr("Select all"), "Step up": tr("More"), "Step down": tr("Less"),
        "Clear": tr("Clear"),
    }  # fmt: skip


def _files() -> dict[str, str]:
    return {
        "Look in:": tr("Look in:"), "File name:": tr("File name:"), "Choose": tr("Choose"),
        "Files of type:": tr("Files of type:"), "Directory:": tr("Folder:"), "Name": tr("Name"), "Size": tr("Size"),
        "Type": tr("Type"), "Kind": tr("Type"), "Date Modified": tr("Changed"), "Computer": tr("Computer"),
        "My Computer": tr("Computer"), "Drive": tr("Drive"), "Folder": tr("Folder"), "File": tr("File"),
        "Create New Folder": tr("New folder"), "New Folder": tr("New folder"), "Rename": tr("Rename"), "Back": tr("Back"),
        "Go back": tr("Back"), "Forward": tr("Forward"), "Go forward": tr("Forward"),
        "Parent Directory": tr("Folder above"), "Go to the parent directory": tr("Folder above"), "List View": tr("List"),
        "Change to list view mode": tr("List"), "Detail View": tr("Details"), "Change to detail view mode": tr("Details"),
        "Create a New Folder": tr("New folder"), "Show hidden files": tr("Show hidden files"), "Save As": tr("Save as"),
        "Find Directory": tr("Folder"), "Recent Places": tr("Opened before"),
        "%1 already exists.\nDo you want to replace it?": tr("%1 is there already.\nReplace it?"),
        "%1\nFile not found.\nPlease verify the correct file name was given.": tr("%1\nis not there."),
        "%1\nDirectory not found.\nPlease verify the correct directory name was given.": tr("%1\nis not there."),
    }  # fmt: skip
