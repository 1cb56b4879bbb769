"""Writes: teams, the steps of an investigation, its reports. Nothing here commits."""

from jicms.investigations.service.reports import (
    approve_report,
    body_digest,
    concludes,
    edit_report,
    return_report,
    start_report,
    submit_report,
)
from jicms.investigations.service.steps import drop, open_investigation, resume, suspend
from jicms.investigations.service.teams import assign, change_team

__all__ = [
    "approve_report",
    "assign",
    "body_digest",
    "change_team",
    "concludes",
    "drop",
    "edit_report",
    "open_investigation",
    "resume",
    "return_report",
    "start_report",
    "submit_report",
    "suspend",
]
