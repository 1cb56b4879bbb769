"""Agreements: drafted, signed, in effect only with the required statement, kept or broken."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import Actor
from jicms.audit import recorder
from jicms.audit.events import Event
from jicms.core import unit_of_work
from jicms.core.errors import RuleBroken, TransitionRefused
from jicms.discipline.models import DisciplinaryAction, Penalty, PenaltyStage
from jicms.discipline.models_agreements import (
    Agreement,
    AgreementKind,
    AgreementSignature,
    AgreementStatus,
    AgreementTerm,
    SignedAs,
)
from jicms.discipline.service import ending
from jicms.discipline.service.actions import today_of
from jicms.discipline.service.holding import agreements_of, refuse_held
from jicms.discipline.service.penalties import is_graver, penalty_type
from jicms.discipline.service.records import mark_cleared
from jicms.discipline.workflow import ACTION, ENDED
from jicms.files.models import StoredFile
from jicms.refdata.models import ActionType

A = AgreementStatus
LIVE = (A.DRAFT, A.IN_EFFECT)
#: The outcome that stands for an agreement, and why the penalty differs from the proposal.
OUTCOME = {
    AgreementKind.LAST_CHANCE: ("LAST_CHANCE", "LAST_CHANCE_AGREEMENT"),
    AgreementKind.ABEYANCE: ("ABEYANCE", "SETTLEMENT"),
    AgreementKind.SETTLEMENT: ("SETTLED", "SETTLEMENT"),
    AgreementKind.ALTERNATIVE_DISCIPLINE: ("ALTERNATIVE_DISCIPLINE", "ALTERNATIVE_DISCIPLINE"),
}


def draft_agreement(
    action: DisciplinaryAction, *, actor: Actor, kind: AgreementKind, **said: Any
) -> Agreement:
    """Write down what is to be agreed; `said` as in `_write`. Nothing is held or ended by it.

    One at a time. What is held or agreed never exceeds what was proposed or decided. Raises
    `RuleBroken` at the field.
    """
    policy.require(actor, Action.DISCIPLINE_EDIT, action)
    unit_of_work.hold(action)
    if action.status in ENDED:
        raise TransitionRefused("The action has ended: nothing is left to agree on.")
    if any(row.status in LIVE for row in agreements_of(action)):
        raise RuleBroken("This action has an agreement already. Withdraw or complete it first.")
    made = Agreement(
        action=action,
        case_id=action.case_id,
        n=len(agreements_of(action)) + 1,
        kind=AgreementKind(kind),
        author_id=actor.user_id,
        status=A.DRAFT,
    )
    with unit_of_work.session().no_autoflush:
        _write(made, **said)
        unit_of_work.session().add(made)
    unit_of_work.session().flush()
    recorder.record(Event.AGREEMENT_DRAFTED, obj=made, kind=made.kind)
    return made


def edit_agreement(agreement: Agreement, *, actor: Actor, **said: Any) -> Agreement:
    """Change a draft. What is signed once stays: signatures go with the text they stand under."""
    policy.require(actor, Action.DISCIPLINE_EDIT, agreement)
    unit_of_work.hold(agreement)
    _in(agreement, A.DRAFT)
    if agreement.signatures:
        raise TransitionRefused("It is signed: withdraw it and draft another one.")
    _write(agreement, **said)
    unit_of_work.session().flush()
    return agreement


def _write(
    agreement: Agreement,
    *,
    starts_on: date,
    terms: Sequence[str],
    ends_on: date | None = None,
    breach_test: str = "",
    waives_appeal: bool = False,
    waiver: str = "",
    cleans_record: bool = False,
    clean_what: str = "",
    clean_on: date | None = None,
    amount: Decimal | None = None,
    amount_for: str = "",
    held_code: str | None = None,
    held_days: int | None = None,
    agreed_code: str | None = None,
    agreed_days: int | None = None,
) -> None:
    action, kind = agreement.action, agreement.kind
    kept = [text.strip() for text in terms if text.strip()]
    if not kept:
        raise RuleBroken("Write at least one term.", field="terms-0-text")
    if kind.holds:
        _check_holding(action, ends_on, held_code, breach_test)
    elif held_code:
        raise RuleBroken(f"A {kind.label.lower()} holds no penalty.", field="held_code")
    if ends_on is not None and ends_on < starts_on:
        raise RuleBroken("It ends before it starts.", field="ends_on")
    if waives_appeal and not waiver.strip():
        raise RuleBroken("Write what the employee waives.", field="waiver")
    if cleans_record and not clean_what.strip():
        raise RuleBroken("Write what is cleaned.", field="clean_what")
    if amount and not amount_for.strip():
        raise RuleBroken("Write what the money is for.", field="amount_for")
    agreement.held = _penalty(action, held_code, held_days, "held")
    agreement.agreed = _penalty(action, agreed_code, agreed_days, "agreed")
    agreement.held_days, agreement.agreed_days = held_days, agreed_days
    agreement.starts_on, agreement.ends_on = starts_on, ends_on
    agreement.breach_test = breach_test.strip()
    agreement.waives_appeal, agreement.waiver = waives_appeal, waiver.strip()
    agreement.cleans_record, agreement.clean_what = cleans_record, clean_what.strip()
    agreement.clean_on = clean_on if cleans_record else None
    agreement.amount, agreement.amount_for = amount or Decimal(0), amount_for.strip()
    agreement.terms.clear()
    unit_of_work.session().flush()
    agreement.terms += [
        AgreementTerm(action_id=action.id, case_id=action.case_id, n=n, text=text)
        for n, text in enumerate(kept, start=1)
    ]


def _check_holding(
    action: DisciplinaryAction, ends_on: date | None, held_code: str | None, breach_test: str
) -> None:
    if action.notice_received_at is None:
        raise RuleBroken(
            "Only a penalty that was proposed can be held: serve the notice first.", field="kind"
        )
    if not held_code:
        raise RuleBroken("Choose the penalty that is held.", field="held_code")
    if ends_on is None:
        raise RuleBroken("Say when it ends.", field="ends_on")
    if not breach_test.strip():
        raise RuleBroken("Write what counts as a breach.", field="breach_test")


def _penalty(
    action: DisciplinaryAction, code: str | None, days: int | None, name: str
) -> ActionType | None:
    """The type of a penalty with its days checked; never graver than the last word on it."""
    if not code:
        return None
    try:
        kind = penalty_type(code, days, on=today_of(action))
    except RuleBroken as wrong:
        field = f"{name}_days" if wrong.field == "days" else f"{name}_code"
        raise RuleBroken(wrong.sentences[0], field=field) from wrong
    last = action.penalty(PenaltyStage.DECIDED) or action.penalty(PenaltyStage.PROPOSED)
    if last is not None and is_graver(kind, days, last):
        raise RuleBroken(f"An agreement never exceeds “{last.text}”.", field=f"{name}_code")
    return kind


def sign_agreement(
    agreement: Agreement, *, actor: Actor, signed_as: SignedAs, name: str, signed_on: date
) -> AgreementSignature:
    """Record a signature on the paper. Raises `RuleBroken`."""
    policy.require(actor, Action.DISCIPLINE_EDIT, agreement)
    _in(agreement, A.DRAFT)
    if not name.strip():
        raise RuleBroken("Write who signed.", field="name")
    if signed_on > today_of(agreement.action):
        raise RuleBroken("The date lies in the future.", field="signed_on")
    made = AgreementSignature(
        agreement=agreement,
        action_id=agreement.action_id,
        case_id=agreement.case_id,
        signed_as=SignedAs(signed_as),
        name=name.strip(),
        signed_on=signed_on,
    )
    unit_of_work.session().add(made)
    unit_of_work.session().flush()
    return made


def put_in_effect(
    agreement: Agreement,
    *,
    actor: Actor,
    effective_on: date,
    statement: str,
    confirmed: bool,
    file: StoredFile | None,
) -> Agreement:
    """DRAFT → IN_EFFECT: signed by both sides, and with the statement of 5 USC 2302(b)(13).

    `statement` is its text as the signed copy carries it; whoever acts confirms by name that it is
    there. A settlement ends the action; a last-chance or abeyance agreement holds it. The settled
    penalty is a row of its own.
    """
    policy.require(actor, Action.DISCIPLINE_EDIT, agreement)
    unit_of_work.hold(agreement)
    _in(agreement, A.DRAFT)
    _check_signed(agreement, effective_on)
    if file is None:
        raise RuleBroken("Add the signed copy.", field="file")
    if not statement.strip():
        raise RuleBroken(
            "Copy the whistleblower statement from the signed copy: without it the agreement "
            "can’t take effect (5 USC 2302(b)(13)).",
            field="statement",
        )
    if not confirmed:
        raise RuleBroken("Confirm that the signed copy carries the statement.", field="confirmed")
    agreement.statement, agreement.file = statement.strip(), file
    agreement.statement_by_id, agreement.statement_on = actor.user_id, today_of(agreement.action)
    agreement.effective_on, agreement.status = effective_on, A.IN_EFFECT
    unit_of_work.session().flush()
    _settle(agreement, actor)
    recorder.record(Event.AGREEMENT_IN_EFFECT, obj=agreement, on=effective_on)
    if agreement.kind.holds:
        ending.stop_clocks(agreement.action, reason="Held by an agreement")
    else:
        ending.end_by_agreement(agreement.action, actor=actor, reason=f"By {agreement.number}")
    return agreement


def _check_signed(agreement: Agreement, effective_on: date) -> None:
    signed = {row.signed_as for row in agreement.signatures}
    missing = [who for who in (SignedAs.EMPLOYEE, SignedAs.AGENCY) if who not in signed]
    if missing:
        names = " and the ".join(who.value.lower() for who in missing)
        raise RuleBroken(f"The signature of the {names} is missing.")
    last = max(row.signed_on for row in agreement.signatures)
    if not last <= effective_on <= today_of(agreement.action):
        raise RuleBroken(
            "It takes effect between the last signature and today.", field="effective_on"
        )


def _settle(agreement: Agreement, actor: Actor) -> None:
    action, (code, why) = agreement.action, OUTCOME[agreement.kind]
    outcome = agreement.agreed or unit_of_work.session().get(ActionType, code)
    assert outcome is not None
    action.penalties.append(
        Penalty(
            case_id=action.case_id,
            stage=PenaltyStage.SETTLED,
            action_type=outcome,
            days=agreement.agreed_days,
            reason=f"{agreement.kind.label} {agreement.number}",
            outcome_reason_code=why,
            on=agreement.effective_on,
            author_id=actor.user_id,
        )
    )
    unit_of_work.session().flush()


def complete_agreement(agreement: Agreement, *, actor: Actor) -> Agreement:
    """It was kept to its end: what it held falls away, and the action ends as agreed."""
    policy.require(actor, Action.AGREEMENT_FOLLOW, agreement)
    unit_of_work.hold(agreement)
    _in(agreement, A.IN_EFFECT)
    today = today_of(agreement.action)
    if agreement.ends_on is not None and today <= agreement.ends_on:
        raise RuleBroken("It runs through its last day.")
    if any(row.is_breach is None for row in agreement.breaches):
        raise RuleBroken("A breach that was recorded is not decided.")
    agreement.status, agreement.ended_on = A.COMPLETED, today
    unit_of_work.session().flush()
    recorder.record(Event.AGREEMENT_ENDED, obj=agreement, status=agreement.status)
    if agreement.action.status not in ENDED:
        ending.end_by_agreement(agreement.action, actor=actor, reason=f"{agreement.number} kept")
    return agreement


def withdraw_agreement(agreement: Agreement, *, actor: Actor, reason: str) -> Agreement:
    """Take a draft back. Its text stays."""
    policy.require(actor, Action.DISCIPLINE_EDIT, agreement)
    unit_of_work.hold(agreement)
    _in(agreement, A.DRAFT)
    if not reason.strip():
        raise RuleBroken("Write the reason.", field="reason")
    agreement.status, agreement.ended_on = A.WITHDRAWN, today_of(agreement.action)
    unit_of_work.session().flush()
    recorder.record(Event.AGREEMENT_ENDED, obj=agreement, status=agreement.status)
    return agreement


def record_cleaned(agreement: Agreement, *, actor: Actor, cleaned_on: date) -> Agreement:
    """The record was cleaned as the agreement says."""
    policy.require(actor, Action.AGREEMENT_FOLLOW, agreement)
    unit_of_work.hold(agreement)
    if not agreement.cleans_record or agreement.status in {A.DRAFT, A.WITHDRAWN}:
        raise TransitionRefused("This agreement cleans no record.")
    if agreement.cleaned_on is not None:
        raise TransitionRefused("The record was cleaned already.")
    if cleaned_on > today_of(agreement.action):
        raise RuleBroken("The date lies in the future.", field="cleaned_on")
    agreement.cleaned_on = cleaned_on
    mark_cleared(
        agreement.action,
        actor=actor,
        reason=agreement.clean_what or "The agreement cleans the record.",
        agreement_reference=f"Agreement {agreement.n} of {agreement.action.number}",
    )
    recorder.record(Event.RECORD_CLEANED, obj=agreement, on=cleaned_on)
    return agreement


def end_with_action(action: DisciplinaryAction, transition: Any, _actor: Actor) -> None:
    """Where the employee left or the action was withdrawn, its agreement ends with it."""
    if transition.name not in {"conclude", "withdraw"}:
        return
    for row in agreements_of(action):
        if row.status in LIVE:
            row.status, row.ended_on = A.WITHDRAWN, today_of(action)
    unit_of_work.session().flush()


def install() -> None:
    """Put the guard on the steps that an agreement holds."""
    for name in ("serve_notice", "answer", "serve_decision", "take_effect", "finish"):
        ACTION.require_also(name, refuse_held)
    if end_with_action not in ACTION.after:
        ACTION.after.append(end_with_action)


def _in(agreement: Agreement, status: AgreementStatus) -> None:
    if agreement.status is not status:
        raise TransitionRefused(f"The agreement is {agreement.status.value.lower()} now.")
