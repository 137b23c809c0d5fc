"""Takes updates in: a durable inbox, members only, each person's updates in order, different people at once."""

from perfbot.intake.facts import ALLOWED_UPDATES, Facts, UpdateKind, facts_of
from perfbot.intake.gate import READING, Admission, Gate, MemberGate, Verdict, Why
from perfbot.intake.inbox import DurableInbox
from perfbot.intake.order import OrderedProcessor
from perfbot.intake.pacing import PatientRateLimiter
from perfbot.intake.parts import Admins, Counters, IntakeSentences, Limits, NoticeSender, UpdateJournal
from perfbot.intake.running import Intake
from perfbot.intake.watchdog import PollTrouble, Watchdog

__all__ = [
    "ALLOWED_UPDATES",
    "READING",
    "Admins",
    "Admission",
    "Counters",
    "DurableInbox",
    "Facts",
    "Gate",
    "Intake",
    "IntakeSentences",
    "Limits",
    "MemberGate",
    "NoticeSender",
    "OrderedProcessor",
    "PatientRateLimiter",
    "PollTrouble",
    "UpdateJournal",
    "UpdateKind",
    "Verdict",
    "Watchdog",
    "Why",
    "facts_of",
]
