"""How the window and its articles look, as a person wants it."""
