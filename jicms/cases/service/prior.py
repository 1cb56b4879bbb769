"""That the history of a subject was searched, as a line of the case's log."""

from sqlalchemy import select

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import Actor
from jicms.audit import recorder
from jicms.audit.events import Event
from jicms.cases.models import Case, LogEntry, LogKind, Party, PartyRole
from jicms.cases.service.facts import add_log
from jicms.core import unit_of_work
from jicms.core.errors import RuleBroken


def note_history(party: Party, *, actor: Actor) -> LogEntry:
    """Search now the subject's other cases, and write how many were found.

    The log has other readers than the searcher: the line gives no number of a case, and counts what
    the office sees of itself, nothing that is restricted or that was opened to the searcher alone.
    """
    policy.require(actor, Action.LOG_ADD, party)
    person = party.person
    if party.role is not PartyRole.SUBJECT or person is None or party.withdrawn_at is not None:
        raise RuleBroken("Only of a subject with a record a history can be searched.")
    found = _found(party)
    number = f", employee number {person.employee_number}" if person.employee_number else ""
    entry = add_log(
        party.case,
        actor=actor,
        kind=LogKind.HISTORY_SEARCH,
        text=(
            f"Prior history searched: {found or 'none'} found. Searched for: the record of"
            f" {person.name}{number}, as a subject, in this system, in unrestricted cases of"
            f" {party.case.lead_office.name}, as far as the searcher may see; this case and cases"
            " that are restricted or led by another office are not counted."
        ),
    )
    recorder.record(
        Event.HISTORY_SEARCHED,
        case=party.case,
        person=person.id,
        entity=("log_entry", entry.id),
        found=found,
    )
    return entry


def _found(party: Party) -> int:
    case = party.case
    statement = (
        select(Case.id)
        .join(Party, Party.case_id == Case.id)
        .where(
            Party.person_id == party.person_id,
            Party.role == PartyRole.SUBJECT,
            Party.withdrawn_at.is_(None),
            Case.id != case.id,
            Case.restricted.is_(False),
            Case.lead_office_id == case.lead_office_id,
        )
        .distinct()
    )
    return len(unit_of_work.session().scalars(statement).all())
