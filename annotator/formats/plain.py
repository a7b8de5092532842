"""What a plain article says about itself: title, source, byline. Read off the text, which is never touched."""

from __future__ import annotations


def describe(text: str) -> tuple[str, dict[str, str]]:
    """The title, and what else is plain to see: ``source``, ``byline``, ``photo``."""
    from annotator.model.document import guess_title

    return guess_title(text), {}
