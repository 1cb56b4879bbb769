"""That the history of a subject was searched, as a line of the case's log."""

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import Actor
from jicms.audit import recorder
from jicms.audit.events import Event
from jicms.cases.models import LogEntry, LogKind, Party, PartyRole
from jicms.cases.service.facts import add_log
from jicms.core.errors import RuleBroken
from jicms.people import history


def note_history(party: Party, *, actor: Actor) -> LogEntry:
    """Search now what the actor may see of the subject's other cases, and write what was found.

    The line gives a count and no number: whoever reads this log may not see those cases.
    """
    policy.require(actor, Action.LOG_ADD, party)
    person = party.person
    if party.role is not PartyRole.SUBJECT or person is None or party.withdrawn_at is not None:
        raise RuleBroken("Only of a subject with a record a history can be searched.")
    found = history.involvement(actor, person)
    others = [each for each in found.matters if each.number != party.case.number]
    count = f"{len(others)}{' or more' if found.more else ''}" if others else "none"
    number = f", employee number {person.employee_number}" if person.employee_number else ""
    entry = add_log(
        party.case,
        actor=actor,
        kind=LogKind.HISTORY_SEARCH,
        text=(
            f"Prior history searched: {count} found. Searched for: the record of {person.name}"
            f"{number}, as a subject, in this system, as far as the searcher may see; this case"
            " is not counted."
        ),
    )
    recorder.record(
        Event.HISTORY_SEARCHED,
        case=party.case,
        person=person.id,
        entity=("log_entry", entry.id),
        found=len(others),
        more=found.more,
    )
    return entry
