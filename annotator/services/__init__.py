"""Use cases: what a person or a script can do with a project. No Qt, no SQL, no file syntax."""
