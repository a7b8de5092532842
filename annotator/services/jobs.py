"""What a long piece of work is given: a way to say how far it is, and to hear that it should stop."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Called now and then with what is done and what there is (0: not known). Raises Cancelled when told to stop."""

    def __call__(self, done: int, total: int, text: str = "") -> None: ...


def no_progress(done: int, total: int, text: str = "") -> None:
    """For work nobody watches."""
