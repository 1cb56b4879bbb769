"""The demonstration: it loads on both databases, shows every status, and its trail is intact."""

from datetime import UTC, date, datetime, timedelta

import pytest
from flask_migrate import upgrade
from sqlalchemy import Date, func, select

from jicms import create_app
from jicms.access.actor import Actor
from jicms.allegations.models import Allegation, AllegationDetail
from jicms.audit.models import AuditEvent
from jicms.auth.models import User
from jicms.cases.kinds import FORUM
from jicms.cases.models import Case, CaseGrant, CaseStatus, IdentityMode, Party, PartyRole, Wall
from jicms.cases.models_links import CaseLink
from jicms.core import unit_of_work
from jicms.core.types import UtcDateTime
from jicms.deadlines.models import CaseClock, ClockState
from jicms.deadlines.models_tasks import Task, TaskState
from jicms.demo import load as loading
from jicms.demo.accounts import PASSWORD
from jicms.demo.themes import theme_of
from jicms.discipline.models import ActionStatus, DisciplinaryAction, LrReferral, Penalty
from jicms.discipline.models_coverage import LetterService
from jicms.discipline.models_outside import OutsideDiscipline
from jicms.evidence.models import Exhibit, Statement
from jicms.exports.models import ExportPackage, ExportState
from jicms.extensions import db
from jicms.files.models import StoredFile
from jicms.files.service import open_stream
from jicms.intake.models import IntakeDraft, IntakeFile, OigReferral, OigStatus
from jicms.intake.models_letters import Acknowledgement
from jicms.intake.models_received import ReceivedFile, ReceivedReport, ReportState
from jicms.intake.reported import content_of
from jicms.investigations.models import Investigation, InvestigationStatus, Report, ReportStatus
from jicms.notices.models import Notice
from jicms.people.models import DeclaredRelation, Employment, Person
from jicms.people.models_merge import PersonMerge
from jicms.prosecution.models import ProsecutionReferral, ProsecutionStatus
from jicms.refdata.models_discipline import ReceiptBasis
from jicms.routing.models import OutsideReferral, ReplyState
from tests.conftest import settings


@pytest.fixture(scope="module")
def loaded(databases, tmp_path_factory):
    """An application in demo mode whose database was filled by the command, once."""
    folder = tmp_path_factory.mktemp("demo")
    databases.create("demonstration")
    chosen = settings(databases.url("demonstration"), folder) | {"ENV_NAME": "demo"}
    app = create_app(chosen)
    runner = app.test_cli_runner()
    with app.app_context():
        upgrade()
    for arguments in (["refdata", "load"], ["demo", "load"]):
        done = runner.invoke(args=arguments)
        assert done.exit_code == 0, (done.output, done.exception)
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def all_rows(loaded):
    """The database as the installation itself reads it."""
    with loaded.app_context(), unit_of_work.read(Actor.system("test")) as session:
        yield session


def test_it_makes_what_it_says(all_rows):
    count = lambda model: all_rows.scalar(select(func.count()).select_from(model))  # noqa: E731
    assert 90 <= count(Case) <= 115
    assert count(Person) >= 150
    assert count(IntakeDraft) >= 3
    assert count(Exhibit) >= 50
    assert count(Statement) >= 30
    events = all_rows.scalars(select(AuditEvent.event).distinct()).all()
    assert "DEMO_LOADED" in events


@pytest.mark.parametrize(
    ("column", "wanted"),
    [
        (Case.status, CaseStatus),
        (DisciplinaryAction.status, ActionStatus),
        (Investigation.status, InvestigationStatus),
        (Report.status, ReportStatus),
        (OigReferral.status, set(OigStatus) - {OigStatus.RETURNED_INFO_ONLY, OigStatus.REASSERTED}),
    ],
    ids=lambda value: str(getattr(value, "key", "")),
)
def test_every_status_is_there(all_rows, column, wanted):
    assert set(all_rows.scalars(select(column).distinct())) == set(wanted)


def test_both_agencies_and_the_special_cases_are_there(all_rows):
    agencies = all_rows.scalars(select(Case.agency_id).distinct()).all()
    assert len(agencies) == 2
    modes = set(all_rows.scalars(select(Party.identity_mode).distinct()))
    assert {IdentityMode.CONFIDENTIAL, IdentityMode.ANONYMOUS} <= modes
    walls = set(all_rows.scalars(select(Party.wall).distinct()))
    assert {Wall.SUSPENDED, Wall.CONFIRMED} <= walls
    assert all_rows.scalar(select(func.count(Case.id)).where(Case.restricted)) == 1
    levels = all_rows.execute(select(CaseGrant.kind, CaseGrant.level).distinct()).all()
    named = {(kind.value, level.value) for kind, level in levels}
    assert {("share", "summary"), ("share", "full"), ("named", "full")} <= named
    returned = all_rows.scalars(select(LrReferral.status)).all()
    assert "RETURNED" in {status.value for status in returned}
    prosecution = set(all_rows.scalars(select(ProsecutionReferral.status)))
    assert {ProsecutionStatus.DECLINED, ProsecutionStatus.CHARGED_INDICTMENT} <= prosecution
    penalties = set(all_rows.scalars(select(Penalty.action_type_code)))
    assert {"REMOVAL", "SUSPENSION_1_14", "LETTER_OF_REPRIMAND", "RESIGNED_PENDING"} <= penalties
    assert all_rows.scalar(
        select(func.count(Employment.id)).where(Employment.probation_ends > date.today())  # noqa: DTZ011
    )


#: What is meant to lie ahead: clocks, effective dates, ends of grants and drafts, probation.
AHEAD = {
    "ends_on",
    "from_until",
    "lawful_effective_on",
    "answer_due_at",
    "answer_due_on",
    "due_at",
    "due_on",
    "earliest_effective_on",
    "effective_on",
    "expires_at",
    "probation_ends",
    "scheduled_at",
    "start_on",  # of a clock that runs from an effective date
    "triage_due_on",
    "until",
    "until_on",
    "valid_to",
    "valid_until",
}


#: Tables of the calendar and of rules.
CALENDARS = {"holiday", "deadline_rule", "record_mark"}


def test_what_people_add_to_their_cases_is_there(all_rows):
    count = lambda model, *where: all_rows.scalar(  # noqa: E731
        select(func.count()).select_from(model).where(*where)
    )
    for agency in all_rows.scalars(select(Case.agency_id).distinct()).all():
        of = select(Case.id).where(Case.agency_id == agency).scalar_subquery()
        assert count(CaseLink, CaseLink.case_id.in_(of)) >= 1
        own = (Task.case_id.in_(of), Task.owner_id.is_not(None))
        assert count(Task, *own, Task.after_id.is_not(None)) >= 1
        assert count(Task, *own, Task.due_on < date.today()) >= 1  # noqa: DTZ011
        assert count(Task, *own, Task.due_on > date.today()) >= 1  # noqa: DTZ011
        assert count(Task, Task.case_id.in_(of), Task.state == TaskState.DONE) >= 1
        assert count(Acknowledgement, Acknowledgement.case_id.in_(of)) >= 1
        replies = select(OutsideReferral.state).where(OutsideReferral.case_id.in_(of))
        assert ReplyState.SENT in all_rows.scalars(replies).all()
    assert count(CaseClock, CaseClock.state == ClockState.PAUSED) >= 2
    assert count(OutsideReferral, OutsideReferral.state == ReplyState.OUTCOME) >= 1
    assert count(Notice, Notice.cleared_at.is_(None)) >= 20
    assert not count(Notice, Notice.event == "AUDIT_CHAIN_BREAK")
    late = count(Task, Task.state == TaskState.OPEN, Task.due_on < date.today())  # noqa: DTZ011
    assert 2 <= late <= 80
    ended = select(Case.id).where(Case.status == CaseStatus.CLOSED).scalar_subquery()
    assert not count(Task, Task.state == TaskState.OPEN, Task.case_id.in_(ended))
    assert count(DeclaredRelation, DeclaredRelation.confirmed_at.is_(None)) == 1
    assert count(IntakeFile) == 1


def test_what_people_add_to_the_records_of_people_is_there(all_rows):
    merges = all_rows.execute(
        select(Person.agency_id).join(PersonMerge, PersonMerge.kept_id == Person.id)
    ).all()
    assert len(merges) == len(set(merges)) == 2
    roles = select(Party.role).where(Party.withdrawn_at.is_(None))
    assert set(FORUM) <= set(all_rows.scalars(roles).all())
    confirmed = select(DeclaredRelation).where(DeclaredRelation.confirmed_at.is_not(None))
    assert len(all_rows.scalars(confirmed).all()) == 1


def test_reports_of_the_public_page_wait_at_both_desks(all_rows):
    found = all_rows.scalars(select(ReceivedReport)).all()
    assert {report.state for report in found} == {ReportState.WAITING}
    assert len({report.office_id for report in found}) == len(found) == 2
    assert all_rows.scalar(select(func.count(ReceivedFile.id))) == 1
    for report in found:
        assert len(content_of(report)["what"]) > 40


def test_nothing_happened_in_the_future_or_too_long_ago(all_rows):
    now = datetime.now(UTC)
    for table in db.metadata.sorted_tables:
        for column in table.columns:
            is_date = isinstance(column.type, UtcDateTime | Date)
            if column.name in AHEAD or table.name in CALENDARS or not is_date:
                continue
            latest = all_rows.execute(select(func.max(column))).scalar()
            if latest is not None:
                end = now if isinstance(latest, datetime) else date.today()  # noqa: DTZ011
                assert latest <= end, (table.name, column.name)
    first = all_rows.scalar(select(func.min(Case.received_at)))
    assert now - timedelta(days=700) < first < now - timedelta(days=400)


def test_the_trail_is_intact_and_sealed(loaded):
    done = loaded.test_cli_runner().invoke(args=["audit", "verify"])
    assert done.exit_code == 0, done.output
    assert "Intact" in done.output


def test_a_second_load_is_refused(loaded):
    done = loaded.test_cli_runner().invoke(args=["demo", "load"])
    assert done.exit_code == 1
    assert "there are 28 accounts" in done.output


def test_files_open_and_are_what_they_say(all_rows):
    kinds = set()
    for file in all_rows.scalars(select(StoredFile).limit(40)):
        with open_stream(file) as stream:
            content = b"".join(stream)
        assert len(content) == file.size
        kinds.add(file.content_type)
    assert kinds == {"application/pdf", "text/plain"}


@pytest.mark.parametrize("username", ["intake.ia", "supervisor.opr", "official.ice", "auditor"])
def test_the_accounts_sign_in_and_see_their_work(loaded, username):
    client = loaded.test_client()
    answer = client.post("/sign-in", data={"username": username, "password": PASSWORD})
    assert answer.status_code == 302, answer.text
    assert client.get("/").status_code == 200


def test_no_title_holds_a_name(all_rows):
    families = [name for name in all_rows.scalars(select(Person.family_name)) if len(name) > 4]
    for title in all_rows.scalars(select(Case.title)):
        assert not [name for name in families if name in title], title


def test_loading_is_refused_outside_demo_mode(app):
    done = app.test_cli_runner().invoke(args=["demo", "load"])
    assert done.exit_code == 1
    assert "demo mode only" in done.output


def test_loading_is_refused_where_there_is_anything(app):
    with app.app_context(), pytest.raises(loading.Refused, match="Nothing was loaded"):
        loading.refuse_if_loaded()


def test_the_story_of_a_case_is_about_its_subjects(all_rows):
    names = {person.name for person in all_rows.scalars(select(Person))}
    told = all_rows.execute(
        select(Case, AllegationDetail.narrative)
        .join(Allegation, Allegation.case_id == Case.id)
        .join(AllegationDetail, AllegationDetail.allegation_id == Allegation.id)
        .where(Allegation.n == 1)
    ).all()
    assert len(told) >= 90
    theirs = {}
    for party in all_rows.scalars(select(Party).where(Party.role == PartyRole.SUBJECT)):
        theirs.setdefault(party.case_id, []).append(party)
    seen_unknown = 0
    for case, narrative in told:
        subjects = theirs[case.id]
        known = {party.person.name for party in subjects if party.person}
        if known:
            in_text = {name for name in names if name in narrative}
            assert known <= in_text, (case.number, narrative)
        else:
            seen_unknown += 1
            assert not [name for name in names if name in narrative], (case.number, narrative)
    assert seen_unknown >= 2


def test_a_story_is_told_of_a_post_that_fits_it(all_rows):
    rows = all_rows.execute(
        select(Employment.title, Allegation.category_code, Employment.is_law_enforcement)
        .join(Party, Party.person_id == Employment.person_id)
        .join(Allegation, Allegation.case_id == Party.case_id)
        .where(Party.role == PartyRole.SUBJECT, Party.n == 1, Allegation.n == 1)
    ).all()
    wrong = [
        (title, code)
        for title, code, is_leo in rows
        if not theme_of(code).fits(title, is_leo=bool(is_leo))
    ]
    assert not wrong
    assert {theme_of(code).posts for _title, code, _leo in rows} != {()}


def test_letters_travel_in_each_way_and_probation_is_seen_to_end(all_rows):
    served = all_rows.execute(
        select(LetterService.method_code, LetterService.basis, LetterService.proof)
    ).all()
    ways = {row.method_code: row for row in served}
    assert ways["FIRST_CLASS_MAIL"].basis is ReceiptBasis.PRESUMED
    assert ways["REFUSED"].basis is ReceiptBasis.ATTEMPTED
    assert all(ways[code].proof for code in ("FIRST_CLASS_MAIL", "REFUSED"))
    clocks = set(all_rows.scalars(select(CaseClock.rule_code)))
    assert {"PROBATION_CERTIFICATION", "PROBATION_END"} <= clocks
    ended = select(Penalty).where(Penalty.action_type_code == "PROBATIONARY_TERMINATION")
    assert all_rows.scalars(ended).all()


def test_discipline_from_outside_is_entered_and_verified(all_rows):
    row = all_rows.scalars(select(OutsideDiscipline)).one()
    assert row.verified_by_id not in {None, row.entered_by_id}


def test_nobody_has_more_notices_than_one_reads(all_rows):
    waiting = dict(
        all_rows.execute(
            select(User.username, func.count(Notice.id))
            .join(Notice, Notice.user_id == User.id)
            .where(Notice.cleared_at.is_(None))
            .group_by(User.username)
        ).all()
    )
    assert waiting["supervisor.ia"] <= 18
    assert max(waiting.values()) <= 30, waiting
    assert all_rows.scalar(select(func.count(Notice.id)).where(Notice.cleared_at.is_not(None)))


def test_export_packages_were_released_and_wait(all_rows):
    states = {row.state: row for row in all_rows.scalars(select(ExportPackage))}
    assert states.keys() == {ExportState.RELEASED, ExportState.ASKED}
    released = states[ExportState.RELEASED]
    assert released.handed_on is not None
    assert len(released.manifest_sha256) == 64
    assert all(row.contents and row.persons for row in states.values())


def test_a_report_went_to_a_prosecutor_and_another_was_supplemented(all_rows):
    sent = all_rows.scalars(select(Report).where(Report.type_code == "PROSECUTION_REFERRAL")).all()
    assert [report.status for report in sent] == [ReportStatus.APPROVED]
    package = all_rows.scalars(
        select(ExportPackage).where(ExportPackage.case_id == sent[0].case_id)
    ).one()
    assert package.handed_on is not None
    assert [row.report for row in package.contents if row.report] == sent
    assert all_rows.scalar(
        select(func.count(Exhibit.id)).where(
            Exhibit.report_id == sent[0].id, Exhibit.released_at.is_not(None)
        )
    )
    added = all_rows.scalars(select(Report).where(Report.supplements_id.is_not(None))).one()
    assert added.supplements.status is added.status is ReportStatus.APPROVED
    corrected = select(Statement).where(Statement.corrects_id.is_not(None))
    again = all_rows.scalars(corrected).one()
    assert (again.case_id, again.giver_id) == (added.case_id, again.corrects.giver_id)
    cited = select(Exhibit.statement_id).where(Exhibit.report_id == added.id)
    assert all_rows.scalars(cited).all() == [again.id]
