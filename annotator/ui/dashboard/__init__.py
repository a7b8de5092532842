"""The overview of a project for its data manager."""
