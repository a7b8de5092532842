"""What the program remembers on this computer: recent projects, colours, the size of the window. One INI file."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from platformdirs import user_config_path
from PySide6.QtCore import QByteArray, QObject, QSettings

from annotator.i18n import LANGUAGES, system_language
from annotator.ui.appearance.look import TextLook
from annotator.ui.commands.typing import METHODS

RECENT = 8
RECENT_COMMANDS = 12
SUFFIX = ".corpus"  # of a project's file name


def _name(project: Path) -> str:
    """A key for a project's path."""
    return hashlib.sha256(str(project.resolve()).encode()).hexdigest()[:16]


def settings_file() -> Path:
    """Where the settings lie; ``ANNOTATOR_CONFIG`` names another folder."""
    folder = os.environ.get("ANNOTATOR_CONFIG")
    return (Path(folder) if folder else user_config_path("annotator", appauthor=False)) / "window.ini"


class Settings(QObject):
    """Typed access to the settings; values that make no sense are read as their defaults."""

    def __init__(self, parent: QObject, file: Path | None = None) -> None:
        super().__init__(parent)
        self._store = QSettings(str(file or settings_file()), QSettings.Format.IniFormat, self)

    @property
    def theme(self) -> str:
        """One of ``theme.CHOICES``."""
        return str(self._store.value("theme", "system"))

    @theme.setter
    def theme(self, choice: str) -> None:
        self._store.setValue("theme", choice)

    @property
    def text(self) -> TextLook:
        """How articles are set."""
        return TextLook.read({name: str(self._store.value(f"text/{name}", "")) for name in TextLook.names()})

    @text.setter
    def text(self, look: TextLook) -> None:
        for name in TextLook.names():
            self._store.setValue(f"text/{name}", getattr(look, name))

    @property
    def language(self) -> str:
        """``vi`` or ``en``, or an empty string where nobody has chosen."""
        choice = str(self._store.value("language", ""))
        return choice if choice in LANGUAGES else ""

    @language.setter
    def language(self, choice: str) -> None:
        self._store.setValue("language", choice)

    def language_at_start(self) -> str:
        """``ANNOTATOR_LANG`` decides; then what was chosen in the window; then the system."""
        return system_language() if os.environ.get("ANNOTATOR_LANG") else self.language or system_language()

    @property
    def geometry(self) -> QByteArray:
        """The window's place, as Qt saves it."""
        value = self._store.value("geometry")
        return value if isinstance(value, QByteArray) else QByteArray()

    @geometry.setter
    def geometry(self, value: QByteArray) -> None:
        self._store.setValue("geometry", value)

    @property
    def tour_seen(self) -> bool:
        """Whether the first tour was walked through or put away."""
        return str(self._store.value("tour", "")) == "seen"

    @tour_seen.setter
    def tour_seen(self, seen: bool) -> None:
        self._store.setValue("tour", "seen" if seen else "")

    # keys ------------------------------------------------------------------------------------------------
    @property
    def own_keys(self) -> dict[str, tuple[str, ...]]:
        """Keys chosen instead of those of the action table, by action; an empty tuple takes the key away."""
        try:
            found = json.loads(str(self._store.value("keys", "{}")))
            return {str(id): tuple(map(str, keys)) for id, keys in found.items() if isinstance(keys, list)}
        except (ValueError, AttributeError):
            return {}

    @own_keys.setter
    def own_keys(self, keys: Mapping[str, Sequence[str]]) -> None:
        self._store.setValue("keys", json.dumps({id: list(each) for id, each in keys.items()}))

    @property
    def letters(self) -> str:
        """Letters as keys of labels: the input method they are typed with (``plain``, ``telex``, ``vni``), or empty: off."""
        method = str(self._store.value("letters", ""))
        return method if method in METHODS else ""

    @letters.setter
    def letters(self, method: str) -> None:
        self._store.setValue("letters", method)

    @property
    def recent_commands(self) -> list[str]:
        """Ids of the commands that were picked from the palette last, the newest first."""
        return [id for id in str(self._store.value("commands", "")).split() if id]

    def picked(self, command: str) -> None:
        """Put a command at the head of those."""
        others = [id for id in self.recent_commands if id != command]
        self._store.setValue("commands", " ".join([command, *others][:RECENT_COMMANDS]))

    # projects --------------------------------------------------------------------------------------------
    def recent(self) -> list[Path]:
        """Projects opened last that are still there, the newest first."""
        value = self._store.value("recent", [])
        names = [value] if isinstance(value, str) else value if isinstance(value, list) else []
        return [path for path in map(Path, names) if path.is_file()][:RECENT]

    def opened(self, path: Path) -> None:
        """Put a project at the head of the recent ones."""
        known = [str(other) for other in self.recent() if other != path]
        self._store.setValue("recent", [str(path), *known][:RECENT])

    def unsaved(self, project: Path) -> str:
        """What was typed in a project and could not be stored there."""
        return str(self._store.value(f"unsaved/{_name(project)}", ""))

    def keep_unsaved(self, project: Path, dumped: str) -> None:
        """Keep that for the next time; an empty text lets go of it."""
        if dumped:
            self._store.setValue(f"unsaved/{_name(project)}", dumped)
            self.save()
        else:
            self._store.remove(f"unsaved/{_name(project)}")

    def save(self) -> None:
        """Write to disk now."""
        self._store.sync()
