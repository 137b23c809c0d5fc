"""The way in: a durable inbox, members only, each person's updates in order and different people at once."""

from perfbot.intake.facts import ALLOWED_UPDATES, Facts, Kind, facts_of
from perfbot.intake.gate import READING, Admission, Doorkeeper, Gate, Verdict, Why
from perfbot.intake.inbox import DurableInbox
from perfbot.intake.order import OrderedProcessor
from perfbot.intake.pacing import PatientRateLimiter
from perfbot.intake.parts import Admins, Counters, Journal, Limits, Voice, Words
from perfbot.intake.running import Intake
from perfbot.intake.watchdog import Trouble, Watchdog

__all__ = [
    "ALLOWED_UPDATES",
    "READING",
    "Admins",
    "Admission",
    "Counters",
    "Doorkeeper",
    "DurableInbox",
    "Facts",
    "Gate",
    "Intake",
    "Journal",
    "Kind",
    "Limits",
    "OrderedProcessor",
    "PatientRateLimiter",
    "Trouble",
    "Verdict",
    "Voice",
    "Watchdog",
    "Why",
    "Words",
    "facts_of",
]
