"""The page on which one document is annotated."""
