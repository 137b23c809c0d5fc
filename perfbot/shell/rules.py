"""The office's rules of scoring and monitoring, from the file that PERFBOT_RULES names."""

from __future__ import annotations

from perfbot.domain.rulebook import DEFAULT, Rulebook
from perfbot.settings import Settings
from perfbot.years.office_rules import read_rules


def rulebook_of(settings: Settings) -> Rulebook:
    """The rules in force: the published ones unless the office set its own; raises InvalidRulebook."""
    if settings.rules is None:
        return DEFAULT
    return read_rules(settings.rules.read_text("utf-8"))
