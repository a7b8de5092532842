"""Figures in the window: what they are worth, asked where it is open; the table of all of them, and what is to be looked at again."""
