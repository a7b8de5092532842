"""The field's own words: documents, spans, layers, schemes, edits. Standard library only."""
