"""A case with one child of every kind, each numbered `n`, written straight into the tables."""

import io
from datetime import date
from types import SimpleNamespace

from sqlalchemy import select
from sqlalchemy.orm import Session

from jicms.allegations.models import (
    Allegation,
    AllegationDetail,
    AllegationSubject,
    Finding,
    FindingDetail,
)
from jicms.auth.models import Office, User
from jicms.cases.models import CaseStatus, IdentityMode, PartyRole, Recusal, SubjectStatus
from jicms.cases.models_breakglass import BreakGlass
from jicms.cases.models_injury import Injury
from jicms.cases.models_vault_files import VaultFile
from jicms.core import clock
from jicms.deadlines import service as deadlines
from jicms.deadlines.models import ClockSide
from jicms.deadlines.models_tasks import Task
from jicms.discipline.kinds import ReferralKind, ReferralStatus
from jicms.discipline.models import (
    ActionStatus,
    DisciplinaryAction,
    LrReferral,
    Penalty,
    PenaltyStage,
)
from jicms.discipline.models_comparators import ComparatorSet
from jicms.discipline.models_package import NewKind, NewMaterial
from jicms.evidence.models import Document, EvidenceItem, Exhibit, Statement
from jicms.evidence.models_drafts import StatementDraft, StatementPrint
from jicms.evidence.models_weighing import FindingEvidence, Weight
from jicms.exports.models import ExportContent, ExportPackage, ExportPerson
from jicms.files import service as files
from jicms.intake.models import OigReferral
from jicms.intake.models_letters import Acknowledgement, LetterForm
from jicms.intake.models_received import ReporterMessage
from jicms.investigations.models import (
    Assignment,
    Investigation,
    InvestigationStatus,
    InvestigationType,
    Report,
    ReportStatus,
)
from jicms.prosecution.models import ProsecutionEvent, ProsecutionReferral, ProsecutionStatus
from jicms.prosecution.models_arrest import Arrest
from jicms.routing.models import OutsideReferral, ReplyState
from tests.factories import accounts, cases, litigation, received, world_parts


def world(session: Session, *, office: str = "IA", n: int = 1, **values: object) -> SimpleNamespace:
    """The case and its children. `n` sets their numbers, so that two worlds never share one."""
    made = SimpleNamespace()
    users = {row.username: row for row in session.scalars(select(User))}
    lead_office = session.scalar(select(Office).where(Office.code == office))
    assert lead_office is not None
    found = {"status": CaseStatus.OPEN, "opened_at": clock.now(), "class_code": "CBP-2", **values}
    made.case = cases.case(session, office=office, **found)
    key = made.case.id

    def add(row):
        session.add(row)
        session.flush()
        return row

    made.subject = cases.party(session, made.case, role=PartyRole.SUBJECT, description="Subject")
    made.subject.n, made.subject.subject_status = n, SubjectStatus.IN_ADJUDICATION
    made.allegation = add(
        Allegation(
            case_id=key,
            n=n,
            category_code="IT-02",
            class_code="CBP-2",
            incident_from=date(2026, 10, 1),
            intake_method_code="PHONE_HOTLINE",
            received_at=made.case.received_at,
        )
    )
    add(AllegationDetail(allegation_id=made.allegation.id, case_id=key, narrative=f"Told {n}"))
    made.allegation_subject = add(
        AllegationSubject(
            allegation_id=made.allegation.id,
            case_id=key,
            m=n,
            party_id=made.subject.id,
            finding_code="SUBSTANTIATED",
        )
    )
    made.finding = add(
        Finding(allegation_subject_id=made.allegation_subject.id, case_id=key, code="SUBSTANTIATED")
    )
    add(FindingDetail(finding_id=made.finding.id, case_id=key, reasons=f"Why {n}"))
    reported = received.report(session, mode=IdentityMode.CONFIDENTIAL, case=made.case)
    made.message = session.scalar(
        select(ReporterMessage).where(ReporterMessage.report_id == reported.id)
    )
    made.received_file = received.file(session, reported)
    made.recusal = add(Recusal(case_id=key, user_id=users["head.ia"].id, reason="Once a partner"))
    made.glass = add(
        BreakGlass(
            number=made.case.number, case_id=key, asked_by_id=users["head.ia"].id, reason="Now"
        )
    )
    made.log_entry = cases.log(session, made.case)
    made.investigation = add(
        Investigation(
            case_id=key,
            n=n,
            type=InvestigationType.ADMINISTRATIVE,
            status=InvestigationStatus.DONE,
            reviewer_id=users["supervisor.ia"].id,
        )
    )
    made.assignment = add(
        Assignment(
            investigation_id=made.investigation.id,
            case_id=key,
            user_id=users["investigator.ia"].id,
            is_lead=True,
        )
    )
    world_parts.fieldwork(made, add, n, users["investigator.ia"].id)
    made.report = add(
        Report(
            case_id=key,
            investigation_id=made.investigation.id,
            n=n,
            type_code="INVESTIGATIVE_FINDINGS",
            title="Report",
            body="Body",
            author_id=users["investigator.ia"].id,
        )
    )
    made.file = files.ingest(io.BytesIO(b"Told on paper."), name="paper.txt", by=None)
    made.item = add(
        EvidenceItem(
            case_id=key,
            n=n,
            kind_code=first_code(session, "EvidenceKind"),
            description="Item",
            collected_at=clock.now(),
            file_id=made.file.id,
        )
    )
    world_parts.custody_of(
        made, add, begun_by=users["investigator.ia"], asked=users["supervisor.ia"]
    )
    world_parts.beyond(
        made, add, users["investigator.opr" if office == "IA" else "investigator.ia"]
    )
    made.statement = add(
        Statement(
            case_id=key,
            n=n,
            kind_code="AFFIDAVIT",
            giver_id=made.subject.id,
            taken_at=clock.now(),
            file_id=made.file.id,
        )
    )
    made.statement_draft = add(
        StatementDraft(case_id=key, n=n, kind_code="AFFIDAVIT", giver_id=made.subject.id, text="I")
    )
    made.printed = add(
        StatementPrint(
            case_id=key,
            draft_id=made.statement_draft.id,
            n=n,
            data={},
            sha256=f"{n:064d}",
            pages=1,
            file_id=made.file.id,
        )
    )
    made.document = add(Document(case_id=key, n=n, title="Paper", file_id=made.file.id))
    made.weighed = add(
        FindingEvidence(
            case_id=key,
            finding_id=made.finding.id,
            n=n,
            weight=Weight.FOR,
            document_id=made.document.id,
        )
    )
    source = cases.party(session, made.case, role=PartyRole.WITNESS, description="Source")
    kept = files.ingest(io.BytesIO(b"Handed over."), name=None, by=None)
    made.vault_file = add(
        VaultFile(case_id=key, party_id=source.id, n=n, file_id=kept.id, sealed="-")
    )
    made.exhibit = add(
        Exhibit(
            case_id=key,
            report_id=made.report.id,
            n=n,
            description="Exhibit",
            statement_id=made.statement.id,
        )
    )
    # No exhibit joins an approved report.
    made.report.approved_by_id = users["supervisor.ia"].id
    made.report.status, made.report.approved_at = ReportStatus.APPROVED, clock.now()
    session.flush()
    made.prosecution = add(
        ProsecutionReferral(
            case_id=key,
            n=n,
            party_id=made.subject.id,
            level_code=first_code(session, "ProsecutionLevel"),
            office="U.S. Attorney",
            status=ProsecutionStatus.REFERRED,
            opened_on=date(2026, 11, 3),
            status_on=date(2026, 11, 3),
        )
    )
    world_parts.court(made, add, users, n)
    add(
        ProsecutionEvent(
            referral_id=made.prosecution.id,
            case_id=key,
            status=ProsecutionStatus.REFERRED,
            on=date(2026, 11, 3),
            file_id=made.file.id,
        )
    )
    world_parts.interview(session, made, users, n)
    made.task = add(
        Task(
            case_id=key,
            side=ClockSide.INVESTIGATION,
            title=f"Task {n}",
            office_id=lead_office.id,
        )
    )
    add(Arrest(case_id=key, n=n, party_id=made.subject.id, agency="Police", charge="Theft"))
    add(Injury(case_id=key, n=n, party_id=made.subject.id, description="Bruise"))
    made.reporter = cases.party(session, made.case, role=PartyRole.COMPLAINANT)
    made.letter = add(
        Acknowledgement(
            case_id=key,
            n=n,
            party_id=made.reporter.id,
            form=LetterForm.LETTER,
            template="ACK_OPEN_LETTER",
            template_version=1,
        )
    )
    made.clock = deadlines.start_clock(
        made.case,
        code="CLOSURE_CODING",
        starts={"completion": made.case.received_at},
        side=ClockSide.INVESTIGATION,
        zone=made.case.agency.zone,
    )
    made.outside = add(
        OutsideReferral(
            case_id=key,
            n=n,
            target_code="CRCL",
            sent_on=date(2026, 11, 3),
            sent_what="A copy of the complaint",
            state=ReplyState.INFORMED,
        )
    )
    made.export = add(
        ExportPackage(
            case_id=key,
            n=n,
            recipient_code="PROSECUTOR",
            recipient_name="R. Vale",
            recipient_address="1 Court Square",
            condition_code="B_7",
            authority="Letter",
            purpose="Charging decision",
            made_by_id=users["investigator.ia"].id,
        )
    )
    add(
        ExportContent(package_id=made.export.id, case_id=key, place=1, document_id=made.document.id)
    )
    add(ExportPerson(package_id=made.export.id, case_id=key, party_id=made.subject.id))
    made.oig = add(OigReferral(case_id=key, sent_on=date(2026, 11, 3)))
    made.grant = cases.grant(session, made.case, user="investigator.ia", kind="assignment")
    labor = session.get(Office, lead_office.refers_to_id)
    assert labor is not None
    made.lr_grant = cases.grant(
        session, made.case, office=labor.code, kind="referral", level="items"
    )
    made.referral = add(
        LrReferral(
            case_id=key,
            party_id=made.subject.id,
            kind=ReferralKind.REPORT,
            report_id=made.report.id,
            from_office_id=lead_office.id,
            to_office_id=labor.id,
            grant_id=made.lr_grant.id,
            status=ReferralStatus.ACCEPTED,
        )
    )
    for row in (
        made.subject,
        made.allegation,
        made.allegation_subject,
        made.finding,
        made.report,
        made.exhibit,
        made.statement,
        made.prosecution,
    ):
        cases.name_item(session, made.lr_grant, row)
    made.action = add(
        DisciplinaryAction(
            case_id=key,
            n=n,
            party_id=made.subject.id,
            referral_id=made.referral.id,
            office_id=labor.id,
            specialist_id=users["specialist.ler"].id if labor.code == "LER" else None,
            proposing_official_id=users["official.cbp"].id,
            deciding_official_id=users["official2.cbp"].id,
        )
    )
    world_parts.charged(made, add, users, n)
    made.action.status = ActionStatus.PROPOSED
    made.penalty = add(
        Penalty(
            action_id=made.action.id,
            case_id=key,
            stage=PenaltyStage.PROPOSED,
            action_type_code="REMOVAL",
        )
    )
    world_parts.agreed(made, add, users, n)
    world_parts.appealed(made, add, n)
    made.new = add(
        NewMaterial(
            action_id=made.action.id,
            case_id=key,
            n=n,
            kind=NewKind.FACT,
            title="Gate log",
            source="Port director",
            matters="Shows another hour.",
            text="In at 9:40.",
            arrived_on=made.case.received_on,
        )
    )
    made.kept = add(
        ComparatorSet(
            action_id=made.action.id,
            case_id=key,
            n=n,
            seen_on=made.case.received_on,
            category_code=made.allegation.category_code,
            years=5,
            near_total=0,
            agency_total=0,
        )
    )
    world_parts.letter(made, add, n)
    litigation.beside_action(made, add, n)
    world_parts.witness(made, add, accounts.person_of(session, "official.cbp").id, n)
    return made


def first_code(session: Session, model: str) -> str:
    """Some code of a list that is not for imported records only."""
    from jicms.refdata import models

    table = getattr(models, model)
    code = session.scalar(select(table.code).where(table.source != "legacy").order_by(table.code))
    assert code is not None
    return str(code)
