"""Cuts the power at every sync of every scene and opens what the device may hold then: nothing confirmed is missing."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from perfbot.store.errors import StoreError
from perfbot.store.files.backup import verify_backup
from perfbot.store.files.layout import is_data_folder
from perfbot.store.files.verify import verify_directory
from perfbot.store.tiny.store import TinyStore, create_store
from tests.crash.power_scenes import DAMAGED, NOW, SCENES, Bureau, shown
from tests.crash.power_states import Cut, Files, cuts
from tests.store_faults import UnwaitingDisk

BOUND = 8
"""States tried at one point beyond the extreme ones; the long form tries more."""
SEED = 20210630
_DISK = UnwaitingDisk()


@dataclass
class PowerResult:
    """How many states of each scene were opened, and what was wrong with some: kind, scene and the first of each."""

    states: Counter[str] = field(default_factory=Counter)
    wrong: Counter[tuple[str, str]] = field(default_factory=Counter)
    examples: dict[tuple[str, str], str] = field(default_factory=dict)

    def rows(self) -> list[tuple[str, int, int, int, int]]:
        """Scene, states, refused starts, states with a loss, states with a false alarm."""
        kinds = ("refused", "lost", "false alarm")
        table = [(name, count, *(self.wrong[kind, name] for kind in kinds)) for name, count in self.states.items()]
        return [*table, ("all", *(sum(row[place] for row in table) for place in range(1, 5)))]  # type: ignore[list-item,misc]


def power_run(folder: Path, scenes: Iterable[str] = SCENES, bound: int = BOUND, seed: int = SEED) -> PowerResult:
    """Play the scenes and judge every state."""
    result = PowerResult()
    for number, name in enumerate(scenes):
        device = folder / f"device-{number}"
        device.mkdir()
        bureau = Bureau(device)
        SCENES[name](bureau)
        for cut in cuts(bureau.disk.events, str(device), bound, seed):
            result.states[name] += 1
            for kind, what in _judged(device, cut).items():
                result.wrong[kind, name] += 1
                result.examples.setdefault((kind, name), f"before event {cut.place}: {what}")
    return result


def _judged(device: Path, cut: Cut) -> dict[str, str]:
    """What is wrong with a state, by kind."""
    if DAMAGED in cut.promised:
        return {}
    _put_down(device, cut.files)
    data = device / "data"
    if not is_data_folder(data) and cut.promised:
        return {"lost": "the data folder is not there"}
    try:
        store = TinyStore(data, now=NOW, disk=_DISK) if is_data_folder(data) else create_store(data, NOW, disk=_DISK)
    except StoreError as refusal:
        return {"refused": str(refusal)}
    found, alarms = shown(store), [*(str(one) for one in store.torn if one.confirmed), *store.unnoted]
    missing = {fact for fact in cut.promised - found if not _is_kept(store, *fact)}
    store.close()
    alarms += [str(finding) for finding in verify_directory(data)]
    return {
        **({"lost": str(sorted(missing))} if missing else {}),
        **({"false alarm": str(alarms)} if alarms else {}),
    }


def _is_kept(store: TinyStore, kind: str, name: str) -> bool:
    if kind == "update":
        return store.inbox.is_known(int(name))
    if kind == "evidence":
        return bool(list(store.layout.evidence.glob(f"{name}.*")))
    if kind == "backup":
        return bool(verify_backup(store.layout.backups / name).files)
    return kind == "folder"


def _put_down(device: Path, files: Files) -> None:
    shutil.rmtree(device)
    device.mkdir()
    for name, content in files.items():
        path = Path(name)
        if content is None:
            path.mkdir(0o700)
        else:
            path.write_bytes(content)
            path.chmod(0o600)
