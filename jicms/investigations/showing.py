"""What the page of a report shows of its sections."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import current_actor
from jicms.investigations.models import Report
from jicms.investigations.models_sections import ReportSection, SectionComment
from jicms.investigations.queries_sections import body_of, comments_of, sections_of
from jicms.investigations.sections import BY_HAND, Spot
from jicms.investigations.service.writing import spots_of


@dataclass(frozen=True, slots=True)
class Shown:
    """A section as the page shows it: what was saved, and what the reviewer said."""

    spot: Spot
    saved: ReportSection | None
    comments: list[SectionComment]

    @property
    def text(self) -> str:
        """Its Markdown."""
        return self.saved.text if self.saved else ""


def written(report: Report) -> dict[str, Any]:
    """The sections, in their order, and the stored body of an approved report.

    What the reviewer said of them is for those who write and review it.
    """
    if report.is_whole:
        return {"sections": [], "body": None, "silent": []}
    saved = {row.spot: row for row in sections_of(report)}
    actor = current_actor()
    inside = (Action.REPORT_WRITE, Action.REPORT_REVIEW)
    works = any(policy.allows(actor, action, report) for action in inside)
    comments = comments_of(report) if works else {}
    # What was written of an allegation that the viewer does not see any more stays in its place.
    spots = sorted({*spots_of(report), *saved, *comments}, key=lambda spot: spot.place)
    return {
        "sections": [Shown(s, saved.get(s), comments.get(s, [])) for s in spots],
        "body": body_of(report),
        "silent": silent_on(report, saved),
    }


def silent_on(report: Report, saved: Mapping[Spot, ReportSection] | None = None) -> list[str]:
    """The titles of sections that nobody wrote and nothing from the case stands in for, so that
    neither lead nor reviewer hands on a report that leaves them out unawares."""
    if report.is_whole:
        return []
    if saved is None:
        saved = {row.spot: row for row in sections_of(report)}
    written = {spot for spot, row in saved.items() if row.text}
    return [s.title for s in spots_of(report) if s.kind in BY_HAND and s not in written]
