"""A subject sent to labor relations, and an action led through its steps by the services."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from jicms.access.actor import Role, current_actor
from jicms.allegations.models import (
    Allegation,
    AllegationDetail,
    AllegationSubject,
    Finding,
    FindingDetail,
)
from jicms.auth import service as auth
from jicms.auth.models import Agency, User
from jicms.cases.models import CaseStatus, PartyRole
from jicms.core.errors import RuleBroken
from jicms.discipline import procedures, service
from jicms.discipline.kinds import FactorWeight
from jicms.discipline.models import DisciplinaryAction, LrReferral
from jicms.discipline.models_package import NewMaterial
from jicms.evidence.models import Document, Exhibit, Statement
from jicms.files.models import StoredFile
from jicms.investigations.models import (
    Investigation,
    InvestigationStatus,
    InvestigationType,
    Report,
    ReportStatus,
)
from jicms.people.models import Person
from jicms.refdata.models import DouglasFactor
from tests.factories import accounts, cases
from tests.factories.coverage import SERIOUS, covered
from tests.factories.letters import bound, stored_file
from tests.factories.steps import analyzed
from tests.factories.weighing import proposing_weighed

#: Friday, March 1, 2024: the worked dates of the reference.
NOTICE = datetime(2024, 3, 1, 15, 30, tzinfo=UTC)


def person(session: Session, given: str = "Garrick", family: str = "Dunmoor") -> Person:
    """An employee of CBP."""
    made = Person(
        kind_code="EMPLOYEE",
        given_name=given,
        family_name=family,
        search_name=f"{given} {family}".lower(),
        employee_number=f"7-{family.lower()}",
        agency_id=session.scalar(select(Agency.id).where(Agency.code == "CBP")),
    )
    session.add(made)
    session.flush()
    return made


def investigated(
    session: Session,
    *,
    office: str = "IA",
    received: datetime | None = None,
    log: StoredFile | None = None,
    before_approval: Callable[[SimpleNamespace], None] | None = None,
    approved: bool = True,
    **values: Any,
) -> SimpleNamespace:
    """A case of two subjects whose report is approved: 1.1 and 1.2 substantiated, 2.1 not.

    `before_approval` adds exhibits: none joins an approved report."""
    at = received or datetime(2024, 1, 8, 14, tzinfo=UTC)
    found = {
        "status": CaseStatus.OPEN,
        "opened_at": at,
        "received_at": at,
        "received_on": at.date(),
        **values,
    }
    made = SimpleNamespace(case=cases.case(session, office=office, **found))
    key = made.case.id

    def add(row: Any) -> Any:
        session.add(row)
        session.flush()
        return row

    made.subject = cases.party(session, made.case, role=PartyRole.SUBJECT, description="")
    made.subject.person_id = person(session, family=f"Dunmoor-{key}").id
    made.other = cases.party(session, made.case, role=PartyRole.SUBJECT, description="Other one")
    made.witness = cases.party(session, made.case, role=PartyRole.WITNESS, description="Witness")
    links = []
    for n, subjects in ((1, (made.subject, made.other)), (2, (made.subject,))):
        allegation = add(
            Allegation(
                case_id=key,
                n=n,
                category_code="FIN-01",
                class_code="CBP-3",
                incident_from=date(2023, 12, 1),
                intake_method_code="PHONE_HOTLINE",
                received_at=at,
            )
        )
        add(AllegationDetail(allegation_id=allegation.id, case_id=key, narrative=f"Story {n}"))
        for m, subject in enumerate(subjects, start=1):
            code = "SUBSTANTIATED" if n == 1 else "UNSUBSTANTIATED"
            link = add(
                AllegationSubject(
                    allegation_id=allegation.id,
                    case_id=key,
                    m=m,
                    party_id=subject.id,
                    finding_code=code,
                )
            )
            finding = add(Finding(allegation_subject_id=link.id, case_id=key, code=code))
            add(FindingDetail(finding_id=finding.id, case_id=key, reasons=f"Reasons {n}.{m}"))
            links.append(link)
    made.link, made.others_link, made.weak_link = links
    made.investigation = add(
        Investigation(
            case_id=key,
            n=1,
            type=InvestigationType.ADMINISTRATIVE,
            status=InvestigationStatus.DONE,
            opened_at=at,
            done_at=at,
        )
    )
    author = session.scalar(select(User.id).where(User.username == "investigator.ia"))
    approver = session.scalar(select(User.id).where(User.username == "supervisor.ia"))
    made.report = add(
        Report(
            case_id=key,
            investigation_id=made.investigation.id,
            n=1,
            type_code="INVESTIGATIVE_FINDINGS",
            title="Findings",
            synopsis="What was found.",
            body="The whole body of the report.",
            author_id=author,
        )
    )
    made.statement = add(
        Statement(
            case_id=key,
            n=1,
            kind_code="AFFIDAVIT",
            giver_id=made.witness.id,
            taken_at=at,
            text="I saw it.",
        )
    )
    made.document = add(
        Document(
            case_id=key, n=1, title="Query log", file_id=(log or stored_file(session, "log.csv")).id
        )
    )
    made.exhibits = [
        add(
            Exhibit(
                case_id=key,
                report_id=made.report.id,
                n=1,
                description="Affidavit of the witness",
                statement_id=made.statement.id,
            )
        ),
        add(
            Exhibit(
                case_id=key,
                report_id=made.report.id,
                n=2,
                description="Query log",
                document_id=made.document.id,
            )
        ),
    ]
    if before_approval is not None:
        before_approval(made)
    if not approved:
        made.investigation.status, made.investigation.done_at = InvestigationStatus.OPEN, None
        session.flush()
        return made
    told = {"status": ReportStatus.APPROVED, "approved_by_id": approver, "approved_at": at}
    for name, value in told.items():
        setattr(made.report, name, value)
    session.flush()
    return made


def user(username: str, session: Session) -> User:
    """An account."""
    found = session.scalar(select(User).where(User.username == username))
    assert found is not None
    return found


def refer(session: Session, made: SimpleNamespace, **values: Any) -> LrReferral:
    """The subject referred with the report and its first exhibit."""
    told = {
        "party": made.subject,
        "report": made.report,
        "exhibits": made.exhibits[:1],
        **values,
    }
    return service.refer_to_lr(made.case, actor=current_actor(), **told)


def proposed(session: Session, action: DisciplinaryAction, **values: Any) -> DisciplinaryAction:
    """A removal proposed on Feb 28, 2024 by official.cbp, to be decided by official2.cbp."""
    told: dict[str, Any] = {
        "action_type_code": "REMOVAL",
        "charges": [service.ChargeText(link_of(session, action), "Misuse", "On Dec 1, 2023, …")],
        "coverage_facts": "Competitive service, past probation.",
        "proposed_on": date(2024, 2, 28),
        "proposing": user("official.cbp", session),
        "deciding": user("official2.cbp", session),
        "legal_review_on": date(2024, 2, 27),
        "legal_review_by": "W. Stroud",
        **values,
    }
    # What the list does not know is left to the service to refuse.
    if action.procedure_code is None and told["action_type_code"] in SERIOUS:
        covered(session, action, told["action_type_code"])
    analyzed(action, on=told["proposed_on"])
    if told.pop("weigh", True) and procedures.weighs_factors(action):
        proposing_weighed(session, action)
    if told["action_type_code"] == "INDEFINITE_SUSPENSION":
        told.setdefault("end_condition", "The criminal case has ended.")
    return service.record_proposal(action, actor=current_actor(), **told)


def link_of(session: Session, action: DisciplinaryAction, code: str = "SUBSTANTIATED") -> Any:
    """The subject's allegation with that finding."""
    return session.scalars(
        select(AllegationSubject).where(
            AllegationSubject.party_id == action.party_id, AllegationSubject.finding_code == code
        )
    ).one()


def served(
    session: Session,
    action: DisciplinaryAction,
    *,
    signed: StoredFile | None = None,
    **values: Any,
) -> DisciplinaryAction:
    """The notice in the employee's hand."""
    if values.get("deciding") is not None:
        service.name_officials(action, actor=current_actor(), deciding=values["deciding"])
    bound(session, action, file=signed)
    told = {
        "received_at": NOTICE,
        "method_code": "HAND_DELIVERY",
        "proof": "Handed over by the supervisor; signed.",
        "material_with_notice": True,
        **values,
    }
    return service.serve_notice(action, actor=current_actor(), **told)


def answered(session: Session, action: DisciplinaryAction, **values: Any) -> DisciplinaryAction:
    """A written answer of Mar 6, 2024."""
    told = {
        "kind": "WRITTEN",
        "received_at": datetime(2024, 3, 6, 16, tzinfo=UTC),
        "summary": "Admits the searches.",
        "channel": "EMAIL",
        "submitted_by": "EMPLOYEE",
        **values,
    }
    service.record_answer(action, actor=current_actor(), **told)
    return action


def weighed(session: Session, action: DisciplinaryAction) -> DisciplinaryAction:
    """All twelve factors."""
    codes = session.scalars(select(DouglasFactor.code)).all()
    weights = {code: (FactorWeight.NEUTRAL, f"Reasons for {code}.") for code in codes}
    return service.save_worksheet(action, actor=current_actor(), weights=weights)


def decided(session: Session, action: DisciplinaryAction, **values: Any) -> DisciplinaryAction:
    """Decided as proposed on Mar 20, 2024, effective on the default date."""
    told: dict[str, Any] = {
        "action_type_code": "REMOVAL",
        "sustained": {1},
        "decided_on": date(2024, 3, 20),
        "effective_on": date(2024, 4, 1),
        **values,
    }
    return service.record_decision(action, actor=current_actor(), **told)


def decision_served(
    session: Session, action: DisciplinaryAction, **values: Any
) -> DisciplinaryAction:
    """The decision in the employee's hand on Mar 25, 2024."""
    if values.get("effective_on") is not None:
        service.change_effective(action, actor=current_actor(), effective_on=values["effective_on"])
    bound(session, action, decision=True)
    told = {
        "received_at": datetime(2024, 3, 25, 15, tzinfo=UTC),
        "method_code": "CERTIFIED_MAIL",
        "proof": "Return receipt, signed.",
        **values,
    }
    return service.serve_decision(action, actor=current_actor(), **told)


def came(session: Session, action: DisciplinaryAction, **values: Any) -> NewMaterial:
    """A gate log that came on Mar 20, 2024, after the notice."""
    told: dict[str, Any] = {
        "kind": "DOCUMENT",
        "title": "Gate log",
        "source": "Port director",
        "matters": "Shows another hour.",
        "text": "In at 9:40 p.m.",
        "arrived_on": date(2024, 3, 20),
        **values,
    }
    return service.add_new_material(action, actor=current_actor(), **told)


STEPS = ("REFERRED", "DRAFT", "PROPOSED", "ANSWER", "DECISION", "DECIDED", "SERVED", "EFFECTIVE")


def lead(
    session: Session,
    to: str,
    *,
    specialist: str | None = "specialist.ler",
    proposal: dict[str, Any] | None = None,
    **case: Any,
) -> SimpleNamespace:
    """A case whose subject's removal stands at a step, led there by the installation itself.

    The clock has to stand after the worked dates. Numbers are handed on, not rows: each
    transaction reads its own.
    """
    made = investigated(session, **case)
    referral = refer(session, made)
    found = SimpleNamespace(number=made.case.number, referral=referral.id)
    if to == "REFERRED":
        return found
    action = service.accept_referral(
        referral,
        actor=current_actor(),
        specialist=user(specialist, session) if specialist else None,
    )
    found.action = action.id
    steps: tuple[Callable[[], Any], ...] = (
        lambda: proposed(session, action, **(proposal or {})),
        lambda: served(session, action),
        lambda: weighed(session, answered(session, action)),
        lambda: decided(session, action),
        lambda: decision_served(session, action),
        lambda: service.make_effective(action, actor=current_actor()),
    )
    for step in steps[: STEPS.index(to) - 1]:
        step()
    return found


def refused(call: Callable[[], Any], *words: str) -> RuleBroken:
    """The refusal of a call; its sentences hold the words."""
    with pytest.raises(RuleBroken) as caught:
        call()
    said = " ".join(caught.value.sentences)
    assert all(word in said for word in words), said
    return caught.value


def official(session: Session, username: str) -> User:
    """Another management official, of the office of official2.cbp."""
    office = user("official2.cbp", session).memberships[0].office
    made = auth.create_user(
        session, username=username, name="Third Official", password=accounts.PASSWORD
    )
    auth.add_membership(
        session,
        user=made,
        office=office,
        role=Role.MANAGEMENT_OFFICIAL,
        valid_from=accounts.EMPLOYED_SINCE,
        is_confirmed=True,
    )
    session.flush()
    return made
