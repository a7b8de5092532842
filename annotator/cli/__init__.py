"""The command line: one file per command, prose and exit codes. Everything it does, ``services`` do."""

# Every command with its module, in the order of the help. Known by name, so that the window starts without them.
COMMANDS = {
    "new": "new",
    "import": "importing",
    "export": "exporting",
    "people": "people",
    "scheme": "scheme",
    "stats": "stats",
    "agreement": "agreement",
    "adjudicate": "adjudicate",
    "feedback": "feedback",
    "check": "check",
    "restore": "restore",
    "train": "train",
    "evaluate": "evaluate",
    "compare": "compare",
    "figures": "figures",
    "suggest": "suggest",
    "search": "search",
    "assign": "assign",
    "pack": "pack",
    "open": "opening",
    "merge": "merge",
    "archive": "archive",
    "unarchive": "unarchive",
    "demo": "demo",
}
