"""Statements written in the browser: kept while typed, printed, signed on that print, refused."""

import io
import re

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError, IntegrityError

from jicms.audit.models import AuditEvent
from jicms.cases.handling import Handling
from jicms.core import unit_of_work
from jicms.core.errors import RuleBroken
from jicms.evidence.models import Statement
from jicms.evidence.models_drafts import (
    StatementDraft,
    StatementPrint,
    StatementSigning,
    StatementTyping,
)
from jicms.evidence.service import drafts as service
from jicms.extensions import db
from jicms.files.service import open_stream
from tests.factories import accounts
from tests.factories.evidence import declined, party, statement, the_case
from tests.support.pdf import check

LEAD, CRIMINAL = "investigator.ia", "investigator2.ia"
WORDS = "Q. Where were you?\nA. At the gate,\nall day.\n\nI add: Quillback."
SIGNED = {
    "taken_on": "11/20/2026",
    "began": "10:05 a.m.",
    "ended": "11:00 a.m.",
    "place": "Room 4",
    "oath_administrator": "T. Renquist",
    "initialed": "1",
    "copy_given": "1",
}


@pytest.fixture
def base(number):
    return f"/cases/{number}/evidence/statement-drafts"


@pytest.fixture
def begin(sign_in, reading, base):
    """`begin(kind_code=...)`: a draft of the witness, and its address."""

    def begun(**more):
        with reading() as session:
            data = {"kind_code": "AFFIDAVIT", "giver": str(party(session, 2).id), **more}
        client = sign_in(LEAD)
        answer = client.post(f"{base}/new", data=data)
        assert answer.status_code == 302, answer.text
        return client, answer.location

    return begun


def signed_pdf(data=b"%PDF-1.4 signed"):
    return io.BytesIO(data), "signed.pdf"


def code_in(client, page):
    return re.findall(r"code <b>([0-9A-F]{5}-[0-9A-F]{5})</b>", client.get(page).text)[0]


def test_a_statement_is_written_printed_and_signed_on_its_print(acting, reading, begin):
    lead, page = begin()
    assert "Print for signature" not in lead.get(page).text, "there is nothing to print"
    assert lead.post(f"{page}/print").status_code == 422
    assert lead.post(page, data={"text": "x" * 100_001, "version": "1"}).status_code == 422
    assert lead.post(page, data={"text": WORDS, "version": "1"}).status_code == 302
    assert lead.post(page, data={"text": "Other", "version": "1"}).status_code == 409
    assert "Quillback" in lead.get(page).text
    for _ in range(2):
        assert lead.post(f"{page}/print").status_code == 302
    code = code_in(lead, page)
    pdf = lead.get(f"{page}/prints/1")
    assert pdf.content_type == "application/pdf"
    read = check(pdf.data)
    for foot in read.margins:
        assert "".join(code.split()) in "".join(foot.split()), "the code stands on every page"
        assert "Initials" in foot
        assert "CUI//PRVCY" in "".join(foot.split())
    for said in ("At the gate, all day.", "Subscribed and sworn to", "5 U.S.C. 303(b)"):
        assert read.says(said), said

    text = lead.get(page).text
    version = text.split('name="version" value="', 1)[1].split('"', 1)[0]
    assert lead.post(page, data={"text": "Changed later", "version": version}).status_code == 302
    send = lambda **more: lead.post(  # noqa: E731 - one form, sent in many ways
        f"{page}/sign",
        data={**SIGNED, "code": code, "file": signed_pdf(), **more},
        content_type="multipart/form-data",
    )
    for wrong in (
        {"code": "00000-00000"},
        {"oath_administrator": ""},
        {"initialed": ""},
        {"file": ""},
        {"taken_on": "11/20/2099"},
    ):
        assert send(**wrong).status_code == 422, wrong
    answer = send(code=code.replace("-", "").lower())
    assert answer.status_code == 302
    shown = lead.get(answer.location).text
    assert "Quillback" in shown, "what was signed, not what was written since"
    assert "Changed later" not in shown
    assert "every page initialed" in shown
    assert send().status_code == 409
    with reading() as session:
        made, signing = session.scalar(select(Statement)), session.scalar(select(StatementSigning))
        printed = session.scalars(select(StatementPrint)).one()
        assert (made.text, made.pages) == (WORDS, printed.pages)
        assert signing.sha256 == printed.sha256
        with open_stream(made.file) as stream:
            assert b"".join(stream) == b"%PDF-1.4 signed"
        events = set(session.scalars(select(AuditEvent.event)))
        assert {"STATEMENT_PRINTED", "STATEMENT_RECORDED"} <= events
    with acting() as session:
        session.scalar(select(Statement)).text = "Other"
        with pytest.raises(RuleBroken, match="stays as it is"):
            session.flush()
        session.rollback()


def test_nobody_waits_while_pages_are_drawn_and_the_same_are_drawn_once(begin, monkeypatch):
    lead, page = begin()
    lead.post(page, data={"text": WORDS, "version": "1"})
    states, render = [], service.render

    def watched(*told, **more):
        states.append(unit_of_work.is_writing())
        return render(*told, **more)

    monkeypatch.setattr(service, "render", watched)
    for _ in range(2):
        assert lead.post(f"{page}/print").status_code == 302
    assert states == [False]


@pytest.mark.parametrize("outside", [False, True])
def test_a_declaration_has_the_words_of_the_statute(begin, outside):
    lead, page = begin(kind_code="DECLARATION_1746", outside_us="1" if outside else "")
    assert lead.post(page, data={"text": "I saw it.", "version": "1"}).status_code == 302
    assert lead.post(f"{page}/print").status_code == 302
    read = check(lead.get(f"{page}/prints/1").data)
    laws = "under penalty of perjury under the laws of the United States of America that"
    inside = "I declare under penalty of perjury that the foregoing is true and correct."
    assert read.says(laws) is outside
    assert read.says(inside) is not outside
    assert read.says("Executed on (date)")
    assert not read.says("sworn")
    assert read.says(f"28 U.S.C. 1746({1 if outside else 2})")
    assert "Oath administered by" not in lead.get(f"{page}/sign").text


def test_what_is_typed_is_kept_for_its_writer_alone(acting, sign_in, reading, begin):
    lead, page = begin()
    kept = lead.post(f"{page}/typing", data={"text": "Half a word", "version": "1"})
    assert kept.json["saved"]
    assert lead.post(f"{page}/typing", data={"text": "x" * 100_001}).status_code == 422
    assert "Half a word" in lead.get(page).text
    boss = sign_in("supervisor.ia")
    assert "Half a word" not in boss.get(page).text
    with reading() as session:
        row = session.scalar(select(StatementTyping))
        assert "Half" not in row.sealed
    assert boss.post(page, data={"text": "The boss wrote", "version": "1"}).status_code == 302
    both = lead.get(page).text
    assert "Half a word" in both
    assert "The boss wrote" in both, "both texts stand there, and none is lost"
    assert lead.post(f"{page}/forget").status_code == 302
    assert "Half a word" not in lead.get(page).text


def test_a_refusal_keeps_what_was_put_before_the_person(reading, begin, number):
    lead, page = begin()
    assert lead.post(page, data={"text": WORDS, "version": "1"}).status_code == 302
    data = {"taken_on": "11/20/2026", "at": "2:05 p.m.", "reason": "On advice of counsel"}
    assert lead.post(f"{page}/refuse", data={**data, "reason": ""}).status_code == 422
    answer = lead.post(f"{page}/refuse", data=data)
    assert answer.status_code == 302
    text = lead.get(answer.location).text
    assert "On advice of counsel" in text
    assert "Quillback" in text
    other, again = begin()
    assert other.post(f"{again}/discard").status_code == 302
    assert "Statements being written" in other.get(f"/cases/{number}/evidence").text
    with reading() as session:
        states = session.scalars(select(StatementDraft.state).order_by(StatementDraft.n)).all()
        assert states == ["REFUSED", "DISCARDED"]


def test_a_compelled_draft_is_shut_and_waits_for_its_interview(acting, sign_in, reading, number):
    with acting(LEAD) as session:
        case, subject = the_case(session, number), party(session, 1)
        told = {"kind_code": "SWORN_STATEMENT_QA", "giver": subject, "warning_code": "KALKINES"}
        with pytest.raises(RuleBroken, match="Record the interview first"):
            service.draft_statement(case, actor=accounts.actor_of(LEAD), **told)
        row = StatementDraft(
            case_id=case.id,
            n=1,
            kind_code="SWORN_STATEMENT_QA",
            giver_id=subject.id,
            text="Quillback",
            handling=int(Handling.GARRITY_COMPELLED),
        )
        session.add(row)
    page = f"/cases/{number}/evidence/statement-drafts/1"
    assert "Quillback" in sign_in(LEAD).get(page).text
    for name in (CRIMINAL, "head.ia", "intake.ia", "custodian.ia", "specialist.ler"):
        client = sign_in(name)
        for method in ("get", "post"):
            assert getattr(client, method)(page).status_code == 404, (name, method)
        listed = client.get(f"/cases/{number}/evidence").text
        assert "statement-drafts/1" not in listed, name


def test_the_database_keeps_state_and_statement_together(acting, number):
    with acting(LEAD) as session:
        case = the_case(session, number)
        bare = {"case_id": case.id, "n": 9, "kind_code": "AFFIDAVIT", "state": "SIGNED"}
        session.add(StatementDraft(giver_id=party(session, 2).id, **bare))
        with pytest.raises(IntegrityError), session.begin_nested():
            session.flush()
        session.rollback()


def signed_statement(begin, **more):
    """A signed statement, S01; the client that recorded it."""
    lead, page = begin(**more)
    assert lead.post(page, data={"text": WORDS, "version": "1"}).status_code == 302
    assert lead.post(f"{page}/print").status_code == 302
    data = {**SIGNED, "code": code_in(lead, page)}
    unsigned = {**data, "file": signed_pdf(lead.get(f"{page}/prints/1").data)}
    refused = lead.post(f"{page}/sign", data=unsigned)
    assert refused.status_code == 422
    assert "That is the print itself, unsigned." in refused.text
    assert lead.post(f"{page}/sign", data={**data, "file": signed_pdf()}).status_code == 302
    return lead


def test_a_signed_statement_is_corrected_by_a_new_draft_of_its_words(reading, begin, number, base):
    lead, old = signed_statement(begin), f"/cases/{number}/evidence/statements/1"
    assert "Write a correction" in lead.get(old).text
    form = lead.get(f"{base}/new?corrects=1").text
    assert re.search(r'value="1" selected>S01, Affidavit', form)
    with reading() as session:
        givers = [str(party(session, n).id) for n in (2, 1)]
    data = {"kind_code": "AFFIDAVIT", "giver": givers[0], "corrects": "1"}
    for wrong in ({"giver": givers[1]}, {"corrects": "7"}):
        assert lead.post(f"{base}/new", data={**data, **wrong}).status_code == 422, wrong
    page = lead.post(f"{base}/new", data=data).location
    shown = lead.get(page).text
    assert "Quillback" in shown
    assert f'href="{old}"' in shown
    assert "A correction is being written" in lead.get(old).text
    assert "<b>Corrected</b>" not in lead.get(old).text, "nothing is corrected before it is signed"
    assert lead.post(page, data={"text": "A. At the dock.", "version": "1"}).status_code == 302
    lead.post(f"{page}/print")
    read = check(lead.get(f"{page}/prints/1").data)
    assert read.says("Corrects Statement S01")
    signed = {**SIGNED, "code": code_in(lead, page), "file": signed_pdf(b"%PDF-1.4 two")}
    assert lead.post(f"{page}/sign", data=signed).status_code == 302
    first, second = lead.get(old).text, lead.get(f"/cases/{number}/evidence/statements/2").text
    assert f'<b>Corrected</b> by <a href="/cases/{number}/evidence/statements/2">' in first
    assert "A correction is being written" not in first
    assert "Quillback" in first, "the old one stays"
    assert f'href="{old}"' in second
    with reading() as session:
        one, two = session.scalars(select(Statement).order_by(Statement.n)).all()
        assert (two.corrects_id, two.text) == (one.id, "A. At the dock.")


def test_a_refused_correction_corrects_nothing(reading, begin, base, number):
    lead = signed_statement(begin)
    with reading() as session:
        giver = str(party(session, 2).id)
    page = lead.post(
        f"{base}/new", data={"kind_code": "AFFIDAVIT", "giver": giver, "corrects": "1"}
    ).location
    said = {"taken_on": "11/21/2026", "at": "9:00 a.m.", "reason": "Not now."}
    assert lead.post(f"{page}/refuse", data=said).status_code == 302
    with reading() as session:
        assert session.scalars(select(Statement.corrects_id)).all() == [None, None]
    assert "<b>Corrected</b>" not in lead.get(f"/cases/{number}/evidence/statements/1").text


def test_the_correction_of_a_compelled_statement_is_compelled(acting, sign_in, number):
    with acting() as session:
        declined(session, number)
    with acting(LEAD) as session:
        told = {"kind_code": "SWORN_STATEMENT_QA", "oath_administrator": "T.", "text": "A. I did."}
        old = statement(session, number, n=1, warning_code="KALKINES", **told)
        told = {"actor": accounts.actor_of(LEAD), "kind_code": "AFFIDAVIT", "corrects": old}
        compelling = {"warning_code": "KALKINES", "interview": old.interview}
        for warned in (compelling, {}):
            made = service.draft_statement(
                the_case(session, number), giver=party(session, 1), **told, **warned
            )
            assert made.handling & Handling.GARRITY_COMPELLED, warned
    other = sign_in(CRIMINAL)
    assert other.get(f"/cases/{number}/evidence/statement-drafts/1").status_code == 404
    form = other.get(f"/cases/{number}/evidence/statement-drafts/new?corrects=1").text
    assert "S01" not in form
    assert "I did" not in form


def test_the_database_itself_keeps_what_was_signed(app, begin):
    signed_statement(begin)
    with app.app_context(), db.engine.connect() as link:
        for tampering in (
            "UPDATE statement SET text = 'Other'",
            "UPDATE statement SET copy_given = NOT copy_given",
            "DELETE FROM statement",
            "UPDATE statement_print SET sha256 = 'x'",
            "DELETE FROM statement_print",
            "UPDATE statement_signing SET corrections = 'Other'",
            "DELETE FROM statement_signing",
        ):
            with pytest.raises(DatabaseError, match="stays as it is"):
                link.execute(text(tampering))
            link.rollback()
        link.execute(text("UPDATE statement SET handling = 1"))
        link.rollback()
