"""Exhibits: numbered within one report, each pointing to an item, a statement or a document."""

from sqlalchemy import select

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import Actor
from jicms.audit import recorder
from jicms.audit.events import Event
from jicms.cases.handling import COMPELLED, NAMED_ONLY, Handling
from jicms.cases.service import lock
from jicms.core import unit_of_work
from jicms.core.errors import Missing, RuleBroken, TransitionRefused
from jicms.evidence.models import Document, EvidenceItem, Exhibit, Statement
from jicms.evidence.service.handling import follow_access
from jicms.investigations.models import InvestigationType, Report
from jicms.investigations.workflow import TO_PROSECUTOR

#: Of what is compelled, or came of it, for a report that goes to a prosecutor.
SHUT = "This record is no exhibit of a report for a prosecutor. Ask the reviewing supervisor."


def add_exhibit(
    report: Report,
    *,
    actor: Actor,
    description: str,
    item: EvidenceItem | None = None,
    statement: Statement | None = None,
    document: Document | None = None,
    pages: str = "",
) -> Exhibit:
    """Add the next exhibit to a report that is still being written.

    It takes over the handling of what it points to; a compelled one makes the report compelled.
    Named-only material stands in reports of criminal investigations only. Raises `RuleBroken`.
    """
    policy.require(actor, Action.REPORT_WRITE, report)
    _hold_open(report)
    sources = [row for row in (item, statement, document) if row is not None]
    if len(sources) != 1:
        raise RuleBroken("Choose what the exhibit is: one item, statement or document.")
    source = sources[0]
    if source.case_id != report.case_id:
        raise RuleBroken("Choose a record of this case.", field="source")
    if not description.strip():
        raise RuleBroken("Describe the exhibit.", field="description")
    flags = Handling(source.handling)
    criminal = report.investigation.type is InvestigationType.CRIMINAL
    if flags & NAMED_ONLY and not criminal:
        raise RuleBroken(
            "Grand jury, prosecutor-only and classified material is no exhibit of this report.",
            field="source",
        )
    if flags & COMPELLED and report.type_code == TO_PROSECUTOR:
        raise RuleBroken(SHUT, field="source")
    exhibit = Exhibit(
        case_id=report.case_id,
        case=report.case,
        report=report,
        n=max(numbers_of(report), default=0) + 1,
        description=description.strip(),
        pages=pages.strip(),
        item=item,
        statement=statement,
        document=document,
        handling=int(flags),
    )
    unit_of_work.session().add(exhibit)
    unit_of_work.session().flush()
    follow_access(exhibit, source)
    # A report is compelled, and tainted, as what it holds.
    report.handling |= int(flags & COMPELLED)
    recorder.record(Event.EXHIBIT_ADDED, obj=exhibit, report=report.n, number=exhibit.n)
    unit_of_work.session().flush()
    return exhibit


def remove_exhibit(exhibit: Exhibit, *, actor: Actor) -> None:
    """Take an exhibit out of a draft; the later ones move up. What it points to stays."""
    report = exhibit.report
    policy.require(actor, Action.REPORT_WRITE, report)
    _hold_open(report)
    session = unit_of_work.session()
    gone = session.scalar(select(Exhibit.n).where(Exhibit.id == exhibit.id))
    if gone is None:
        raise Missing
    session.delete(exhibit)
    session.flush()
    later = session.scalars(
        select(Exhibit)
        .where(Exhibit.report_id == report.id, Exhibit.n > gone)
        .order_by(Exhibit.n)
        .execution_options(
            unscoped="numbers close up over hidden exhibits too", populate_existing=True
        )
    )
    for row in later.all():
        row.n -= 1
        session.flush()


def _hold_open(report: Report) -> None:
    """Refuse a closed report; keep an open one from being submitted meanwhile."""
    lock(report.case)
    unit_of_work.hold(report)
    if not report.is_open:
        raise TransitionRefused(
            f"{report.key} is {report.status.value.lower()}: its exhibits can’t change."
        )


def numbers_of(report: Report) -> list[int]:
    """The numbers of all its exhibits, those included that the viewer may not see."""
    found = unit_of_work.session().scalars(
        select(Exhibit.n)
        .where(Exhibit.report_id == report.id)
        .order_by(Exhibit.n)
        .execution_options(unscoped="numbers count hidden exhibits")
    )
    return list(found)
