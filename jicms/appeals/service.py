"""Writes of appeals: filed, moved along, counsel named. Nothing here commits."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import select

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import Actor
from jicms.appeals import clocks, forums
from jicms.appeals.elections import Standing, previous, standing
from jicms.appeals.models import Appeal, AppealEvent, AppealStep, FiledAs
from jicms.audit import recorder
from jicms.audit.events import Event
from jicms.auth.models import User
from jicms.cases.models import GrantKind, GrantLevel
from jicms.cases.service import give_grant, revoke_grant
from jicms.core import unit_of_work
from jicms.core.errors import RuleBroken, TransitionRefused
from jicms.discipline.models import ActionStatus, DisciplinaryAction
from jicms.discipline.service import released
from jicms.discipline.service.actions import today_of
from jicms.discipline.service.departures import counsel_of
from jicms.discipline.service.grants import grant_of, of_exhibits, of_report, of_subject
from jicms.discipline.service.whole import whole
from jicms.evidence.models import Exhibit
from jicms.files.models import StoredFile
from jicms.refdata.models import AppealForum, ServiceMethod
from jicms.refdata.queries import entries
from jicms.web.dates import day as in_words

#: Statuses in which nothing was put before the employee that he could contest.
TOO_EARLY = (ActionStatus.DRAFT, ActionStatus.WITHDRAWN)


def appeals_of(action: DisciplinaryAction) -> Sequence[Appeal]:
    """The filings of an action in their order, whoever asks."""
    found = select(Appeal).where(Appeal.action_id == action.id).order_by(Appeal.n)
    return unit_of_work.session().scalars(whole(found)).all()


def warnings(action: DisciplinaryAction, *, forum_code: str) -> Standing:
    """What speaks against a filing in that forum, to be shown before it is recorded."""
    return standing(action, forum_code, appeals_of(action))


def file_appeal(
    action: DisciplinaryAction,
    *,
    actor: Actor,
    forum_code: str,
    filed_on: date,
    filed_as: FiledAs,
    filed_by: str,
    representative: str = "",
    docket: str = "",
    judge: str = "",
    adr_agreed_on: date | None = None,
    acknowledged_why: str = "",
) -> Appeal:
    """Record that an action was contested in a forum. It is a fact, and is never refused for law.

    What speaks against it (the election, the procedure) asks for `acknowledged_why`. Whether it is
    in time is worked out and kept. Raises `RuleBroken` at the field.
    """
    policy.require(actor, Action.APPEAL_EDIT, action)
    unit_of_work.hold(action)
    _check_filing(action, forum_code, filed_on, filed_by)
    rows = appeals_of(action)
    before = previous(forum_code, rows)
    if before is not None and filed_on < before.filed_on:
        raise RuleBroken(f"It follows the filing of {in_words(before.filed_on)}.", field="filed_on")
    against = standing(action, forum_code, rows).against
    if against and not acknowledged_why.strip():
        raise RuleBroken(
            " ".join(against) + " Write why it is recorded all the same.",
            field="acknowledged_why",
        )
    made = Appeal(
        action=action,
        case_id=action.case_id,
        n=len(rows) + 1,
        forum_code=forum_code,
        follows=before,
        filed_on=filed_on,
        filed_as=FiledAs(filed_as),
        filed_by=filed_by.strip(),
        representative=representative.strip(),
        docket=docket.strip(),
        judge=judge.strip(),
        adr_agreed_on=_agreed(action, forum_code, adr_agreed_on),
        acknowledged_why=acknowledged_why.strip() if against else "",
        acknowledged_by_id=actor.user_id if against else None,
        recorded_by_id=actor.user_id,
    )
    _inherit(made, before)
    unit_of_work.session().add(made)
    unit_of_work.session().flush()
    plan = clocks.window(action, forum_code, before, adr=made.adr_agreed_on is not None)
    if plan is not None:
        clocks.close_window(made, plan)
    action.on_appeal = True
    add_event(made, actor, step=AppealStep.FILED, on=filed_on)
    recorder.record(
        Event.APPEAL_FILED,
        obj=made,
        forum=forum_code,
        on=filed_on,
        late=made.days_late or 0,
        acknowledged=bool(against),
    )
    return made


def _check_filing(
    action: DisciplinaryAction, forum_code: str, filed_on: date, filed_by: str
) -> None:
    if action.status in TOO_EARLY:
        raise TransitionRefused("Nothing was put before the employee that could be contested.")
    row = entries(AppealForum).get(forum_code)
    if row is None or not row.is_offered(today_of(action)):
        raise RuleBroken("Choose the forum from the list.", field="forum_code")
    if not filed_by.strip():
        raise RuleBroken("Write who filed.", field="filed_by")
    if filed_on > today_of(action):
        raise RuleBroken("The date lies in the future.", field="filed_on")
    first = action.proposed_on or action.decided_on
    if first is not None and filed_on < first:
        raise RuleBroken(f"The action began on {in_words(first)}.", field="filed_on")


def _agreed(action: DisciplinaryAction, forum_code: str, on: date | None) -> date | None:
    """Dispute resolution gives more time only where both sides agreed before the first window
    closed (5 CFR 1201.22(b)(1))."""
    if on is None:
        return None
    if forum_code != forums.MSPB:
        raise RuleBroken("Only an appeal to the Board has that time.", field="adr_agreed_on")
    plan = clocks.window(action, forum_code, None)
    last = clocks.last_day(action, plan) if plan is not None else None
    if last is not None and on > last:
        raise RuleBroken(
            f"It had to be agreed by {in_words(last)}: the time to appeal was over.",
            field="adr_agreed_on",
        )
    return on


def _inherit(made: Appeal, before: Appeal | None) -> None:
    """A filing that follows another goes on with its representative and its counsel."""
    if before is None:
        return
    made.representative = made.representative or before.representative
    made.counsel_id, made.counsel_grant_id = before.counsel_id, before.counsel_grant_id


def edit_appeal(
    appeal: Appeal,
    *,
    actor: Actor,
    representative: str = "",
    docket: str = "",
    judge: str = "",
) -> Appeal:
    """Complete or correct who acts in it, and its number there."""
    policy.require(actor, Action.APPEAL_ARGUE, appeal)
    appeal.representative, appeal.docket = representative.strip(), docket.strip()
    appeal.judge = judge.strip()
    unit_of_work.session().flush()
    return appeal


def name_counsel(appeal: Appeal, *, actor: Actor, counsel: User) -> Appeal:
    """Give the appeal to a counsel of the agency, who then reads the whole action, the report and
    its exhibits. Whoever had it before has it no longer."""
    policy.require(actor, Action.APPEAL_EDIT, appeal)
    unit_of_work.hold(appeal)
    if counsel.id not in counsel_of(appeal.action):
        raise RuleBroken("Choose a counsel of the agency who may act here.", field="counsel")
    if counsel.id == appeal.counsel_id:
        return appeal
    _take_back(appeal, actor)
    appeal.counsel_id = counsel.id
    appeal.counsel_grant_id = _open_to(appeal.action, counsel, actor).id
    unit_of_work.session().flush()
    recorder.record(Event.COUNSEL_ASKED, obj=appeal, user=counsel.id)
    return appeal


def _open_to(action: DisciplinaryAction, counsel: User, actor: Actor) -> Any:
    referral = action.referral
    exhibits = released(referral, Exhibit) if referral is not None else []
    return give_grant(
        action.case,
        actor=actor,
        principal_id=counsel.principal_id,
        kind=GrantKind.ASSIGNMENT,
        level=GrantLevel.ITEMS,
        reason=f"Counsel in {action.number}",
        items=[
            action,
            *of_subject(action.party),
            *of_report(referral.report if referral is not None else None),
            *of_exhibits(exhibits),
        ],
    )


def _take_back(appeal: Appeal, actor: Actor) -> None:
    """End what the earlier counsel was given, unless another filing of the action rests on it."""
    grant = grant_of(appeal.counsel_grant_id)
    others = [row for row in appeals_of(appeal.action) if row.id != appeal.id and row.is_open]
    shared = any(row.counsel_grant_id == appeal.counsel_grant_id for row in others)
    if grant is not None and grant.revoked_at is None and not shared:
        revoke_grant(grant, actor=actor, reason="Given to another counsel")


def record_step(
    appeal: Appeal,
    *,
    actor: Actor,
    step: AppealStep,
    on: date,
    received_on: date | None = None,
    method_code: str | None = None,
    proof: str = "",
    file: StoredFile | None = None,
    note: str = "",
) -> AppealEvent:
    """Record that a filing has come further in its forum: a step of its line, never a decision.

    A step that starts the next clock from its receipt asks for the receipt and for proof.
    """
    policy.require(actor, Action.APPEAL_ARGUE, appeal)
    unit_of_work.hold(appeal)
    wanted = AppealStep(step)
    if not appeal.is_open:
        raise TransitionRefused("This filing has ended.")
    if wanted not in steps_ahead(appeal):
        raise RuleBroken("Choose a step that comes next in this forum.", field="step")
    if clocks.needs_receipt(appeal.forum_code, wanted) and received_on is None:
        raise RuleBroken(
            "Say when the employee received it: the next time limit counts from there.",
            field="received_on",
        )
    appeal.step = wanted
    event = add_event(
        appeal,
        actor,
        step=wanted,
        on=on,
        received_on=received_on,
        method_code=method_code,
        proof=proof.strip(),
        file=file,
        note=note.strip(),
    )
    recorder.record(Event.APPEAL_STEP, obj=appeal, step=wanted, on=on)
    return event


def steps_ahead(appeal: Appeal) -> list[AppealStep]:
    """The steps that may come next: those behind the last one in the line, but the decision."""
    line = forums.line_of(appeal.forum_code)
    at = line.index(appeal.step) if appeal.step in line else 0
    return [step for step in line[at + 1 :] if step is not AppealStep.DECIDED]


def add_event(appeal: Appeal, actor: Actor, *, on: date, **said: Any) -> AppealEvent:
    """A dated row of the status line, checked, with the clocks that follow from it. The caller has
    checked who may."""
    _check_dates(appeal, on, said)
    event = AppealEvent(
        appeal=appeal,
        action_id=appeal.action_id,
        case_id=appeal.case_id,
        n=len(appeal.events) + 1,
        on=on,
        recorded_by_id=actor.user_id,
        **said,
    )
    unit_of_work.session().add(event)
    unit_of_work.session().flush()
    clocks.follow(event)
    return event


def _check_dates(appeal: Appeal, on: date, said: dict[str, Any]) -> None:
    today, received = today_of(appeal.action), said.get("received_on")
    if on > today:
        raise RuleBroken("The date lies in the future.", field="on")
    if appeal.events and on < appeal.events[-1].on:
        last = in_words(appeal.events[-1].on)
        raise RuleBroken(f"The step before it was on {last}.", field="on")
    if received is None:
        return
    if not on <= received <= today:
        raise RuleBroken("Receipt lies between its date and today.", field="received_on")
    method = entries(ServiceMethod).get(said.get("method_code") or "")
    if method is None or not method.is_offered(today):
        raise RuleBroken("Choose how it was delivered.", field="method_code")
    if not said.get("proof") and said.get("file") is None:
        raise RuleBroken("Describe the proof of receipt, or add it as a file.", field="proof")
