"""What custody tells: what waits for somebody, what is late, and what is not as it should be."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from jicms.access.actor import Role
from jicms.audit.events import Event
from jicms.auth.members import users_of
from jicms.cases.models import Case
from jicms.cases.notices import any_case, fetch, lead_of, whole
from jicms.core import clock, unit_of_work
from jicms.custody import alerts
from jicms.custody.kinds import StepState
from jicms.custody.models import CustodyState, CustodyStep
from jicms.custody.service import sees_item
from jicms.evidence.models import EvidenceItem
from jicms.notices import kinds
from jicms.notices.following import Step, on, on_change
from jicms.notices.kinds import Group, Kind
from jicms.notices.service import About, clear, tell
from jicms.notices.sweep import sweepers

ASKED, DECLINED, LATE, ALARM, UNANSWERED = (
    *("CUSTODY_ASKED", "CUSTODY_DECLINED", "CUSTODY_LATE", "CUSTODY_ALARM"),
    "CUSTODY_UNANSWERED",
)
KINDS = (
    Kind(
        *(ASKED, "An item of evidence waits for you", "custody.of_case"),
        "you confirm or decline it",
    ),
    Kind(
        *(DECLINED, "A hand-over of evidence was not confirmed", "custody.of_case"),
        "you took note",
        by_hand=True,
    ),
    Kind(
        *(LATE, "An item of evidence is not back", "custody.of_case", "it is back", Group.DATES),
    ),
    Kind(
        *(UNANSWERED, "A hand-over of evidence is not confirmed", "custody.of_case"),
        *("it is confirmed, declined or withdrawn", Group.DATES),
    ),
    Kind(
        *(ALARM, "An item of evidence is missing or not what it was", "custody.of_case"),
        *("it is found, or its hash agrees", Group.OFFICE),
    ),
)


def _asked(step: Step) -> None:
    found = fetch(CustodyStep, step.about.entity_id)
    if found is not None:
        tell(ASKED, users=[found.asked_id], about=step.about, case_id=found.case_id, but=step.by)


def _answered(step: Step) -> None:
    found = fetch(CustodyStep, step.about.entity_id)
    if found is None:
        return
    clear(step.about, events=(ASKED, UNANSWERED))
    if found.state is StepState.DECLINED:
        users = [found.begun_by_id]
        tell(DECLINED, users=users, about=step.about, case_id=found.case_id, but=step.by)


def _moved(step: Step) -> None:
    """Where an item stands has changed: what was told of it may be over, or begin."""
    fields = step.detail.get("fields", {})
    if step.event != Event.ROW_CHANGED or not fields.keys() & {
        "due_on",
        "missing_at",
        "differs_at",
    }:
        return
    state = fetch(CustodyState, step.about.entity_id)
    if state is None:
        return
    if "due_on" in fields:
        clear(step.about, events=(LATE,))
    if state.missing_at is None and state.differs_at is None:
        clear(step.about, events=(ALARM,))
    else:
        case = any_case(state.case_id)
        users = _keepers(case, state, lead=True) if case is not None else set()
        tell(ALARM, users=users, about=step.about, case_id=state.case_id)


def _marked(step: Step) -> None:
    """Marks were changed: who does not see the item any more is told of nothing about it."""
    if step.event != Event.ROW_CHANGED or "handling" not in step.detail.get("fields", {}):
        return
    state = fetch(CustodyState, step.about.entity_id)
    case = any_case(step.case_id)
    if state is None or case is None:
        return
    seeing = _keepers(case, state, lead=True)
    clear(About("custody_state", state.item_id), but=seeing)
    steps = select(CustodyStep).where(CustodyStep.item_id == state.item_id)
    item = fetch(EvidenceItem, state.item_id)
    assert item is not None
    for row in unit_of_work.session().scalars(whole(steps)).all():
        two = {row.asked_id, row.begun_by_id}
        clear(About("custody_step", row.id), but={u for u in two if sees_item(u, item)})


def _keepers(case: Case, state: CustodyState, *, lead: bool = False) -> set[int]:
    """The custodians of the office and the holder, as far as they see the item; with `lead`, and
    where the office has no custodian, whoever leads the case too."""
    users = users_of(case.lead_office_id, Role.EVIDENCE_CUSTODIAN)
    if lead or not users:
        users = users | lead_of(case)
    if state.holder_id is not None:
        users = users | {state.holder_id}
    item = fetch(EvidenceItem, state.item_id)
    return {user for user in users if item is not None and sees_item(user, item)}


def sweep_custody() -> None:
    """Tell of what is not back, and of what nobody has answered for days."""
    today, session = clock.now().date(), unit_of_work.session()
    rows = session.execute(
        select(CustodyState, Case)
        .join(Case, Case.id == CustodyState.case_id)
        .where(alerts.overdue(today))
        .options(joinedload(Case.agency))
    )
    for state, case in rows.all():
        if state.due_on is not None and state.due_on < clock.today(case.agency.zone):
            about = About("custody_state", state.item_id)
            users = _keepers(case, state)
            tell(LATE, users=users, about=about, case_id=case.id, due_on=state.due_on)
    waiting = session.execute(
        select(CustodyStep, CustodyState, Case)
        .join(CustodyState, CustodyState.item_id == CustodyStep.item_id)
        .join(Case, Case.id == CustodyStep.case_id)
        .where(alerts.unanswered(clock.now()))
    )
    for step, state, case in waiting.all():
        about = About("custody_step", step.id)
        tell(UNANSWERED, users=_keepers(case, state), about=about, case_id=case.id)


def register() -> None:
    """Add the kinds, and listen."""
    kinds.add(*KINDS)
    on(Event.CUSTODY_ASKED, _asked)
    on(Event.CUSTODY_ANSWERED, _answered)
    on_change("custody_state", _moved)
    on_change("evidence_item", _marked)
    if sweep_custody not in sweepers:
        sweepers.append(sweep_custody)
