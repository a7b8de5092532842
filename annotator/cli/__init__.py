"""The command line: one file per command, prose and exit codes. Everything it does, ``services`` do."""
