"""Dialogs: projects, import, export, backups, help."""
