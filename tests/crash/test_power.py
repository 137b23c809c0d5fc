"""The short form of the power cut: whatever the device kept of what was not synced, all that was said is found."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.crash.power import power_run
from tests.crash.power_scenes import SCENES


@pytest.mark.parametrize("scene", SCENES)
def test_after_a_power_cut_at_any_sync_the_start_finds_all_that_was_confirmed_and_alarms_nobody(
    tmp_path: Path, scene: str
) -> None:
    result = power_run(tmp_path, [scene], bound=1)
    assert dict(result.examples) == {}
    assert result.states[scene] >= 5
