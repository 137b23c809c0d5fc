"""The short form of the crash run: a few kills under six people's conversations lose and double nothing."""

from __future__ import annotations

from pathlib import Path

from tests.crash.run import crash_run
from tests.sandbox_client import in_loop

KILLS = 3
SEED = 20211231


@in_loop
async def test_killed_under_peoples_hands_nothing_confirmed_is_lost_or_doubled(tmp_path: Path) -> None:
    result = await crash_run(tmp_path, KILLS, SEED)
    assert result.complaints() == []
    assert result.exit_code == 0
    assert result.clean
    assert len(result.notes.confirmed) >= 6
    assert result.notes.counted["digests"] == KILLS
