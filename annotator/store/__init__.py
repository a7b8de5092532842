"""One project is one SQLite file ``NAME.corpus``: an append-only edit log, and a projection made from it."""
