"""Before a model is taken from the disk: there is no way back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from annotator.i18n import tr
from annotator.ui.dialogs.base import Dialog
from annotator.ui.theme import Themes
from annotator.ui.training.words import made_of, model_words

if TYPE_CHECKING:
    from annotator.services.training_models import Model


class DeleteDialog(Dialog):
    """``confirmed`` carries the model."""

    confirmed = Signal(object)

    def __init__(self, model: Model, themes: Themes, parent: QWidget) -> None:
        super().__init__(tr("Delete a model"), themes, parent)
        self._model = model
        self.add_title(model_words(model))
        self.add_words(
            tr(
                "The model, its data and its scores leave the disk and cannot be brought back. The same choices train the same model again."
            )
        )
        self.add_words(made_of(model), "secondary")
        self.add_button(tr("Keep it"), "Esc").clicked.connect(self.reject)
        self.delete = self.add_button(tr("Delete"), primary=False)
        self.delete.clicked.connect(self._on_delete)

    def _on_delete(self) -> None:
        self.confirmed.emit(self._model)
        self.accept()
