"""The command palette and the shortcut editor, as a part of the window."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from annotator.i18n import LANGUAGES, language, speaking, tr
from annotator.ui.actions import ActionSpec, action_table
from annotator.ui.commands.typing import Decoder
from annotator.ui.feature import Context, Feature
from annotator.ui.labels import label_key, name_of
from annotator.ui.widgets.paint import key_text

if TYPE_CHECKING:
    from annotator.ui.commands.palette import Entry, PaletteDialog

_LABEL = "label:"


class CommandsFeature(Feature):
    """``dialog`` is the palette or the editor while one is open."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.palette: PaletteDialog | None = None
        method = context.settings.letters
        context.window.label_keys.decoder = Decoder(method) if method else None

    @staticmethod
    def actions() -> list[ActionSpec]:
        return [
            ActionSpec("commands", "help", tr("Find a command…"), ("Ctrl+Shift+P",)),
            ActionSpec("change-keys", "help", tr("Change keys…")),
        ]

    def slots(self) -> dict[str, Callable[[], object]]:
        return {"commands": self.show_palette, "change-keys": self.show_editor}

    # the palette ------------------------------------------------------------------------------------------
    def show_palette(self) -> None:
        """Every command by a few signs of its name."""
        from annotator.ui.commands.palette import PaletteDialog

        context = self.context
        recent = context.settings.recent_commands
        self.palette = PaletteDialog(self._entries(), recent, context.themes, context.window)
        self.palette.picked.connect(self._on_picked)
        self.palette.finished.connect(self._on_palette_closed)
        self.palette.open()

    def _entries(self) -> list[Entry]:
        from annotator.ui.commands.palette import entries_of

        actions = self.context.window.actions_table
        enabled = {spec.id: actions[spec.id].isEnabled() for spec in actions.table}
        table = [spec for spec in actions.table if spec.id != "commands"]
        return [*entries_of(table, enabled, other_words()), *self._labels()]

    def _labels(self) -> list[Entry]:
        from annotator.ui.commands.palette import Entry

        space = self.context.workspace
        if space is None:
            return []
        why = "" if space.editable else tr("no article that can be changed on show")
        scheme, place = space.session.scheme, tr("Labels")
        return [
            Entry(
                _LABEL + label.id, name_of(label.names, label.id), (label.id, *label.names.values()), place,
                key_text(label_key(scheme, label)), why,
            )
            for label in scheme.offered
        ]  # fmt: skip

    def _on_palette_closed(self, result: int) -> None:
        self.palette = None

    def _on_picked(self, command: str) -> None:
        self.context.settings.picked(command)
        space = self.context.workspace
        if not command.startswith(_LABEL):
            self.context.window.actions_table[command].trigger()
        elif space is not None:
            space.gestures.choose_label(command.removeprefix(_LABEL))

    # the editor -------------------------------------------------------------------------------------------
    def show_editor(self) -> None:
        """Every action and its key."""
        from annotator.ui.commands.editor import KeysEditor

        context = self.context
        shipped = [*action_table(), *feature_table()]
        settings = context.settings
        dialog = KeysEditor(shipped, settings.own_keys, settings.letters, context.themes, context.window)
        dialog.kept.connect(self._on_kept)
        dialog.open()

    def _on_kept(self, own: dict[str, tuple[str, ...]], letters: str) -> None:
        settings = self.context.settings
        changed = own != settings.own_keys
        settings.own_keys, settings.letters = own, letters
        settings.save()
        self.context.window.label_keys.decoder = Decoder(letters) if letters else None
        if changed:
            self.context.window.rebuild_requested.emit()


def feature_table() -> list[ActionSpec]:
    """What features add to the table, with the keys it is shipped with."""
    from annotator.ui.host import feature_actions

    return feature_actions()


def other_words() -> dict[str, list[str]]:
    """What every action is called in the languages that are not in force, by id."""
    found: dict[str, list[str]] = {}
    for other in LANGUAGES:
        if other != language():
            with speaking(other):
                for spec in [*action_table(), *feature_table()]:
                    found.setdefault(spec.id, []).append(spec.text.rstrip("…"))
    return found
