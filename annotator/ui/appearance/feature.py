"""The dialog of looks, as a part of the window."""

from __future__ import annotations

from collections.abc import Callable

from annotator.i18n import tr
from annotator.ui.actions import ActionSpec
from annotator.ui.appearance.look import TextLook
from annotator.ui.feature import Feature


class AppearanceFeature(Feature):
    """Applies what is chosen and remembers it on this computer."""

    @staticmethod
    def actions() -> list[ActionSpec]:
        return [ActionSpec("appearance", "view", tr("Appearance…"), ("Ctrl+,",), line_before=True)]

    def slots(self) -> dict[str, Callable[[], object]]:
        return {"appearance": self.show_dialog}

    def show_dialog(self) -> None:
        """Colours, and how articles are set."""
        from annotator.ui.appearance.dialog import AppearanceDialog

        dialog = AppearanceDialog(self.context.themes, self.context.window)
        dialog.theme_wanted.connect(self._on_theme)
        dialog.text_wanted.connect(self._on_text)
        dialog.open()

    def _on_theme(self, choice: str) -> None:
        self.context.window.actions_table[f"theme-{choice}"].trigger()

    def _on_text(self, look: TextLook) -> None:
        self.context.themes.set_text(look)
        self.context.settings.text = look
