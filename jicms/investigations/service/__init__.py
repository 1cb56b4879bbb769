"""Writes: teams, the steps of an investigation, its reports. Nothing here commits."""

from jicms.investigations.service.reports import (
    approve_report,
    body_digest,
    concludes,
    draw,
    edit_report,
    return_report,
    start_report,
    submit_report,
)
from jicms.investigations.service.steps import drop, open_investigation, resume, suspend
from jicms.investigations.service.teams import assign, change_team
from jicms.investigations.service.writing import (
    Collision,
    draft_at,
    drop_draft,
    fill_sections,
    keep_draft,
    save_section,
    section_at,
    spots_of,
)

__all__ = [
    "Collision",
    "approve_report",
    "assign",
    "body_digest",
    "change_team",
    "concludes",
    "draft_at",
    "draw",
    "drop",
    "drop_draft",
    "edit_report",
    "fill_sections",
    "keep_draft",
    "open_investigation",
    "resume",
    "return_report",
    "save_section",
    "section_at",
    "spots_of",
    "start_report",
    "submit_report",
    "suspend",
]
