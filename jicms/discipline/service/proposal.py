"""The proposal: its procedure, charges from findings, penalty, material."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import Actor
from jicms.audit import recorder
from jicms.audit.events import Event
from jicms.auth.models import User
from jicms.cases.service import lock
from jicms.core import unit_of_work
from jicms.core.errors import RuleBroken
from jicms.deadlines import service as deadlines
from jicms.discipline import procedures
from jicms.discipline.models import (
    ActionLetter,
    DisciplinaryAction,
    LetterKind,
    NoticeMaterial,
    Penalty,
    PenaltyStage,
)
from jicms.discipline.models_letters import Letter
from jicms.discipline.service.actions import (
    name_officials,
    owner_of,
    released,
    today_of,
)
from jicms.discipline.service.before import (
    not_before_case,
    record_legal_review,
    refuse_unanalyzed,
)
from jicms.discipline.service.board_votes import hold_to_board
from jicms.discipline.service.charges import ChargeText, check_complete, draft_charge
from jicms.discipline.service.coverage import current
from jicms.discipline.service.penalties import CRIME_PROVISION, is_nothing, penalty_type
from jicms.discipline.service.prior import settle_prior
from jicms.discipline.service.ranges import hold_to_range
from jicms.discipline.service.weighing import hold_to_factors
from jicms.discipline.workflow import ACTION
from jicms.evidence.models import Document, Exhibit
from jicms.files.models import StoredFile
from jicms.investigations.models import Report
from jicms.refdata.models import ActionType

Material = Report | Exhibit | Document


def record_proposal(
    action: DisciplinaryAction,
    *,
    actor: Actor,
    action_type_code: str,
    charges: Sequence[ChargeText] = (),
    coverage_facts: str = "",
    proposed_on: date | None = None,
    days: int | None = None,
    proposing: User | None = None,
    deciding: User | None = None,
    legal_review_on: date | None = None,
    legal_review_by: str = "",
    crime_provision: bool = False,
    material: Sequence[Material] | None = None,
    file: StoredFile | None = None,
    reason: str = "",
    range_reason: str = "",
    end_condition: str = "",
) -> DisciplinaryAction:
    """Record the proposal of the proposing official: DRAFT → PROPOSED.

    The procedure is the one that was determined, and must carry the penalty; `coverage_facts` adds
    words of one's own to its rule. `end_condition` is what an indefinite suspension ends on.
    The charges are those that were drafted; `charges` are drafted first, after them.
    `material` is what the notice relies on (everything that was referred unless given); only that
    goes to the deciding official. `range_reason` says why the penalty lies outside the table's
    range. Where the law leaves a choice the proposing official's twelve factors stand before.
    Raises `RuleBroken` at the field.
    """
    policy.require(actor, Action.DISCIPLINE_EDIT, action)
    # Nobody drafts a charge meanwhile.
    lock(action.case)
    unit_of_work.hold(action)
    on = proposed_on or today_of(action)
    not_before_case(action, on, "proposed_on")
    kind = penalty_type(action_type_code, days, on=on)
    if is_nothing(kind):
        raise RuleBroken("A proposal proposes a penalty.", field="action_type_code")
    hold_to_board(action, action_type_code, days, reason=reason, proposing=proposing)
    procedure = _procedure(action, kind, days, end_condition)
    if proposing is not None or deciding is not None:
        name_officials(action, actor=actor, proposing=proposing, deciding=deciding)
    if action.proposing_official is None:
        raise RuleBroken("Name the proposing official.", field="proposing")
    _take_review(action, legal_review_on, legal_review_by, actor=actor)
    refuse_unanalyzed(action, on)
    _check_review(action, procedure, kind, on, crime_provision=crime_provision)
    for text in charges:
        draft_charge(action, actor=actor, text=text)
    check_complete(action)
    hold_to_factors(action)
    offense = settle_prior(action, actor=actor)
    hold_to_range(action, kind, days, offense=offense, reason=range_reason)
    _add_material(action, material)
    _add_penalty(action, kind, days, on=on, reason=reason, actor=actor)
    add_letter(action, LetterKind.NOTICE, file, actor=actor)
    ACTION.apply(
        action,
        "propose",
        actor=actor,
        together={
            "subpart": procedure.subpart,
            "procedure_code": procedure.code,
            "end_condition": end_condition.strip(),
            "coverage_facts": coverage_facts.strip(),
            "crime_provision": crime_provision,
            "proposed_on": on,
        },
    )
    # Where no analysis was asked for, its clock ends with the proposal.
    for code in ("LR_CASE_ANALYSIS", "PROPOSAL"):
        deadlines.meet(action.case, code=code, owner=owner_of(action))
    recorder.record(
        Event.PROPOSAL_ISSUED,
        obj=action,
        action_type=kind.code,
        days=days,
        subpart=procedure.subpart,
        procedure=procedure.code,
        charges=len(action.charges),
    )
    return action


def _take_review(action: DisciplinaryAction, on: date | None, by: str, *, actor: Actor) -> None:
    """A review that comes along with the proposal, unless it is the one on record: sufficient."""
    if on is not None and (on, by.strip()) != (action.legal_review_on, action.legal_review_by):
        record_legal_review(action, actor=actor, on=on, by=by)


def _procedure(
    action: DisciplinaryAction, kind: ActionType, days: int | None, end_condition: str
) -> Any:
    """The procedure that was determined, if it carries the penalty."""
    if current(action) is None:
        raise RuleBroken("Determine the coverage first: it says which procedure applies.")
    assert action.procedure_code is not None
    procedure = procedures.named(action.procedure_code)
    if not procedure.needs_notice:
        raise RuleBroken(
            f"“{procedure.label}” takes no proposal: record the decision.",
            field="action_type_code",
        )
    why = procedures.why_not(procedure, kind, days)
    if why:
        raise RuleBroken(f"{why} Determine the coverage again.", field="action_type_code")
    if procedure.needs_condition and not end_condition.strip():
        raise RuleBroken(
            "Write on what condition the suspension ends, as the notice states it.",
            field="end_condition",
        )
    if end_condition.strip() and not procedure.needs_condition:
        raise RuleBroken(
            "Only an indefinite suspension ends on a condition.", field="end_condition"
        )
    return procedure


def _check_review(
    action: DisciplinaryAction,
    procedure: Any,
    kind: ActionType,
    on: date,
    *,
    crime_provision: bool,
) -> None:
    if crime_provision and kind.penalty_group not in CRIME_PROVISION:
        raise RuleBroken(
            "The crime provision is for removal and suspension only.", field="crime_provision"
        )
    if crime_provision and not procedure.crime_provision:
        raise RuleBroken("The crime provision belongs to subpart D.", field="crime_provision")
    if not procedure.needs_review:
        return
    if action.legal_review_on is None:
        raise RuleBroken(
            f"Under “{procedure.label}” the legal review is recorded before the proposal.",
            field="legal_review_on",
        )
    if action.legal_review_on > on:
        raise RuleBroken("The legal review comes before the proposal.", field="legal_review_on")


def _add_material(action: DisciplinaryAction, chosen: Sequence[Material] | None) -> None:
    referred = referred_material(action)
    known = {(row.__tablename__, row.id) for row in referred}
    for row in referred if chosen is None else chosen:
        if (row.__tablename__, row.id) not in known:
            raise RuleBroken("The notice relies on what was referred only.", field="material")
        action.material.append(
            NoticeMaterial(
                case_id=action.case_id,
                report_id=row.id if isinstance(row, Report) else None,
                exhibit_id=row.id if isinstance(row, Exhibit) else None,
                document_id=row.id if isinstance(row, Document) else None,
            )
        )


def referred_material(action: DisciplinaryAction) -> list[Material]:
    """What the notice may rely on: the report, the released exhibits, the fact-finding file."""
    referral = action.referral
    if referral is None:
        return []
    report: list[Material] = [referral.report] if referral.report is not None else []
    return [*report, *released(referral, Exhibit), *released(referral, Document)]


def _add_penalty(
    action: DisciplinaryAction,
    kind: ActionType,
    days: int | None,
    *,
    on: date,
    reason: str,
    actor: Actor,
) -> None:
    action.penalties.append(
        Penalty(
            case_id=action.case_id,
            stage=PenaltyStage.PROPOSED,
            action_type=kind,
            days=days,
            reason=reason.strip(),
            on=on,
            official_id=action.proposing_official_id,
            author_id=actor.user_id,
        )
    )


def add_letter(
    action: DisciplinaryAction, kind: LetterKind, file: StoredFile | None, *, actor: Actor
) -> None:
    """Keep a letter as it was sent, if there is one."""
    if file is not None:
        action.letters.append(
            ActionLetter(case_id=action.case_id, kind=kind, file=file, recorded_by_id=actor.user_id)
        )


def add_served(
    action: DisciplinaryAction, kind: LetterKind, letter: Letter | None, *, actor: Actor
) -> None:
    """Keep the signed letter as the one that was sent: it is what packages and pages show."""
    if letter is not None and letter.bound is not None:
        add_letter(action, kind, letter.bound.file, actor=actor)
