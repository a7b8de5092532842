"""Disks that fail: one whose power is cut at any moment, and one where the N-th call goes wrong.

The model of a power cut: what was synced is there; of what was written since, any part may be, in any order, torn at
sectors of 512 bytes; a file that was never synced may or may not exist. It is a model, not a disk: it was not
validated on hardware, but it loses commits with every setting that SQLite's documentation says may lose them.
"""

from dataclasses import dataclass, field
from itertools import pairwise

import apsw

SECTOR = 512


def file_name(name):
    return name.filename() if isinstance(name, apsw.URIFilename) else name


# --- power cuts ---------------------------------------------------------------------------------------------------------------


class RecordingDisk(apsw.VFS):
    """Does what it is told, and writes down every call that changes something. ``note`` adds a mark between them."""

    def __init__(self, name):
        self.calls = []
        super().__init__(name, "")

    def note(self, *what):
        self.calls.append(("note", None, *what))

    def xOpen(self, name, flags):
        if name is not None:
            self.calls.append(("open", file_name(name)))
        return RecordingFile(self, name, flags)

    def xDelete(self, filename, syncdir):
        self.calls.append(("delete", filename, syncdir))
        return super().xDelete(filename, syncdir)


class RecordingFile(apsw.VFSFile):
    def __init__(self, disk, name, flags):
        self.calls, self.name = disk.calls, file_name(name)
        super().__init__("", name, flags)

    def xWrite(self, data, offset):
        if self.name:
            self.calls.append(("write", self.name, offset, bytes(data)))
        super().xWrite(data, offset)

    def xTruncate(self, size):
        if self.name:
            self.calls.append(("truncate", self.name, size))
        super().xTruncate(size)

    def xSync(self, flags):
        if self.name:
            self.calls.append(("sync", self.name))


@dataclass
class Content:
    """What is surely on the disk (None: not even the name), and what was done since."""

    synced: bytearray | None = None
    pending: list = field(default_factory=list)


def after_power_cut(calls, chance):
    """What the files may hold when the power went after ``calls``: name -> bytes."""
    files, gone = {}, {}
    for call, name, *rest in calls:
        match call:
            case "open":
                files.setdefault(name, Content())
            case "write" | "truncate":
                files[name].pending.append((call, *rest))
            case "sync":
                content = files[name]
                content.synced = _apply(content.synced or bytearray(), content.pending)
                content.pending = []
                gone.pop(name, None)
            case "delete":
                old = files.pop(name, Content())
                if not rest[0] and old.synced is not None:
                    gone[name] = old
    left = {
        name: found
        for name, old in gone.items()
        if chance.random() < 0.5 and (found := _torn(old, chance)) is not None
    }
    return left | {
        name: found for name, content in files.items() if (found := _torn(content, chance)) is not None
    }


def _torn(content, chance):
    if content.synced is None and chance.random() < 0.3:
        return None
    pending = list(content.pending)
    how = chance.choice(["none", "all", "first", "some", "torn", "torn"])
    if how == "none":
        pending = []
    elif how == "first":
        pending = pending[: chance.randrange(len(pending) + 1)]
    elif how in ("some", "torn"):
        pending = [call for call in pending if chance.random() < 0.5]
    if how == "torn":
        pending = [part for call in pending for part in _sectors(call) if chance.random() < 0.6]
        chance.shuffle(pending)
    return bytes(_apply(bytearray(content.synced or b""), pending))


def _sectors(call):
    if call[0] == "truncate":
        return [call]
    _, offset, data = call
    cuts = [0, *range(SECTOR - offset % SECTOR, len(data), SECTOR), len(data)]
    return [("write", offset + a, data[a:b]) for a, b in pairwise(cuts)]


def _apply(body, pending):
    for call, *rest in pending:
        if call == "truncate":
            (size,) = rest
            del body[size:]
            body.extend(b"\x00" * (size - len(body)))
        else:
            offset, data = rest
            body.extend(b"\x00" * (offset - len(body)))
            body[offset : offset + len(data)] = data
    return body


# --- calls that go wrong ------------------------------------------------------------------------------------------------------


class FailingDisk(apsw.VFS):
    """The call number ``at`` fails (and with ``lasting`` every one after it), until ``heal``."""

    def __init__(self, name, error, *, lasting):
        self.error, self.lasting = error, lasting
        self.at, self.count, self.failed = 0, 0, False
        super().__init__(name, "")

    def fail_at(self, number):
        self.at, self.count, self.failed = number, 0, False

    def heal(self):
        self.at = 0

    def step(self, kinds=(apsw.IOError, apsw.FullError)):
        if not self.at:
            return
        self.count += 1
        if self.count == self.at or (self.lasting and self.count > self.at):
            self.failed = True
            raise (self.error if self.error in kinds else kinds[0])("made to fail")

    def xOpen(self, name, flags):
        self.step((apsw.CantOpenError,))
        return FailingFile(self, name, flags)

    def xDelete(self, filename, syncdir):
        self.step((apsw.IOError,))
        return super().xDelete(filename, syncdir)


class FailingFile(apsw.VFSFile):
    def __init__(self, disk, name, flags):
        self.disk = disk
        super().__init__("", name, flags)

    def xRead(self, amount, offset):
        self.disk.step((apsw.IOError,))
        return super().xRead(amount, offset)

    def xWrite(self, data, offset):
        self.disk.step()
        super().xWrite(data, offset)

    def xTruncate(self, size):
        self.disk.step((apsw.IOError,))
        super().xTruncate(size)

    def xSync(self, flags):
        self.disk.step((apsw.IOError, apsw.FullError))

    def xFileSize(self):
        self.disk.step((apsw.IOError,))
        return super().xFileSize()
