"""The evidence room 佐证材料: files kept beside the books under their SHA-256, never under a person's name for them."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from perfbot.records.ledger import NotRecorded
from perfbot.store.errors import WriteFailed
from perfbot.store.files.disk import SYSTEM, Disk
from perfbot.store.files.names import is_evidence
from perfbot.store.files.snapshot import write_atomically

LARGEST = 20 * 1024 * 1024
"""getFile hands out at most 20 MB (core.telegram.org/bots/api#getfile)."""

TYPES: dict[str, tuple[bytes, ...]] = {
    "jpg": (b"\xff\xd8\xff",),
    "jpeg": (b"\xff\xd8\xff",),
    "png": (b"\x89PNG\r\n\x1a\n",),
    "gif": (b"GIF8",),
    "webp": (b"RIFF",),
    "heic": (),
    "heif": (),
    "jfif": (b"\xff\xd8\xff",),
    "bmp": (b"BM",),
    "tif": (b"II*\x00", b"MM\x00*"),
    "tiff": (b"II*\x00", b"MM\x00*"),
    "pdf": (b"%PDF",),
    "doc": (b"\xd0\xcf\x11\xe0",),
    "xls": (b"\xd0\xcf\x11\xe0",),
    "ppt": (b"\xd0\xcf\x11\xe0",),
    "wps": (b"\xd0\xcf\x11\xe0",),
    "et": (b"\xd0\xcf\x11\xe0",),
    "docx": (b"PK",),
    "xlsx": (b"PK",),
    "pptx": (b"PK",),
    "ofd": (b"PK",),
    "zip": (b"PK",),
    "rar": (b"Rar!",),
    "7z": (b"7z\xbc\xaf",),
    "txt": (),
    "csv": (),
    "xml": (b"<", b"\xef\xbb\xbf<", b"\xff\xfe<", b"\xfe\xff\x00<"),
}
"""Endings that are kept, and how such a file begins (none: any)."""
PICTURES = ("jpg", "png", "gif", "webp", "bmp")
_TOLD_BY_CONTENT = (*PICTURES, "pdf", "zip", "rar", "7z", "tif")


@dataclass(frozen=True)
class Kept:
    """A file in the room: its SHA-256 is also its name; size in bytes."""

    sha256: str
    suffix: str
    size: int


class WrongType(Exception):
    """Not a kind of file that is kept, or not what its ending says."""

    def __init__(self, suffix: str) -> None:
        super().__init__(suffix)
        self.suffix = suffix


def suffix_of(filename: str) -> str:
    """The ending of a name, lower case, letters and digits only."""
    found = re.search(r"\.([A-Za-z0-9]{1,8})$", filename.strip())
    return found[1].lower() if found else ""


def with_suffix(filename: str, suffix: str) -> str:
    """The name with the ending that the content has."""
    name = filename.strip()
    known = suffix_of(name)
    return f"{name[: len(name) - len(known)]}{suffix}" if known else f"{name}.{suffix}"


def _true_suffix(suffix: str, content: bytes) -> str:
    """A picture's ending is what it is: cameras and chat apps hand out PNG as .jpg and the other way round.

    What has no ending gets the one of its content, as far as that tells.
    """
    if suffix and (suffix not in (*PICTURES, "jpeg", "jfif") or content.startswith(TYPES[suffix])):
        return suffix
    return next((kind for kind in _TOLD_BY_CONTENT if content.startswith(TYPES[kind])), suffix)


class EvidenceFiles:
    """Keeps files under `folder`; the same file twice is kept once."""

    def __init__(self, folder: Path, disk: Disk = SYSTEM) -> None:
        self._folder = folder
        self._disk = disk

    def keep(self, content: bytes, filename: str) -> Kept:
        """Keep a file, durably; raises WrongType or NotRecorded."""
        suffix = _true_suffix(suffix_of(filename), content)
        beginnings = TYPES.get(suffix)
        if beginnings is None or (beginnings and not content.startswith(beginnings)):
            raise WrongType(suffix)
        kept = Kept(hashlib.sha256(content).hexdigest(), suffix, len(content))
        path = self.path(kept.sha256, suffix)
        try:
            if path.exists() and path.read_bytes() == content:
                # A process that was killed may have left the name unsynced.
                self._disk.fsync_dir(self._folder)
            else:
                write_atomically(self._disk, path, content)
        except WriteFailed as failure:
            raise NotRecorded(failure.path, failure.reason) from failure
        except OSError as failure:
            raise NotRecorded(path, failure.strerror or str(failure)) from failure
        return kept

    def path(self, sha256: str, suffix: str) -> Path:
        """Where the file of this hash is; the name is made here from hex and letters only."""
        if not re.fullmatch(r"[0-9a-f]{64}", sha256) or not re.fullmatch(r"[a-z0-9]{0,8}", suffix):
            raise ValueError(sha256)
        return self._folder / (f"{sha256}.{suffix}" if suffix else sha256)

    def find(self, beginning: str) -> tuple[str, str] | None:
        """SHA-256 and ending of the one kept file whose hash begins so (16 to 64 hex digits), if there is one."""
        if not re.fullmatch(r"[0-9a-f]{16,64}", beginning):
            return None
        found = sorted(path for path in self._folder.glob(f"{beginning}*") if is_evidence(path))
        if len(found) != 1:
            return None
        sha256, _, suffix = found[0].name.partition(".")
        return sha256, suffix

    def read(self, sha256: str, suffix: str) -> bytes:
        """The file's content; raises FileNotFoundError, or ValueError when it is not what its name says."""
        content = self.path(sha256, suffix).read_bytes()
        if hashlib.sha256(content).hexdigest() != sha256:
            raise ValueError(f"{sha256}: content differs")
        return content
