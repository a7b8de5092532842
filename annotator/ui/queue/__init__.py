"""The queue of documents."""
