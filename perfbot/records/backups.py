"""Makes backups on demand and at night, one at a time, and deletes old ones."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from shutil import disk_usage
from threading import Lock

from perfbot.store.errors import StoreError, WriteFailed
from perfbot.store.files.backup import make_backup, rotate
from perfbot.store.files.layout import Layout

_RESERVE = 50 * 1024 * 1024


@dataclass(frozen=True)
class Backup:
    """A verified archive and its size in bytes."""

    path: Path
    size: int


class BackupFailed(Exception):
    """No new archive was made; nothing else changed. `damaged`: because the data are damaged."""

    def __init__(self, reason: str, *, damaged: bool) -> None:
        super().__init__(reason)
        self.reason, self.damaged = reason, damaged


class Backups:
    """Makes backups of a data folder beside the running bot; call it in a thread."""

    def __init__(
        self,
        layout: Layout,
        make: Callable[[Path, Path, datetime], Path] = make_backup,
        unnoted: Callable[[], bool] = lambda: False,
    ) -> None:
        """`unnoted` says whether the ends of the journals cannot be noted just now."""
        self._layout, self._make, self._one_at_a_time = layout, make, Lock()
        self.unnoted = unnoted

    def room_short(self) -> int | None:
        """How many bytes are left on the disk where that is less than three times the data and 50 MB; else None."""
        needed = 3 * sum(path.stat().st_size for path, _ in self._layout.journals()) + _RESERVE
        left = disk_usage(self._layout.root).free
        return left if left < needed else None

    def make(self, now: datetime) -> Backup:
        """A new archive, verified; raises BackupFailed."""
        with self._one_at_a_time:
            try:
                path = self._make(self._layout.root, self._layout.backups, now)
                rotate(self._layout.backups)
                return Backup(path, path.stat().st_size)
            except WriteFailed as failure:
                raise BackupFailed(failure.reason, damaged=False) from failure
            except StoreError as failure:
                raise BackupFailed(str(failure), damaged=True) from failure
            except OSError as failure:
                raise BackupFailed(failure.strerror or str(failure), damaged=False) from failure
