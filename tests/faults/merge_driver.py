"""Merges packages into a project until it is killed: ``python merge_driver.py PROJECT PACKAGE...``.

It says which package is in as soon as it is; what it has said must never be lost.
"""

import sys
from pathlib import Path

from annotator.services.packages_merge import merge
from annotator.store.project import Project


def main(path, packages):
    sys.stdout.write("begin\n")
    sys.stdout.flush()
    for package in packages:
        with Project.open(path) as project:
            merge(project, [package])
        sys.stdout.write(f"{package.name}\n")
        sys.stdout.flush()
    sys.stdin.read()  # wait for the end


if __name__ == "__main__":
    main(Path(sys.argv[1]), [Path(name) for name in sys.argv[2:]])
