"""Writing a report section by section: saving, drafts that save themselves, and collisions."""

from collections.abc import Mapping

from sqlalchemy import delete, select

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import Actor
from jicms.allegations import queries as allegations
from jicms.audit import recorder
from jicms.audit.events import Event
from jicms.cases.service import lock
from jicms.core import clock, unit_of_work
from jicms.core.errors import DomainError, Missing, RuleBroken, TransitionRefused
from jicms.documents import markdown
from jicms.documents.pasted import tidy
from jicms.investigations.models import Report, ReportReview
from jicms.investigations.models_sections import ReportSection, SectionComment, SectionDraft
from jicms.investigations.sections import Spot, spots

#: A section may have so many characters: forty pages.
LONGEST = 100_000


class Collision(DomainError):
    """Somebody saved this section while it was written; `section` is as it stands now."""

    status = 409

    def __init__(self, section: ReportSection) -> None:
        super().__init__("Somebody saved this section while you were writing. Nothing was saved.")
        self.section = section


def spots_of(report: Report) -> list[Spot]:
    """Every section that the report has, in its order."""
    return spots(allegations.numbers_of(report.case))


def section_at(report: Report, spot: Spot) -> ReportSection | None:
    """The section as saved."""
    return unit_of_work.session().scalar(
        select(ReportSection).where(
            ReportSection.report_id == report.id,
            ReportSection.kind == spot.kind,
            ReportSection.n == spot.n,
        )
    )


def save_section(
    report: Report, spot: Spot, *, actor: Actor, text: str, base: int
) -> ReportSection | None:
    """Save a section whose page was opened at version `base`, 0 where nothing was saved yet.

    None where there is nothing to save. The writer's own draft of it is gone then. Raises
    `Collision` where somebody else saved it meanwhile.
    """
    _may_write(report, spot, actor, text)
    session, words = unit_of_work.session(), tidy(text)
    found = section_at(report, spot)
    if (found.version if found else 0) != base:
        if found is None:
            raise RuleBroken("This page is out of date. Copy your text and open the section again.")
        raise Collision(found)
    if found is None and not words:
        drop_draft(report, spot, actor=actor)
        return None
    if found is None:
        found = ReportSection(report=report, case_id=report.case_id, kind=spot.kind, n=spot.n)
        session.add(found)
    if found.text != words:
        found.text, found.edited_by_id, found.edited_at = words, actor.user_id, clock.now()
    session.flush()
    drop_draft(report, spot, actor=actor)
    return found


def draft_at(report: Report, spot: Spot, *, actor: Actor) -> SectionDraft | None:
    """What the actor typed there and has not saved."""
    return unit_of_work.session().scalar(
        select(SectionDraft).where(
            SectionDraft.report_id == report.id,
            SectionDraft.kind == spot.kind,
            SectionDraft.n == spot.n,
            SectionDraft.user_id == actor.user_id,
        )
    )


def keep_draft(report: Report, spot: Spot, *, actor: Actor, text: str, base: int) -> SectionDraft:
    """Keep what somebody is typing, for that person alone; the section stays as it is."""
    assert actor.user_id is not None
    _may_write(report, spot, actor, text)
    draft = draft_at(report, spot, actor=actor)
    if draft is None:
        draft = SectionDraft(
            report_id=report.id,
            case_id=report.case_id,
            kind=spot.kind,
            n=spot.n,
            user_id=actor.user_id,
        )
        unit_of_work.session().add(draft)
    draft.seal(text)
    draft.base, draft.saved_at = max(base, 0), clock.now()
    unit_of_work.session().flush()
    return draft


def drop_draft(report: Report, spot: Spot, *, actor: Actor) -> None:
    """Forget what the actor typed there and did not save."""
    policy.require(actor, Action.REPORT_WRITE, report)
    unit_of_work.session().execute(
        delete(SectionDraft).where(
            SectionDraft.report_id == report.id,
            SectionDraft.kind == spot.kind,
            SectionDraft.n == spot.n,
            SectionDraft.user_id == actor.user_id,
        )
    )


def comment_on(review: ReportReview, said: Mapping[Spot, str]) -> None:
    """Keep what a review says of single sections."""
    session = unit_of_work.session()
    for spot, words in said.items():
        if words.strip():
            session.add(
                SectionComment(
                    report_id=review.report_id,
                    case_id=review.case_id,
                    review=review,
                    kind=spot.kind,
                    n=spot.n,
                    comment=words.strip(),
                )
            )
    session.flush()


def fill_sections(
    report: Report,
    *,
    actor: Actor,
    texts: Mapping[Spot, str],
    replacing: Mapping[Spot, int] | None = None,
) -> list[Spot]:
    """Put the texts of an uploaded document into the sections; returns those that changed.

    A section keeps the words that it has: the new ones come after, unless they begin with the old.
    `replacing` holds the version of each section that is to be replaced instead: `Collision` where
    somebody saved it since.
    """
    filled = []
    for spot, text in texts.items():
        found, words = section_at(report, spot), tidy(text)
        old, new = markdown.nodes(found.text if found else ""), markdown.nodes(words)
        if not new or new == old:
            continue
        base = found.version if found else 0
        if replacing is not None:
            base = replacing.get(spot, 0)
        elif found and new[: len(old)] != old:
            words = f"{found.text}\n\n{words}"
        save_section(report, spot, actor=actor, text=words, base=base)
        filled.append(spot)
    if filled:
        recorder.record(Event.REPORT_FILLED, obj=report, number=report.n, sections=len(filled))
    return filled


def _may_write(report: Report, spot: Spot, actor: Actor, text: str) -> None:
    policy.require(actor, Action.REPORT_WRITE, report)
    lock(report.case)
    unit_of_work.session().refresh(report, ["status", "body", "file_id"])
    if not report.is_open:
        raise TransitionRefused(f"{report.key} is {report.status.value.lower()}: it can’t change.")
    if report.is_whole:
        raise RuleBroken("This report has one text of its own, or is a file: it has no sections.")
    if len(text) > LONGEST:
        raise RuleBroken(f"Shorten this to {LONGEST:,} characters.", field="text")
    if spot not in spots_of(report):
        raise Missing
