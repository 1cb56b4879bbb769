"""What forbids a step: guards of the case's workflow, and holds on findings."""

from collections.abc import Callable

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from jicms.access.actor import Actor
from jicms.allegations.models import Allegation, AllegationSubject
from jicms.cases.models import Case, Party, SubjectStatus
from jicms.cases.sight import sight
from jicms.core import unit_of_work
from jicms.refdata.models import FindingCode

#: Each says why no finding may be recorded on this allegation and subject now, or None.
#: The Inspector General's gate and the review of a report register here.
finding_holds: list[Callable[[AllegationSubject, Actor], str | None]] = []


#: Each says why the actor may not keep compelled content in the case, or None: it would be shut to
#: himself. `investigations` registers.
compelled_holds: list[Callable[[Case, Actor], str | None]] = []


def everything_is_found(case: Case, actor: Actor) -> str | None:
    """Closing: a final finding or a coded reason for each allegation × subject."""
    if case.is_legacy:
        return None
    open_ones, empty = _unfinished(case)
    if (open_ones or empty) and not (actor.is_system or sight(actor, case).full):
        return "An allegation has no finding yet. Ask the investigating office."
    said = []
    if open_ones:
        said.append(f"Record a finding, or code the subject, for {', '.join(open_ones)}.")
    if empty:
        named = ", ".join(str(n) for n in empty)
        said.append(f"Name a subject of allegation {named}, an unknown one if need be.")
    return " ".join(said) or None


def _unfinished(case: Case) -> tuple[list[str], list[int]]:
    """Labels without a finding, and numbers of allegations without a subject.

    Not scoped: a hidden row must not let a case be closed.
    """
    rows = unit_of_work.session().execute(
        select(Allegation.n, AllegationSubject, FindingCode.is_final)
        .outerjoin(AllegationSubject, AllegationSubject.allegation_id == Allegation.id)
        .outerjoin(FindingCode, FindingCode.code == AllegationSubject.finding_code)
        .outerjoin(Party, Party.id == AllegationSubject.party_id)
        .where(Allegation.case_id == case.id)
        .order_by(Allegation.n, AllegationSubject.m)
        .options(joinedload(AllegationSubject.party))
        .execution_options(unscoped="a closing counts every allegation of the case")
    )
    open_ones: list[str] = []
    named: dict[int, bool] = {}
    for n, subject, is_final in rows:
        stands = subject is not None and subject.party.withdrawn_at is None
        named[n] = named.get(n, False) or stands
        coded = stands and subject.party.subject_status is SubjectStatus.CODED
        if stands and not is_final and not coded:
            open_ones.append(f"{n}.{subject.m}")
    return open_ones, [n for n, stands in named.items() if not stands]
