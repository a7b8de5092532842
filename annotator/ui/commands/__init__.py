"""Finding a command by its name, and keys of one's own."""
