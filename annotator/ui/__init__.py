"""The window. The only floor that imports PySide6."""
