"""kill −9 at random moments of a real process: every confirmed entry is there once, and the folder is in order."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path

from perfbot.store.files.verify import verify_directory
from perfbot.store.protocol import BookKey
from perfbot.store.tiny.store import TinyStore, create_store

NOW = datetime(2021, 6, 30, 1, 0, tzinfo=UTC)
BOOK = BookKey("jiangmen", 2021)
WRITER = """
import sys
from datetime import datetime, timezone
from pathlib import Path
from perfbot.store.protocol import BookKey
from perfbot.store.tiny.store import TinyStore
store = TinyStore(Path(sys.argv[1]), now=datetime(2021, 6, 30, tzinfo=timezone.utc))
book = BookKey("jiangmen", 2021)
number = len(list(store.view_book(book)))
print("ready", flush=True)
while True:
    store.put_draft({"id": "d", "answers": {"number": number, "purpose": "\\u957f" * 3000}})
    store.append(book, [{"id": f"e{number}", "amount": f"{number}.00"}])
    store.drop_draft("d")
    print(number, flush=True)
    number += 1
"""
ROUNDS = 8


def killed_run(folder: Path, seconds: float) -> int | None:
    """Let a process write and kill it; the last number that it confirmed."""
    process = subprocess.Popen([sys.executable, "-c", WRITER, str(folder)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    threading.Timer(seconds, process.send_signal, [signal.SIGKILL]).start()
    confirmed = [int(line) for line in process.communicate()[0].splitlines() if line.strip()]
    assert process.returncode == -signal.SIGKILL
    return confirmed[-1] if confirmed else None


def test_killed_again_and_again_nothing_confirmed_is_lost_or_doubled(tmp_path: Path) -> None:
    folder, chance = tmp_path / "store", random.Random(20210630)
    store = create_store(folder, NOW)
    store.create_book(BOOK, {}, [])
    store.close()
    count = 0
    for _ in range(ROUNDS):
        last = killed_run(folder, chance.uniform(0.0, 0.12))
        assert [finding for finding in verify_directory(folder) if finding.kind != "torn"] == []
        store = TinyStore(folder, now=NOW)
        numbers = [int(entry["id"][1:]) for entry in store.view_book(BOOK)]
        assert numbers == list(range(len(numbers)))
        assert len(numbers) >= (count if last is None else last + 1)
        assert len(numbers) <= (count if last is None else last + 1) + 1
        assert [draft["answers"]["number"] for draft in store.drafts()] in ([], [len(numbers)], [len(numbers) - 1])
        store.close()
        assert not list(folder.rglob(".tmp-*"))
        count = len(numbers)
    assert count > 20
