"""Annotator: build a labelled corpus by hand, offline, and train models from it."""

__version__ = "0.1.0"
