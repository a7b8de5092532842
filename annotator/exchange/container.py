"""The container: a zip of JSON lines with a manifest that says how long each member is and what its SHA-256 is.

The same contents give the same bytes. A reader believes nothing: names, sizes, digests and ratios are checked before a line
of it is used.
"""

from __future__ import annotations

import hashlib
import os
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO, Any, Self

import msgspec

from annotator.errors import ChecksumMismatch, PackageError, TooNew

VERSION = 1
MANIFEST = "manifest.json"
LINE_LIMIT = 64 << 20  # bytes of one line
MEMBER_LIMIT = 32  # members of a file
MANIFEST_LIMIT = 4 << 20
TOTAL_LIMIT = 8 << 30  # bytes unpacked
RATIO_LIMIT = 200  # unpacked to packed, beyond what any file may unpack to:
RATIO_FREE = 64 << 20
_CHUNK = 1 << 20
_LEVEL = 6
_DATE = (1980, 1, 1, 0, 0, 0)  # of every member: no clock goes into the bytes
_ENCRYPTED = 0x1
_END, _END64 = (
    b"PK\x05\x06",
    b"PK\x06\x07",
)  # how the end of the list of members begins, and of the list of a large file
_END_REACH = (1 << 16) + 22
_LIST_LIMIT = 1 << 16
_LARGE = 1 << 32
_BROKEN = (
    OSError,
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    OverflowError,
)

_encode = msgspec.json.Encoder(order="sorted").encode


class Member(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """What the manifest says of a member."""

    sha256: str
    bytes: int
    lines: int


class Manifest(msgspec.Struct, kw_only=True):
    """What a file is. ``kind`` is ``work``, ``return`` or ``archive``; ``made`` Unix time; ``copy`` the copy that packed it.

    Unknown entries are for newer versions to add; ``version`` goes up when an older program would read them wrongly.
    """

    format: str
    version: int
    kind: str
    project: str
    copy: str
    program: str
    made: float
    annotator: str = ""  # whom it is for, or whose return it is
    title: str = ""
    tables: int = 0  # the version of the project's tables (archives)
    scheme_id: str = ""
    scheme_version: int = 0
    scheme_digest: str = ""
    counts: dict[str, int] = {}
    members: dict[str, Member] = {}


FORMAT = "annotator-corpuspack"


class Packer:
    """Write a file member by member; it appears under its name when it is whole. Use as a context manager."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._temporary = path.with_name(f".{path.name}.{os.getpid()}.part")
        self._members: dict[str, Member] = {}
        self._zip: zipfile.ZipFile | None = None

    def __enter__(self) -> Self:
        try:
            self._zip = zipfile.ZipFile(self._temporary, "x", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL)
        except OSError as error:
            raise _cannot_write(self._path, error) from error
        return self

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        assert self._zip is not None
        try:
            self._zip.close()
            if error is None:
                with self._temporary.open("rb+") as file:
                    os.fsync(file.fileno())
                self._temporary.replace(self._path)
        except OSError as failed:
            raise _cannot_write(self._path, failed) from failed
        finally:
            with suppress(OSError):
                self._temporary.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise _cannot_write(self._path, error) from error

    def member(self, name: str, lines: Iterable[Any]) -> int:
        """Write one JSON value a line; returns how many."""
        assert self._zip is not None
        digest, size, count = hashlib.sha256(), 0, 0
        with self._zip.open(_info(name), "w", force_zip64=True) as stream:
            for value in lines:
                line = _encode(value) + b"\n"
                stream.write(line)
                digest.update(line)
                size += len(line)
                count += 1
        self._members[name] = Member(digest.hexdigest(), size, count)
        return count

    def manifest(self, manifest: Manifest) -> None:
        """Write the manifest, with what the members came to: the last thing to write."""
        assert self._zip is not None
        manifest.members = dict(self._members)
        body = msgspec.json.format(_encode(manifest), indent=1) + b"\n"
        self._zip.writestr(_info(MANIFEST), body, compresslevel=_LEVEL)


def _info(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, _DATE)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = 0o644 << 16
    info.create_system = 3
    return info


def _cannot_write(path: Path, error: OSError) -> PackageError:
    return PackageError(path=str(path), reason="cannot-write", detail=error.strerror or str(error))


class Unpacker:
    """A file that was checked from end to end: ``manifest``, and ``lines`` of its members. Use as a context manager.

    Raises PackageError (TooNew, ChecksumMismatch) where it is not what it should be. ``kinds``: the kinds that are welcome,
    ``names``: the members that may be in it.
    """

    def __init__(self, path: Path, kinds: Iterable[str], names: Iterable[str]) -> None:
        self.path = path
        self._allowed = {MANIFEST, *names}
        try:
            self._file: IO[bytes] = path.open("rb")
        except OSError as error:
            raise self._refuse("missing" if not path.exists() else "unreadable", error.strerror) from error
        try:
            self._open(set(kinds))
        except BaseException:
            self._file.close()
            raise

    def _open(self, kinds: set[str]) -> None:
        self._check_end()
        try:
            self._zip = zipfile.ZipFile(self._file)
            self._infos = self._checked_infos(self._zip.infolist())
        except _BROKEN as error:
            raise self._refuse("not-a-package", error) from error
        self.manifest = self._read_manifest()
        if self.manifest.kind not in kinds:
            raise self._refuse(
                f"is-{self.manifest.kind}" if self.manifest.kind in _KINDS else "not-a-package"
            )
        if set(self.manifest.members) != set(self._infos) - {MANIFEST}:
            raise self._refuse(
                "members", sorted(set(self.manifest.members) ^ (set(self._infos) - {MANIFEST}))
            )
        for name in self.manifest.members:
            self._check_member(name)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._zip.close()
        self._file.close()

    def _refuse(self, reason: str, detail: object = "") -> PackageError:
        return PackageError(path=str(self.path), reason=reason, detail=str(detail)[:200])

    def _check_end(self) -> None:
        """The list of members is short, before anybody reads it: it may say that there are a thousand million."""
        size = self._file.seek(0, os.SEEK_END)
        self._file.seek(max(0, size - _END_REACH))
        tail = self._file.read()
        at = tail.rfind(_END)
        if at < 0 or len(tail) < at + 22:
            raise self._refuse("not-a-package")
        members, listed = struct.unpack_from("<HI", tail, at + 10)
        if (
            members > MEMBER_LIMIT
            or listed > _LIST_LIMIT
            or (tail[at - 20 : at - 16] == _END64 and size < _LARGE)
        ):
            raise self._refuse("too-many-members", members)
        self._file.seek(0)

    def _checked_infos(self, found: list[zipfile.ZipInfo]) -> dict[str, zipfile.ZipInfo]:
        if len(found) > MEMBER_LIMIT:
            raise self._refuse("too-many-members", len(found))
        infos: dict[str, zipfile.ZipInfo] = {}
        for info in found:
            if info.filename in infos:
                raise self._refuse("duplicate-member", info.filename)
            if info.filename not in self._allowed or info.filename != info.orig_filename:
                raise self._refuse("unknown-member", info.orig_filename)
            if info.flag_bits & _ENCRYPTED:
                raise self._refuse("encrypted")
            if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                raise self._refuse("not-a-package", info.compress_type)
            infos[info.filename] = info
        packed = self.path.stat().st_size
        total = sum(info.file_size for info in found)
        if total > TOTAL_LIMIT or total > max(RATIO_FREE, packed * RATIO_LIMIT):
            raise self._refuse("too-large", total)
        if MANIFEST not in infos:
            raise self._refuse("not-a-package")
        return infos

    def _read_manifest(self) -> Manifest:
        if self._infos[MANIFEST].file_size > MANIFEST_LIMIT:
            raise self._refuse("too-large")
        try:
            body = self._zip.read(self._infos[MANIFEST])
            head = msgspec.json.decode(body, type=dict[str, Any])
            if head.get("format") != FORMAT or type(head.get("version")) is not int:
                raise self._refuse("not-a-package")
            if head["version"] > VERSION:
                raise TooNew(path=str(self.path), version=head["version"], supported=VERSION)
            return msgspec.convert(head, Manifest)
        except (*_BROKEN, msgspec.MsgspecError, RecursionError) as error:
            raise self._refuse("manifest", error) from error

    def _check_member(self, name: str) -> None:
        """Read it once to its end: its length, lines and digest are what the manifest says, and no line is endless."""
        said = self.manifest.members[name]
        digest, size, count, since = hashlib.sha256(), 0, 0, 0
        for chunk in self._chunks(name):
            digest.update(chunk)
            size += len(chunk)
            ends = chunk.count(b"\n")
            count += ends
            since = len(chunk) - chunk.rfind(b"\n") - 1 if ends else since + len(chunk)
            if since > LINE_LIMIT or size > max(said.bytes, 0):
                raise self._refuse("too-large", name)
        if (digest.hexdigest(), size, count) != (said.sha256, said.bytes, said.lines):
            raise ChecksumMismatch(path=str(self.path), reason="member", detail=name)

    def _chunks(self, name: str) -> Iterator[bytes]:
        try:
            with self._zip.open(self._infos[name]) as stream:
                while chunk := stream.read(_CHUNK):
                    yield chunk
        except _BROKEN as error:
            raise self._refuse("damaged", f"{name}: {error}") from error

    def lines(self, name: str, kind: type) -> Iterator[Any]:
        """The values of a member, each of the given type. Raises PackageError for any other."""
        decoder: msgspec.json.Decoder[Any] = msgspec.json.Decoder(kind)
        rest, number = b"", 0
        for chunk in self._chunks(name) if name in self._infos else ():
            parts = (rest + chunk).split(b"\n") if b"\n" in chunk else [rest + chunk]
            rest = parts.pop()
            for line in parts:
                number += 1
                try:
                    yield decoder.decode(line)
                except (msgspec.DecodeError, RecursionError, OverflowError, ValueError) as error:
                    raise self._refuse("malformed", f"{name}:{number}: {error}") from error
        if rest:
            raise self._refuse("malformed", f"{name}: no end of line")


_KINDS = ("work", "return", "archive")
