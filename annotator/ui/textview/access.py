"""What a screen reader is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.i18n import tr

if TYPE_CHECKING:
    from annotator.model.span import Span
    from annotator.ui.textview.view import ArticleView


class Speech:
    """Names the article and announces what was selected."""

    def __init__(self, view: ArticleView) -> None:
        self._view = view
        view.setAccessibleName(tr("Article"))

    def article_shown(self) -> None:
        """A new article is on screen."""

    def span_selected(self, span: Span) -> None:
        """A span was selected."""

    def caret_moved(self, offset: int) -> None:
        """The caret moved."""

    def selection_changed(self, selection: tuple[int, int] | None) -> None:
        """The selected text changed."""
