"""Language technology beside the model: tokens, alignment, training. Importing it loads neither spaCy nor NumPy."""
