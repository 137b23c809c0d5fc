"""Errors of stored data, as facts; render words them."""

from __future__ import annotations

import errno as errno_names
from collections.abc import Mapping
from pathlib import Path


class StoreError(Exception):
    """The base of all store errors; `remedy` tells the IT person what to do next."""

    remedy = ""

    def facts(self) -> Mapping[str, object]:
        """The condition's own fields, for logs and for render."""
        return {name: value for name, value in vars(self).items() if not name.startswith("_")}


class _WithBackup(StoreError):
    """An error that a backup may mend; the opener of the folder names the newest good one."""

    def __init__(self, told: str, remedy: str) -> None:
        self.backup: Path | None = None
        self._told, self.remedy = told, remedy
        super().__init__(told)

    def name_backup(self, backup: Path | None) -> None:
        """Tell which backup would help."""
        if backup is not None:
            self.backup, self.remedy = backup, f"python bot.py restore {backup}"

    def __str__(self) -> str:
        return f"{self._told}; nothing was changed; {self.remedy}"


class JournalDamaged(_WithBackup):
    """A line of a journal is not as written: edited, missing, repeated or out of order."""

    reason = "another hand changed the file"

    def __init__(self, path: Path, line: int, expected: str, found: str) -> None:
        self.path, self.line, self.expected, self.found = path, line, expected, found
        told = f"{path}, line {line}: expected {expected}, found {found}"
        super().__init__(told, "run `python bot.py verify`, then `python bot.py restore BACKUP`")


class JournalMissing(_WithBackup):
    """A journal that must exist is absent or empty; it is never replaced by an empty one (D11)."""

    def __init__(self, path: Path) -> None:
        self.path = path
        super().__init__(f"{path} is missing or empty", "restore a backup, or name the right data folder")


class NotADataFolder(StoreError):
    """The folder has no journals; a first start must name it."""

    def __init__(self, path: Path, found: str) -> None:
        self.path, self.found = path, found
        self.remedy = "create it with `python bot.py load FILE`, or correct PERFBOT_DATA_DIR"
        super().__init__(f"{path} is not a data folder ({found}); {self.remedy}")


class JournalExists(StoreError):
    """The file to be created exists already."""

    def __init__(self, path: Path) -> None:
        self.path = path
        super().__init__(f"{path} exists already; nothing was changed")


class NewerFormat(StoreError):
    """The file was written by a newer program (schema version `found`, this one knows up to `known`)."""

    def __init__(self, path: Path, found: int, known: int) -> None:
        self.path, self.found, self.known = path, found, known
        self.remedy = "install the newer program again, or restore a backup made before the upgrade"
        super().__init__(f"{path} has schema version {found}, this program knows {known}; {self.remedy}")


class OlderFormat(StoreError):
    """The file has an older schema (`found`) and was opened for reading only, so it cannot be migrated now."""

    def __init__(self, path: Path, found: int, known: int) -> None:
        self.path, self.found, self.known = path, found, known
        self.remedy = "start the bot once: it migrates the file and keeps the old one"
        super().__init__(f"{path} has schema version {found}, this program writes {known}; {self.remedy}")


class MigrationFailed(StoreError):
    """A named migration raised; the old file is as it was."""

    def __init__(self, path: Path, name: str, cause: str) -> None:
        self.path, self.name, self.cause = path, name, cause
        super().__init__(f"{path}: migration {name} failed: {cause}; the file is as it was")


class WriteFailed(StoreError):
    """The disk did not take a change: it is recorded neither in memory nor on disk (R2)."""

    def __init__(self, path: Path, step: str, error: OSError) -> None:
        self.path, self.step, self.errno = path, step, error.errno
        self.symbol = errno_names.errorcode.get(error.errno or 0, "UNKNOWN")
        self.reason = error.strerror or str(error)
        self.remedy = _REMEDIES.get(self.symbol, "look at the disk and the system log")
        super().__init__(f"{path}: {step} failed: {self.symbol} ({self.reason}); not recorded; {self.remedy}")


UNWRITTEN = (WriteFailed, JournalDamaged)
"""Why a change to an open store is not recorded; each has `path` and `reason`."""

_REMEDIES = {
    "ENOSPC": "free some room on the disk",
    "EDQUOT": "raise the quota or free some room",
    "EROFS": "mount the file system read-write",
    "EACCES": "give the bot's user its folder back (owner, 0700)",
    "ENOENT": "the file was moved or deleted while the bot ran: put it back",
}


class DirectoryLocked(StoreError):
    """Another process works on the folder (R4)."""

    def __init__(self, path: Path, pid: int | None, host: str, since: str, program: str) -> None:
        self.path, self.pid, self.host, self.since, self.program = path, pid, host, since, program
        self.remedy = "stop that process first, or use another PERFBOT_DATA_DIR"
        super().__init__(f"{path} is held by {program} pid {pid} on {host} since {since}; {self.remedy}")


class DirectoryUnusable(StoreError):
    """The data folder does not allow what the store needs (write, rename, permissions)."""

    def __init__(self, path: Path, step: str, error: OSError) -> None:
        self.path, self.step, self.errno, self.reason = path, step, error.errno, error.strerror or str(error)
        usual = "mount a whole folder (not single files) that the bot's user owns and may write"
        self.remedy = _REMEDIES.get(errno_names.errorcode.get(error.errno or 0, ""), usual)
        super().__init__(f"{path}: {step} failed: {self.reason}; {self.remedy}")


class RestoreUnfinished(StoreError):
    """A restore was interrupted; the folder is neither the old one nor the new one until it is run again."""

    def __init__(self, path: Path, archive: str) -> None:
        self.path, self.archive = path, archive
        self.remedy = f"python bot.py restore {archive}"
        super().__init__(f"{path}: a restore was interrupted; {self.remedy}")


class BackupDamaged(StoreError):
    """A backup is not what its manifest says; it was not used."""

    def __init__(self, path: Path, member: str, expected: str, found: str) -> None:
        self.path, self.member, self.expected, self.found = path, member, expected, found
        self.remedy = "use an older backup"
        super().__init__(f"{path}, {member}: expected {expected}, found {found}; {self.remedy}")


class BadDocument(StoreError):
    """A document holds what JSON or this store cannot store exactly (a float, NaN, a non-text key, a huge integer)."""

    def __init__(self, where: str, found: str) -> None:
        self.where, self.found = where, found
        super().__init__(f"{where or 'document'}: {found}")


class DuplicateId(StoreError):
    """An id that is already there, or twice in the same change; nothing was written."""

    def __init__(self, table: str, identity: str) -> None:
        self.table, self.identity = table, identity
        super().__init__(f"{table}: id {identity!r} exists already; nothing was written")


class UnknownBook(StoreError):
    """No book of this fund and year."""

    def __init__(self, fund: str, year: int) -> None:
        self.fund, self.year = fund, year
        super().__init__(f"no book {fund} {year}")


class UnknownClaim(StoreError):
    """The claim to settle was never made."""

    def __init__(self, key: str) -> None:
        self.key = key
        super().__init__(f"no claim {key}")


class ReadOnly(StoreError):
    """The store was opened for reading only."""

    def __init__(self, path: Path) -> None:
        self.path = path
        super().__init__(f"{path} was opened for reading only")
