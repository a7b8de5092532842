"""Measures of agreement: from tables, from unit lists, and from a whole corpus with intervals."""
