"""Suggestions: what the machine proposes to mark, in no layer until a person accepts it.

``suggestion`` says what one is and what a source of them does; ``rules`` (with ``patterns`` and ``rulebook``), ``memory`` and
``model`` are the sources; ``merging`` joins what they say. Nothing here knows a project or a window.
"""
