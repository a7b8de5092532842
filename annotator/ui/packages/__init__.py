"""Assignments and work packages: who gets what, what goes out, what comes back."""
