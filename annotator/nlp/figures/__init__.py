"""The reader of Vietnamese figures: text in, figures with exact offsets and values out. Standard library only."""

from __future__ import annotations

from annotator.nlp.figures.reader import figure_at, line_columns, read_figures

__all__ = ["figure_at", "line_columns", "read_figures"]
