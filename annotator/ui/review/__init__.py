"""The page on which a reviewer decides the places where layers differ, and the one on which annotators see what was decided."""
