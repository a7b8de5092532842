"""What travels between copies of a project: one wire form for work packages and archives, read as a stranger's."""
