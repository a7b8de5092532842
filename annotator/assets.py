"""The files that travel with the program: label schemes, rules, fonts, icons, translations, the sample corpus.

In a checkout they lie in ``resources/`` and ``corpora/`` beside the package; a wheel carries them inside it.
"""

from importlib.resources import files
from pathlib import Path

_PACKAGE = Path(str(files("annotator")))


def asset(*parts: str) -> Path:
    """The file or folder of that name under ``resources``: ``asset("fonts", "noto-sans", "OFL.txt")``."""
    return _existing(_root("resources").joinpath(*parts))


def sample_corpus() -> Path:
    """The folder of the sample corpus."""
    return _existing(_root("corpora"))


def _root(folder: str) -> Path:
    packed = _PACKAGE / folder
    return packed if packed.is_dir() else _PACKAGE.parent / folder


def _existing(path: Path) -> Path:
    if not path.exists():
        raise FileNotFoundError(f"not among the program's own files: {path}")
    return path
