"""The article on screen: a text with its nested, overlapping, labelled spans.

``view.ArticleView`` is the widget. ``lanes``, ``blocks``, ``index``, ``caption`` and ``moves`` are pure code over the
model; ``layout`` and ``page`` shape text near the viewport; ``paint`` and its companions draw it.
"""
