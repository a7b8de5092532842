"""Import in the window: what files hold, what becomes of it, and only then the import itself."""
