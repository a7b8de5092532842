"""File formats: one module each, a shared protocol (``base``) and an explicit list (``registry``)."""
