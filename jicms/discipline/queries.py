"""Reads of discipline. Every statement here is scoped by the listener."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, select
from sqlalchemy.orm import joinedload, selectinload

from jicms.access.actor import Actor, Role
from jicms.auth.models import Membership, Office, User
from jicms.cases.handling import Handling
from jicms.cases.models import Case, Party, PartyRole, SubjectStatus
from jicms.cases.queries import parties_in
from jicms.core import clock, unit_of_work
from jicms.deadlines.models import CaseClock, ClockState, DeadlineRule
from jicms.deadlines.queries import clocks_and_rules
from jicms.discipline import turns
from jicms.discipline.kinds import ReferralStatus
from jicms.discipline.models import (
    ActionLetter,
    ActionStatus,
    Answer,
    DisciplinaryAction,
    LetterKind,
    LrReferral,
    NoticeMaterial,
    Penalty,
)
from jicms.discipline.models_coverage import LetterService
from jicms.evidence.models import Document, Exhibit, Statement
from jicms.investigations.models import Report, ReportStatus
from jicms.investigations.workflow import TO_PROSECUTOR


def action_by_number(number: str, n: int) -> DisciplinaryAction | None:
    """The action `n` of a case, with what its page shows; None where hidden or missing."""
    return unit_of_work.session().scalar(
        select(DisciplinaryAction)
        .join(Case, Case.id == DisciplinaryAction.case_id)
        .where(Case.number == number, DisciplinaryAction.n == n)
        .options(
            joinedload(DisciplinaryAction.case).joinedload(Case.lead_office),
            joinedload(DisciplinaryAction.party).joinedload(Party.person),
            joinedload(DisciplinaryAction.party).joinedload(Party.at_incident),
            joinedload(DisciplinaryAction.office).joinedload(Office.agency),
            joinedload(DisciplinaryAction.specialist),
            joinedload(DisciplinaryAction.proposing_official),
            joinedload(DisciplinaryAction.deciding_official),
            joinedload(DisciplinaryAction.referral).joinedload(LrReferral.report),
            joinedload(DisciplinaryAction.notice_service),
            joinedload(DisciplinaryAction.decision_service),
            selectinload(DisciplinaryAction.penalties).options(
                joinedload(Penalty.action_type), joinedload(Penalty.official)
            ),
            selectinload(DisciplinaryAction.factors),
            selectinload(DisciplinaryAction.answers),
            selectinload(DisciplinaryAction.letters),
        )
    )


def clocks_of(action: DisciplinaryAction) -> Sequence[tuple[CaseClock, DeadlineRule]]:
    """The action's clocks with their rules: those that run, and those that were met."""
    found = unit_of_work.session().execute(
        clocks_and_rules()
        .where(
            CaseClock.entity_type == "disciplinary_action",
            CaseClock.entity_id == action.id,
            CaseClock.state != ClockState.CANCELLED,
        )
        .order_by(CaseClock.id)
    )
    return [(row[0], row[1]) for row in found]


def services_of(action: DisciplinaryAction) -> Sequence[LetterService]:
    """How its letters were served, as far as the viewer sees."""
    return (
        unit_of_work.session()
        .scalars(
            select(LetterService)
            .where(LetterService.action_id == action.id)
            .options(joinedload(LetterService.method), joinedload(LetterService.recorded_by))
        )
        .all()
    )


def service_proof(number: str, n: int, letter_served: str) -> LetterService | None:
    """The service of a letter of an action, if its proof is a file."""
    action = action_by_number(number, n)
    found = [] if action is None else services_of(action)
    return next(
        (row for row in found if row.kind == letter_served.upper() and row.proof_file_id), None
    )


def material_of(action: DisciplinaryAction) -> Sequence[NoticeMaterial]:
    """What the notice relies on, as far as the viewer reads it."""
    return (
        unit_of_work.session()
        .scalars(
            select(NoticeMaterial)
            .where(NoticeMaterial.action_id == action.id)
            .order_by(NoticeMaterial.id)
            .options(
                joinedload(NoticeMaterial.report),
                joinedload(NoticeMaterial.exhibit).joinedload(Exhibit.report),
                joinedload(NoticeMaterial.document),
            )
        )
        .all()
    )


def letter_of(action: DisciplinaryAction, kind: LetterKind) -> ActionLetter | None:
    """The latest letter of a kind, if one was kept."""
    return next((row for row in reversed(action.letters) if row.kind is kind), None)


def notice_letter(number: str, n: int) -> ActionLetter | None:
    """The notice of an action."""
    action = action_by_number(number, n)
    return None if action is None else letter_of(action, LetterKind.NOTICE)


def decision_letter(number: str, n: int) -> ActionLetter | None:
    """The decision letter of an action."""
    action = action_by_number(number, n)
    return None if action is None else letter_of(action, LetterKind.DECISION)


def answer_file(number: str, n: int, answer: int) -> Answer | None:
    """The answer of that place in order, if it came with a file."""
    action = action_by_number(number, n)
    found = action.answers if action is not None else []
    row = found[answer - 1] if 0 < answer <= len(found) else None
    return row if row is not None and row.file_id is not None else None


# The case's tab


def actions_of(case: Case) -> Sequence[DisciplinaryAction]:
    """The actions of a case that the viewer sees, with their penalties."""
    return (
        unit_of_work.session()
        .scalars(
            select(DisciplinaryAction)
            .where(DisciplinaryAction.case_id == case.id)
            .order_by(DisciplinaryAction.n)
            .options(
                joinedload(DisciplinaryAction.party).joinedload(Party.person),
                joinedload(DisciplinaryAction.specialist),
                selectinload(DisciplinaryAction.penalties).joinedload(Penalty.action_type),
            )
        )
        .all()
    )


def referrals_of(case: Case) -> Sequence[LrReferral]:
    """The referrals of a case that the viewer sees, newest first."""
    return (
        unit_of_work.session()
        .scalars(
            select(LrReferral)
            .where(LrReferral.case_id == case.id)
            .order_by(LrReferral.id.desc())
            .options(
                joinedload(LrReferral.party).joinedload(Party.person),
                joinedload(LrReferral.report),
                joinedload(LrReferral.sent_by),
                joinedload(LrReferral.to_office).joinedload(Office.agency),
                joinedload(LrReferral.from_office).joinedload(Office.agency),
            )
        )
        .all()
    )


def subjects_of(case: Case) -> Sequence[Party]:
    """The subjects of a case that the viewer sees."""
    return parties_in(case, PartyRole.SUBJECT)


def to_refer(case: Case) -> list[Party]:
    """The subjects that wait for a referral or a coding."""
    waiting = SubjectStatus.NOT_REFERRED
    return [party for party in subjects_of(case) if party.subject_status is waiting]


def subject_by_number(number: str, party: int) -> Party | None:
    """A subject within its case."""
    return unit_of_work.session().scalar(
        select(Party)
        .join(Case, Case.id == Party.case_id)
        .where(Case.number == number, Party.n == party, Party.role == PartyRole.SUBJECT)
        .options(joinedload(Party.case), joinedload(Party.person))
    )


def referral_by_id(number: str, referral: int) -> LrReferral | None:
    """A referral within its case."""
    return unit_of_work.session().scalar(
        select(LrReferral)
        .join(Case, Case.id == LrReferral.case_id)
        .where(Case.number == number, LrReferral.id == referral)
        .options(
            joinedload(LrReferral.case),
            joinedload(LrReferral.party).joinedload(Party.person),
            joinedload(LrReferral.report),
            joinedload(LrReferral.to_office).joinedload(Office.agency),
        )
    )


def can_go_with_a_referral() -> ColumnElement[bool]:
    """A report is approved, and not one that was written for a prosecutor."""
    return and_(Report.status == ReportStatus.APPROVED, Report.type_code != TO_PROSECUTOR)


def approved_reports(case: Case) -> Sequence[Report]:
    """The reports that a subject may be referred with, newest first."""
    statement = select(Report).where(Report.case_id == case.id, can_go_with_a_referral())
    return unit_of_work.session().scalars(statement.order_by(Report.n.desc())).all()


def exhibits_of(reports: Sequence[Report]) -> Sequence[Exhibit]:
    """The exhibits of these reports that the viewer reads."""
    return (
        unit_of_work.session()
        .scalars(
            select(Exhibit)
            .join(Report, Report.id == Exhibit.report_id)
            .where(Exhibit.report_id.in_([report.id for report in reports]))
            .order_by(Report.n.desc(), Exhibit.n)
            .options(
                joinedload(Exhibit.report),
                joinedload(Exhibit.item),
                joinedload(Exhibit.statement),
                joinedload(Exhibit.document),
            )
        )
        .all()
    )


def documents_of(case: Case) -> Sequence[Document]:
    """The documents of a case that the viewer reads."""
    statement = select(Document).where(Document.case_id == case.id).order_by(Document.n)
    return unit_of_work.session().scalars(statement).all()


# People


def specialists(office: Office) -> Sequence[User]:
    """Who may be given an action of the office today."""
    return _members(
        Membership.office_id == office.id,
        (Role.LR_SPECIALIST, Role.LR_SUPERVISOR),
        clock.today(office.agency.zone),
    )


def assignable(actor: Actor, office: Office) -> Sequence[User]:
    """Whom of them the actor may choose: a specialist chooses nobody else."""
    people = specialists(office)
    if actor.role is Role.LR_SPECIALIST:
        return [user for user in people if user.id == actor.user_id]
    return people


def officials(office: Office) -> Sequence[User]:
    """Management officials of the office's agency today. Who may not act is not left out: that
    would tell of a part in the case."""
    return _members(
        Membership.office_id.in_(select(Office.id).where(Office.agency_id == office.agency_id)),
        (Role.MANAGEMENT_OFFICIAL,),
        clock.today(office.agency.zone),
    )


def _members(place: Any, roles: Sequence[Role], today: date) -> Sequence[User]:
    held = select(Membership.user_id).where(
        place,
        Membership.role.in_(roles),
        Membership.confirmed_at.is_not(None),
        Membership.valid_from <= today,
        Membership.valid_until.is_(None) | (Membership.valid_until >= today),
    )
    statement = select(User).where(User.is_active, User.id.in_(held)).order_by(User.name)
    return unit_of_work.session().scalars(statement).all()


# Packages


def packages(actor: Actor) -> Select[Any]:
    """The actions on which the actor proposes or decides and whose package is open; for a board
    member, those of an open agenda, which are all that he sees."""
    found = select(DisciplinaryAction)
    if actor.role is not Role.DRB_MEMBER:
        found = found.where(
            (DisciplinaryAction.proposing_official_id == actor.user_id)
            | (DisciplinaryAction.deciding_official_id == actor.user_id)
        )
    return found.order_by(turns.mine_first(actor), DisciplinaryAction.id)


def packages_to_do(actor: Actor) -> Select[Any]:
    """The ids of those that wait for the actor."""
    found = packages(actor).with_only_columns(DisciplinaryAction.id).order_by(None)
    return found.where(turns.is_mine(actor))


def waiting_referrals(actor: Actor) -> Select[Any]:
    """The ids of referrals that wait for the actor's office to answer."""
    return select(LrReferral.id).where(
        LrReferral.to_office_id == actor.office_id, LrReferral.status == ReferralStatus.SENT
    )


def unassigned(_actor: Actor) -> Select[Any]:
    """The ids of actions without a specialist."""
    return select(DisciplinaryAction.id).where(
        DisciplinaryAction.specialist_id.is_(None),
        DisciplinaryAction.status.not_in((ActionStatus.FINAL, ActionStatus.WITHDRAWN)),
    )


def with_compelled(case: Case, subjects: Sequence[Party]) -> list[Party]:
    """The subjects of whom the viewer may see a compelled statement: the facts of the declination
    go with it."""
    givers = set(
        unit_of_work.session().scalars(
            select(Statement.giver_id).where(
                Statement.case_id == case.id,
                Statement.handling.op("&")(int(Handling.GARRITY_COMPELLED)) != 0,
            )
        )
    )
    return [party for party in subjects if party.id in givers]
