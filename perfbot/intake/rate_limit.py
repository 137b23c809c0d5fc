"""Limits how often something happens to one person: floods, repeated sentences, guesses."""

from __future__ import annotations

from collections import deque
from collections.abc import Hashable

_REMEMBERED = 10_000


class RateLimit:
    """At most `most` times within `seconds` for each key; `now` is any clock that only goes forward, in seconds."""

    def __init__(self, most: int, seconds: float, *, remembered: int = _REMEMBERED) -> None:
        self._most, self._seconds, self._remembered = most, seconds, remembered
        self._times: dict[Hashable, deque[float]] = {}

    def wait(self, key: Hashable, now: float) -> float:
        """Seconds until it may happen again; 0 if it may happen now."""
        times = self._times.get(key)
        if not times or len(times) < self._most:
            return 0.0
        return max(0.0, times[0] + self._seconds - now)

    def note(self, key: Hashable, now: float) -> None:
        """Note that it happens now; the oldest key is dropped when there are too many."""
        times = self._times.pop(key, None) or deque(maxlen=self._most)
        times.append(now)
        self._times[key] = times
        if len(self._times) > self._remembered:
            del self._times[next(iter(self._times))]

    def may(self, key: Hashable, now: float) -> bool:
        """Whether it may happen now; if so, notes that it does."""
        if self.wait(key, now) > 0:
            return False
        self.note(key, now)
        return True
