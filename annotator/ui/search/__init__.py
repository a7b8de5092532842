"""Finding in all documents, what is inconsistent, and the same words everywhere at once."""
