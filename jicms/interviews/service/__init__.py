"""Writes: interviews, warnings, representation, counsel's override. Nothing here commits."""

from jicms.interviews.service.correcting import correct
from jicms.interviews.service.holding import give_warning, hold
from jicms.interviews.service.overrides import ask_override, decide_override
from jicms.interviews.service.people import candidates
from jicms.interviews.service.planning import cancel, postpone, refuse, reschedule, schedule
from jicms.interviews.service.representation import record_representation
from jicms.interviews.service.rules import is_compelled

__all__ = [
    "ask_override",
    "cancel",
    "candidates",
    "correct",
    "decide_override",
    "give_warning",
    "hold",
    "is_compelled",
    "postpone",
    "record_representation",
    "refuse",
    "reschedule",
    "schedule",
]
