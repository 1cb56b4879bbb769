"""Service of the notice, the time to answer, and the answer."""

from dataclasses import dataclass
from datetime import date, datetime

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import Actor
from jicms.audit import recorder
from jicms.audit.events import Event
from jicms.auth.models import User
from jicms.core import clock, unit_of_work
from jicms.core.errors import RuleBroken, TransitionRefused
from jicms.deadlines import queries as clocks
from jicms.deadlines import service as deadlines
from jicms.deadlines.engine import Bound
from jicms.deadlines.models import CaseClock, ClockSide
from jicms.deadlines.service import ClockPlan
from jicms.discipline import procedures
from jicms.discipline.kinds import Channel, Side
from jicms.discipline.models import (
    ActionStatus,
    Answer,
    AnswerKind,
    DisciplinaryAction,
    LetterKind,
)
from jicms.discipline.models_package import PackageAct
from jicms.discipline.service import grants, letters
from jicms.discipline.service.actions import (
    deciding_package,
    name_officials,
    owner_of,
    refuse_barred,
    touch,
    zone_of,
)
from jicms.discipline.service.before import refuse_insufficient
from jicms.discipline.service.furnishing import furnish_with_notice, to_furnish
from jicms.discipline.service.pending import waits_for_answer
from jicms.discipline.service.proposal import add_letter, add_served
from jicms.discipline.service.receipt import Delivery, keep_service, receipt_of
from jicms.discipline.service.receipts import log_received
from jicms.discipline.service.unions import bounds_of
from jicms.discipline.service.worksheets import refuse_half_written
from jicms.discipline.workflow import ACTION
from jicms.files.models import StoredFile
from jicms.web.dates import day as in_words
from jicms.web.dates import moment as moment_in_words


def serve_notice(
    action: DisciplinaryAction,
    *,
    actor: Actor,
    method_code: str,
    received_at: datetime | None = None,
    sent_on: date | None = None,
    attempted_on: date | None = None,
    proof: str = "",
    proof_file: StoredFile | None = None,
    answer_by: date | None = None,
    deciding: User | None = None,
    material_with_notice: bool = False,
    file: StoredFile | None = None,
) -> DisciplinaryAction:
    """Record when and how the notice reached the employee: PROPOSED → ANSWER.

    The legal clocks start from receipt: as recorded, from an attempt that was refused, or as
    presumed from the mailing; `proof` as the method asks. `answer_by` is the date that the notice
    states: one that is earlier than the law allows is refused, a later one counts. The deciding
    official gets the notice material. What the notice relies on was furnished to the employee by
    that day, or went with it (`material_with_notice`).
    """
    policy.require(actor, Action.DISCIPLINE_EDIT, action)
    if action.status is not ActionStatus.PROPOSED:
        raise TransitionRefused("A notice is served once, after the proposal.")
    delivery = Delivery(method_code, received_at, sent_on, attempted_on, proof, proof_file)
    receipt = receipt_of(action, delivery, letter_on=action.proposed_on)
    if deciding is not None:
        name_officials(action, actor=actor, deciding=deciding)
    if action.deciding_official is None:
        raise RuleBroken("Name the deciding official.", field="deciding")
    refuse_barred(action, action.proposing_official)
    refuse_barred(action, action.deciding_official, field="deciding")
    day = clock.local_date(receipt.at, zone_of(action))
    along = to_furnish(action, day, with_notice=material_with_notice)
    refuse_half_written(action)
    refuse_insufficient(action)
    letter = letters.letter_to_serve(action, decision=False)
    stated = letters.stated_answer(letter, day)
    started = _start_clocks(action, receipt.at, answer_by, stated=stated)
    if letter is not None:
        letters.mark_served(letter, at=receipt.at, method_code=method_code)
    kept = keep_service(action, LetterKind.NOTICE, delivery, receipt, actor=actor)
    if along:
        furnish_with_notice(action, kept, along, actor=actor)
    ACTION.apply(
        action,
        "serve_notice",
        actor=actor,
        together={
            "notice_received_at": receipt.at,
            "notice_service_code": method_code,
            "lawful_effective_on": _floor(action, receipt.at),
            **_dates(action, started, answer_by),
        },
    )
    add_letter(action, LetterKind.NOTICE, file, actor=actor)
    add_served(action, LetterKind.NOTICE, letter, actor=actor)
    package = deciding_package(action)
    grants.give_package(action, action.deciding_official, package, actor=actor)
    unit_of_work.session().flush()
    served = PackageAct.NOTICE_SERVED
    log_received(action, action.deciding_official, package, act=served, actor=actor)
    recorder.record(Event.NOTICE_SERVED, obj=action, method=method_code, received_at=receipt.at)
    return action


def _start_clocks(
    action: DisciplinaryAction,
    received_at: datetime,
    answer_by: date | None,
    *,
    stated: date | None = None,
) -> list[CaseClock]:
    starts = {"receipt": received_at}
    code = procedures.answer_rule(action)
    if code is None:
        return []
    floor = deadlines.preview(
        ClockPlan(code, starts, ClockSide.DISCIPLINE, owner=owner_of(action)),
        zone=zone_of(action),
        case=action.case,
    )
    if answer_by is not None and answer_by < floor.due_on:
        raise RuleBroken(
            f"The notice gives less time than the law: not before {in_words(floor.due_on)}.",
            field="answer_by",
        )
    bounds = bounds_of(action, code, received_at)
    if answer_by is not None:
        bounds.append(Bound("Date in the notice", answer_by))
    if stated is not None and stated > floor.due_on:
        bounds.append(Bound("Days that the notice gives", stated))
    plans = [
        ClockPlan(
            code,
            starts,
            ClockSide.DISCIPLINE,
            label="Answer due",
            owner=owner_of(action),
            bounds=bounds,
        )
    ]
    procedure = procedures.settled(action)
    if procedure.effective_rule is not None and not action.crime_provision:
        plans.append(
            ClockPlan(
                procedure.effective_rule,
                starts,
                ClockSide.DISCIPLINE,
                label="Earliest effective date",
                owner=owner_of(action),
            )
        )
    return deadlines.start_clocks(action.case, plans, zone=zone_of(action))


def _floor(action: DisciplinaryAction, received_at: datetime) -> date | None:
    """The statutory floor of the effective date, which the row keeps: the database holds to it."""
    procedure = procedures.settled(action)
    if procedure.floor_rule is None or action.crime_provision:
        return None
    starts = {"receipt": received_at}
    plan = ClockPlan(procedure.floor_rule, starts, ClockSide.DISCIPLINE, owner=owner_of(action))
    return deadlines.preview(plan, zone=zone_of(action), case=action.case).due_on


def _dates(
    action: DisciplinaryAction, started: list[CaseClock], answer_by: date | None
) -> dict[str, date | datetime | None]:
    by_code = {row.rule_code: row for row in started}
    procedure = procedures.settled(action)
    answer = by_code.get(procedure.answer_rule)
    floor = by_code.get(procedure.effective_rule)
    return {
        "answer_due_on": answer.due_on if answer is not None else answer_by,
        "answer_due_at": answer.due_at if answer is not None else None,
        "earliest_effective_on": floor.due_on if floor is not None else None,
    }


def answer_clock(action: DisciplinaryAction) -> CaseClock | None:
    """The running clock of the answer."""
    mine = owner_of(action)
    return next(
        (
            row
            for row in clocks.open_clocks(action.case_id, ClockSide.DISCIPLINE)
            if row.rule_code in procedures.answer_rules()
            and (row.entity_type, row.entity_id) == tuple(mine)
        ),
        None,
    )


def answer_time_is_over(action: DisciplinaryAction, at: datetime) -> bool:
    """Whether the time to answer had passed at that moment. A due day counts to its end."""
    if action.answer_due_at is not None:
        return at >= action.answer_due_at
    if action.answer_due_on is None:
        return True
    return clock.local_date(at, zone_of(action)) > action.answer_due_on


@dataclass(frozen=True, slots=True)
class Given:
    """How an answer came, and from whom; of an oral one, who wrote the summary."""

    channel: Channel | None = None
    submitted_by: Side | None = None
    representative: str = ""
    summary_by: str = ""


def record_answer(
    action: DisciplinaryAction,
    *,
    actor: Actor,
    kind: AnswerKind,
    received_at: datetime | None = None,
    channel: Channel | None = None,
    submitted_by: Side | None = None,
    summary: str = "",
    representative: str = "",
    file: StoredFile | None = None,
) -> Answer:
    """Record a written answer, or that none came by the due date. An oral one is recorded from its
    request on (`oral`).

    The first one moves ANSWER → DECISION; more may follow until the decision is made.
    """
    policy.require(actor, Action.DISCIPLINE_EDIT, action)
    what = AnswerKind(kind)
    if what is AnswerKind.ORAL:
        raise RuleBroken("An oral answer is recorded from its request on.", field="kind")
    if what is AnswerKind.WRITTEN and channel is None:
        raise RuleBroken("Choose how it came.", field="channel")
    if what is AnswerKind.WRITTEN and submitted_by is None:
        raise RuleBroken("Choose who submitted it.", field="submitted_by")
    given = Given(channel, submitted_by, representative)
    at = received_at or clock.now()
    return enter_answer(action, what, at, given, actor=actor, summary=summary, file=file)


def enter_answer(
    action: DisciplinaryAction,
    kind: AnswerKind,
    at: datetime,
    given: Given,
    *,
    actor: Actor,
    summary: str = "",
    file: StoredFile | None = None,
) -> Answer:
    """Keep an answer and let the clocks follow. The caller has checked who may."""
    if action.status not in {ActionStatus.ANSWER, ActionStatus.DECISION}:
        raise TransitionRefused("An answer follows the notice.")
    if action.decided_on is not None:
        raise TransitionRefused("The decision is made already.")
    _check_answer(action, kind, at, summary=summary, file=file)
    answer = Answer(
        case_id=action.case_id,
        kind=kind,
        received_at=at,
        channel=None if given.channel is None else Channel(given.channel),
        submitted_by=None if given.submitted_by is None else Side(given.submitted_by),
        representative=given.representative.strip(),
        summary_by=given.summary_by,
        summary=summary.strip(),
        file=file,
        recorded_by_id=actor.user_id,
    )
    action.answers.append(answer)
    if action.status is ActionStatus.ANSWER:
        ACTION.apply(action, "answer", actor=actor)
    else:
        touch(action)
    # Also of the time that began again with new material.
    for code in procedures.answer_rules():
        deadlines.meet(action.case, code=code, owner=owner_of(action), at=at)
    unit_of_work.session().flush()
    came = PackageAct.ANSWER_RECORDED
    log_received(action, action.deciding_official, [], act=came, actor=actor)
    deadlines.start_clock(
        action.case,
        code="DECISION",
        starts={"answer": max(row.received_at for row in action.answers)},
        side=ClockSide.DISCIPLINE,
        zone=zone_of(action),
        owner=owner_of(action),
    )
    recorder.record(Event.ANSWER_RECORDED, obj=action, kind=answer.kind.value)
    return answer


def _check_answer(
    action: DisciplinaryAction,
    kind: AnswerKind,
    at: datetime,
    *,
    summary: str,
    file: StoredFile | None,
) -> None:
    if at > clock.now():
        raise RuleBroken("This lies in the future.", field="received_on")
    if action.notice_received_at is not None and at < action.notice_received_at:
        raise RuleBroken(
            f"The employee received the notice on {moment_in_words(action.notice_received_at)}.",
            field="received_on",
        )
    if kind is AnswerKind.NONE:
        if action.answers:
            raise RuleBroken("An answer is on record.", field="kind")
        if waiting := waits_for_answer(action):
            raise RuleBroken(waiting, field="kind")
        if not answer_time_is_over(action, clock.now()):
            due = in_words(action.answer_due_on) if action.answer_due_on else "the due date"
            raise RuleBroken(
                f"The employee may still answer: the time runs to {due}.", field="kind"
            )
    elif not summary.strip() and file is None:
        raise RuleBroken("Add the answer as a file, or summarize it.", field="summary")
