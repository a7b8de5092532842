"""What a file is by its first bytes, whatever its name says."""

from __future__ import annotations

import re

_HTML = re.compile(
    rb"(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?\s*(?:<\?xml[^>]{0,200}\?>\s*)?(?:<!--.{0,2000}?-->\s*)*"
    rb"<(?:!doctype\s+html|html|head|body)[\s>]",
    re.IGNORECASE | re.DOTALL,
)


def looks_like_html(head: bytes) -> bool:
    """Whether the bytes begin as a web page does (UTF-16 too)."""
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        head = head[:2] + head[2:].replace(b"\0", b"")
    return _HTML.match(head) is not None
