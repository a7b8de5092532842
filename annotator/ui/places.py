"""Going to a place of an article from anywhere else in the window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.errors import UserError
from annotator.ui.pages import HOME

if TYPE_CHECKING:
    from annotator.ui.main_window import MainWindow


def show_place(
    window: MainWindow, document: str, start: int = 0, end: int = 0, *, span: str = "", annotator: str = ""
) -> bool:
    """Show ``start``..``end`` (code points) of a document on the annotate page; False where the document is gone.

    The span is selected where it is of the layer on screen and still as it was, else its words are.
    """
    space = window.workspace
    if space is None:
        return False
    try:
        length = len(space.session.document(document).text)
    except UserError:
        return False
    window.actions_table[f"page-{HOME}"].trigger()
    if document != space.state.document:
        space.open_document(document)
    layer = space.layer()
    own = layer.spans.get(span) if layer is not None and annotator in ("", layer.key.annotator) else None
    if own is not None and (own.start, own.end) == (start, end):
        space.go_to_span(span)
    elif 0 <= start < end <= length:
        space.state.select_span(None)
        space.page.view.select(start, end)
        space.page.view.ensure_visible(start)
        space.focus_article()
    return True
