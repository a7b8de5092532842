"""Spans against tokens. The rules are pure and live in the model, where ``formats`` can use them too."""

from __future__ import annotations

from annotator.model.alignment import Misaligned, Problem, Tokens, check

__all__ = ["Misaligned", "Problem", "Tokens", "check"]
