"""Every feature of the window, in the order of their tabs and menu rows. One line each."""

from __future__ import annotations

from annotator.ui.desk_keys.feature import DeskKeys
from annotator.ui.feature import Feature

FEATURES: list[type[Feature]] = [DeskKeys]
