"""Leads that another office is asked to follow: sent, given there, answered, recalled."""

from datetime import date

from sqlalchemy import select

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import Actor, Role
from jicms.audit import recorder
from jicms.audit.events import Event
from jicms.auth.members import users_of
from jicms.auth.models import Office
from jicms.cases.queries import other_offices
from jicms.cases.service import lock
from jicms.core import clock, unit_of_work
from jicms.core.errors import RuleBroken, TransitionRefused
from jicms.fieldwork.kinds import SentState
from jicms.fieldwork.models_requests import Lead
from jicms.fieldwork.models_sent import SentLead
from jicms.fieldwork.service.common import refuse_blank, refuse_ended, today_of
from jicms.investigations.guards import whole


def send_lead(
    lead: Lead, *, actor: Actor, office: Office, asked: str, due_on: date | None = None
) -> SentLead:
    """Ask another office to follow a lead. It reads `asked` and nothing else of the case.

    A restricted case is for the people named in it: its leads stay. Raises `RuleBroken`.
    """
    policy.require(actor, Action.FIELDWORK_EDIT, lead)
    lock(lead.case)
    unit_of_work.session().refresh(lead)
    refuse_ended(lead)
    if lead.case.restricted:
        raise RuleBroken("The case is restricted: share it with somebody by name instead.")
    if office.id not in {row.id for row in other_offices(lead.case)}:
        raise RuleBroken("Choose an office from the list.", field="office")
    refuse_blank(asked, "text", "Write what the other office is to do.")
    if due_on is not None and due_on < today_of(lead.investigation):
        raise RuleBroken("This day has passed.", field="due_on")
    waiting = waiting_of(lead)
    if waiting is not None:
        raise RuleBroken(f"{waiting.office.short_name} has it: recall it first.", field="office")
    made = SentLead(
        case_id=lead.case_id,
        case=lead.case,
        investigation=lead.investigation,
        lead=lead,
        from_office_id=lead.case.lead_office_id,
        office=office,
        asked=asked.strip(),
        due_on=due_on,
        state=SentState.SENT,
        sent_by_id=actor.user_id,
    )
    unit_of_work.session().add(made)
    lead.sent_to, lead.sent_on = office.short_name, today_of(lead.investigation)
    unit_of_work.session().flush()
    recorder.record(Event.LEAD_SENT, obj=made, case=lead.case, office=office.code, number=lead.n)
    return made


def give_sent(row: SentLead, *, actor: Actor, owner_id: int) -> SentLead:
    """The office that was asked gives it to one of its investigators. Compare versions before."""
    policy.require(actor, Action.RECEIVED_LEAD_GIVE, row)
    if owner_id not in users_of(row.office_id, Role.INVESTIGATOR):
        raise RuleBroken("Choose an investigator of your office.", field="owner_id")
    row.owner_id = owner_id
    unit_of_work.session().flush()
    return row


def answer_sent(row: SentLead, *, actor: Actor, state: SentState, answer: str) -> SentLead:
    """Say what came of it, or why the office does not follow it."""
    unit_of_work.hold(row)
    _refuse_answered(row)
    policy.require(actor, Action.RECEIVED_LEAD_ANSWER, row)
    wanted = SentState(state)
    if wanted not in {SentState.ANSWERED, SentState.DECLINED}:
        raise RuleBroken("Choose the answer.", field="state")
    refuse_blank(answer, "answer", "Write what came of it, or why it is declined.")
    row.state, row.answer = wanted, answer.strip()
    row.answered_by_id, row.answered_at = actor.user_id, clock.now()
    unit_of_work.session().flush()
    recorder.record(Event.LEAD_ANSWERED, obj=row, case=row.case_id, state=wanted.value)
    return row


def recall_lead(lead: Lead, *, actor: Actor) -> None:
    """Take it back before it was answered: the other office reads it no more."""
    policy.require(actor, Action.FIELDWORK_EDIT, lead)
    row = waiting_of(lead)
    if row is None:
        raise TransitionRefused(f"No other office has lead {lead.n}.")
    end_waiting(row)
    lead.sent_to, lead.sent_on = "", None
    unit_of_work.session().flush()


def end_waiting(row: SentLead) -> None:
    """The answer is not expected any more."""
    unit_of_work.hold(row)
    _refuse_answered(row)
    row.state = SentState.RECALLED
    unit_of_work.session().flush()
    recorder.record(Event.LEAD_RECALLED, obj=row, case=row.case_id)


def waiting_of(lead: Lead) -> SentLead | None:
    """What another office was asked and has not answered."""
    found: SentLead | None = unit_of_work.session().scalar(
        whole(select(SentLead).where(SentLead.lead_id == lead.id, SentLead.state == SentState.SENT))
    )
    return found


def _refuse_answered(row: SentLead) -> None:
    if not row.waits:
        raise TransitionRefused(f"This lead is {row.state.label.lower()} already.")
