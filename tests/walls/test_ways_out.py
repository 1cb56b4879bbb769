"""Every way by which what was compelled leaves its page: each is on the list of who knows, and the
facts of the declination go along where the statement goes, and nowhere else."""

import json

from sqlalchemy import select

from jicms.access.actor import current_actor
from jicms.auth.models import User
from jicms.cases import service as case_service
from jicms.cases.handling import Handling
from jicms.cases.models import Case, LogEntry, LogKind
from jicms.core import clock, unit_of_work
from jicms.discipline import service as discipline_service
from jicms.evidence import exposure, service
from jicms.evidence.exposure_ways import OFFICE_RECEIVED
from jicms.evidence.models import Exhibit, Statement
from jicms.evidence.models_drafts import StatementDraft
from jicms.evidence.service import drafts
from jicms.investigations import service as investigations
from jicms.investigations.models import InvestigationType, Report, ReportStatus
from jicms.prosecution import service as prosecution
from jicms.prosecution.models import ProsecutionStatus
from tests.evidence.conftest import number, upload
from tests.exports.conftest import MAKER, SUPERVISOR, records, release, unpacked
from tests.factories import accounts, discipline, files
from tests.factories.evidence import SYSTEM, TAKEN, item, party, the_case, the_investigation
from tests.factories.interviews import held
from tests.factories.investigations import report
from tests.factories.pictures import picture

__all__ = ["number", "records", "release", "upload"]

LEAD, BOSS = "investigator.ia", "supervisor.ia"
TYPED = {"password": "correct horse battery", "again": "correct horse battery"}
DRAFT = "/cases/{n}/evidence/statement-drafts/1"
REPORT = "/cases/{n}/reports/1"
#: While it is written: who asks for what, and how the list says it.
WRITING = (
    (BOSS, "get", DRAFT, "Opened", "statement_draft"),
    (BOSS, "post", f"{DRAFT}/print", "Printed for signature", "statement_draft"),
    (BOSS, "get", f"{DRAFT}/prints/1", "Downloaded", "statement_print"),
)
#: Once it is recorded, and what came of it.
READING = (
    (BOSS, "get", "/cases/{n}/evidence/statements/1", "Opened", "statement"),
    (BOSS, "get", "/cases/{n}/evidence/items/1", "Opened", "evidence_item"),
    (BOSS, "get", "/cases/{n}/evidence/items/1/file", "Downloaded", "evidence_item"),
    (BOSS, "get", "/cases/{n}/evidence/items/1/preview", "Played or looked at", "evidence_item"),
    (BOSS, "get", "/cases/{n}/log", "Opened the log", "log_entry"),
    (BOSS, "get", "/cases/{n}/sheet", "Printed the case", "log_entry"),
    (BOSS, "get", REPORT, "Opened", "report"),
    (BOSS, "get", f"{REPORT}/print", "Printed", "report"),
    (BOSS, "get", f"{REPORT}/pdf", "Downloaded", "report"),
    (LEAD, "get", f"{REPORT}/docx", "Downloaded", "report"),
    (LEAD, "get", f"{REPORT}/sections/predication", "Opened", "report"),
)


def walked(sign_in, ways, number):
    for name, method, path, _how, _table in ways:
        answer = getattr(sign_in(name), method)(path.format(n=number))
        assert answer.status_code in {200, 302}, (path, answer.status_code)


def known(session, *rows):
    """(account, how, table) of everybody who came to know the records."""
    names = dict(session.execute(select(User.id, User.username)).all())
    return {
        (names.get(one.user_id, one.who), one.how, one.what[0])
        for one in exposure.exposures_of(*rows)
    }


def expected(ways):
    return {(name, how, table) for name, _method, _path, how, table in ways}


def test_every_way_out_of_the_case_is_on_the_list(acting, reading, sign_in, number):
    with acting(LEAD) as session:
        lead, case = accounts.actor_of(LEAD), the_case(session, number)
        interview = held(session, case, party(session))
        told = {"kind_code": "AFFIDAVIT", "giver": party(session), "warning_code": "KALKINES"}
        draft = drafts.draft_statement(case, actor=lead, interview=interview, **told)
        drafts.write(draft, actor=lead, text="I took it.", base=draft.version)
    walked(sign_in, WRITING, number)
    with acting(LEAD) as session:
        draft, case = session.scalar(select(StatementDraft)), the_case(session, number)
        said = drafts.refuse(draft, actor=lead, taken_at=TAKEN, reason="No.")
        file = files.upload(picture(), "ledger.jpg")
        thing = item(session, number, description="Ledger", file=file)
        line = {"kind": LogKind.NOTE, "text": "Found the ledger", "occurred_at": clock.now()}
        noted = case_service.add_log(case, actor=lead, **line)
        session.flush()
        for row in (thing, noted):
            service.mark_derived(row, actor=lead, source=said, reason="He led us there.")
        of = report(session, the_investigation(session), body="")
        service.add_exhibit(of, actor=lead, description="Refusal", statement=said)
    walked(sign_in, READING, number)
    with acting() as session:
        row = session.scalar(select(Report))
        row.status, row.approved_at = ReportStatus.APPROVED, clock.now()
    assert sign_in(BOSS).post(f"/cases/{number}/reports/1/copy", data=TYPED).status_code == 200
    with reading() as session:
        found = known(session, session.scalar(select(Statement)))
        copied = (BOSS, "Made a copy", "report")
        assert expected(WRITING) | expected(READING) | {copied} <= found
        room = {(LEAD, "Was at the interview", "interview"), (LEAD, "Wrote it", "statement_draft")}
        assert room <= found
        criminal = accounts.actor_of("investigator2.ia").username
        assert criminal not in {who for who, _how, _table in found}


def test_whoever_read_the_log_before_its_line_was_marked_knows_and_nobody_behind_the_wall(
    acting, reading, sign_in, number
):
    with acting(LEAD) as session:
        case, lead = the_case(session, number), accounts.actor_of(LEAD)
        line = {"kind": LogKind.NOTE, "text": "Found the ledger", "occurred_at": clock.now()}
        case_service.add_log(case, actor=lead, **line)
        held(session, case, party(session))
    assert sign_in("investigator2.ia").get(f"/cases/{number}/log").status_code == 200
    with acting(LEAD) as session:
        case, noted = the_case(session, number), session.scalars(select(LogEntry)).all()[-1]
        told = {"kind_code": "MEMO_OF_INTERVIEW", "giver": party(session), "taken_at": TAKEN}
        interview = session.scalar(select(exposure.Interview))
        more = {"warning_code": "KALKINES", "interview": interview, "text": "I took it."}
        said = service.record_statement(case, actor=lead, **told, **more)
        service.mark_derived(noted, actor=lead, source=said, reason="He led us there.")
    assert sign_in("head.ia").get(f"/cases/{number}/log").status_code == 200
    with reading() as session:
        found = known(session, session.scalar(select(Statement)))
        assert ("investigator2.ia", "Opened the log", "log_entry") in found
        assert "head.ia" not in {who for who, _how, _table in found}, "the wall hid it from him"


def test_a_package_lists_its_maker_its_recipient_and_who_took_it_and_carries_the_declination(
    reading, records, release, sign_in, tmp_path
):
    release("statement-2", recipient="APPELLANT")
    path = f"/cases/{records}/exports/1/package"
    unpacked(sign_in(SUPERVISOR).get(path, buffered=True), tmp_path)
    manifest = json.loads((tmp_path / "manifest.json").read_text())
    (row,) = manifest["records"]
    assert [(one["office"], one["date"], one["said"]) for one in row["declinations"]] == [
        ("U.S. Attorney’s Office", "2026-11-04", "Declined in writing")
    ]
    assert sign_in("investigator2.ia").get(path).status_code == 404
    with reading() as session:
        found = known(session, session.scalar(select(Statement).where(Statement.n == 2)))
        for who, how in (
            (MAKER, "Put into a package"),
            ("R. Vale", "Received in a package"),
            (SUPERVISOR, "Took out a package"),
        ):
            assert (who, how, "statement") in found, (who, how)


def test_labor_relations_and_an_official_are_listed_and_only_the_first_see_the_declination(
    acting, reading, sign_in
):
    with acting() as session:
        found = discipline.investigated(session, before_approval=with_compelled)
        said, exhibit = found.said, found.compelled
        declined(found)
        referral = discipline.refer(session, found, exhibits=[exhibit])
        specialist = discipline.user("specialist.ler", session)
        told = {"actor": current_actor(), "specialist": specialist}
        action = discipline_service.accept_referral(referral, **told)
        discipline.proposed(session, action, material=[found.report, exhibit])
        discipline.served(session, action)
        investigations.assign(
            found.case,
            actor=SYSTEM,
            type=InvestigationType.CRIMINAL,
            lead=discipline.user("investigator2.ia", session),
            reviewer=discipline.user("head.ia", session),
        )
        number, key, n = found.case.number, said.id, exhibit.n
    at, package = f"/cases/{number}/discipline", f"/packages/{number}/1"
    labor, official = sign_in("specialist.ler"), sign_in("official2.cbp")
    assert "P. Lindqvist" in labor.get(at).text
    assert labor.get(f"/cases/{number}/evidence/statements/2").status_code == 200
    for path in (package, f"{package}/exhibits/{n}", f"{package}/report/1"):
        answer = official.get(path)
        assert answer.status_code == 200, path
        assert "Lindqvist" not in answer.text, path
    assert "I did it." in official.get(f"{package}/exhibits/{n}").text
    for path in (at, f"/cases/{number}/prosecution"):
        assert "Lindqvist" not in official.get(path).text, path
    for name in ("investigator2.ia", "head.ia"):
        text = sign_in(name).get(at).text
        assert "may be used administratively" not in text, name
        assert "Declination of prosecution" not in text, name
    with reading() as session:
        ways = known(session, session.get(Statement, key))
        case = session.scalar(select(Case).where(Case.number == number))
        lists = {(who, how) for who, how, _table in ways}
        for way in (
            ("Labor and Employee Relations", "Received"),
            ("supervisor.ler", OFFICE_RECEIVED),
            ("specialist.ler", "Received"),
            ("specialist.ler", "Opened"),
            ("official2.cbp", "Received"),
            ("official2.cbp", "Opened in a package"),
        ):
            assert way in lists, way
        assert ("supervisor.ler", "Opened") not in lists
        exposed = {one.user_id for one in exposure.exposures_in(case)}
        assert accounts.actor_of("supervisor.ler").user_id in exposed
        assert accounts.actor_of("supervisor.elr").user_id not in exposed


def with_compelled(found):
    """What the subject had to say, as an exhibit."""
    session = unit_of_work.session()
    compelled = {"case_id": found.case.id, "handling": int(Handling.GARRITY_COMPELLED)}
    told = {"kind_code": "AFFIDAVIT", "giver_id": found.subject.id, "text": "I did it."}
    found.said = Statement(**compelled, **told, n=2, taken_at=found.case.received_at)
    session.add(found.said)
    session.flush()
    n = len(found.exhibits) + 1
    shown = {"report_id": found.report.id, "description": "What the subject said"}
    found.compelled = Exhibit(**compelled, **shown, n=n, statement_id=found.said.id)
    session.add(found.compelled)
    session.flush()


def declined(found):
    """The prosecutor declined."""
    on = found.case.received_at.date()
    asked = prosecution.refer(
        found.case,
        actor=current_actor(),
        party=found.subject,
        level_code="FEDERAL",
        office="U.S. Attorney, Eastern District",
        prosecutor="P. Lindqvist",
        on=on,
    )
    prosecution.record_event(
        asked,
        actor=current_actor(),
        status=ProsecutionStatus.DECLINED,
        on=on,
        declination_code="NO_FEDERAL_INTEREST",
        is_written=True,
    )
