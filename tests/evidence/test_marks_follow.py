"""A mark that is set later reaches the words of a statement wherever they stand here."""

from datetime import date

import pytest
from sqlalchemy import select

from jicms.access.actor import Actor
from jicms.cases.handling import Handling
from jicms.evidence import exposure, service
from jicms.evidence.models import Document, EvidenceItem, Statement
from jicms.evidence.service import drafts
from jicms.prosecution import service as prosecution
from jicms.prosecution.gate import whole
from jicms.prosecution.models import ProsecutionReferral
from jicms.prosecution.models import ProsecutionStatus as S
from tests.evidence.test_drafts import (
    CRIMINAL,
    LEAD,
    SIGNED,
    WORDS,
    base,
    begin,
    code_in,
    signed_pdf,
)
from tests.factories import accounts
from tests.factories.evidence import TAKEN, declined, document, item, party, statement, the_case
from tests.factories.investigations import user

__all__ = ["base", "begin"]
LATER, SYSTEM = date(2026, 11, 10), Actor.system("test")


@pytest.fixture
def signed(begin):
    """Who wrote a statement here and had it signed, its draft, and its page."""
    lead, draft = begin()
    assert lead.post(draft, data={"text": WORDS, "version": "1"}).status_code == 302
    assert lead.post(f"{draft}/print").status_code == 302
    data = {**SIGNED, "code": code_in(lead, draft), "file": signed_pdf()}
    return lead, draft, lead.post(f"{draft}/sign", data=data).location


@pytest.mark.parametrize("mark", ["GARRITY_COMPELLED", "GRAND_JURY"])
def test_a_statement_marked_after_it_was_signed_is_read_in_no_draft_or_print(
    signed, acting, reading, sign_in, mark
):
    lead, draft, page = signed
    with reading() as session:
        giver = str(session.scalar(whole(select(Statement.giver_id))))
    told = {"kind_code": "AFFIDAVIT", "giver": giver, "corrects": "1"}
    begun = lead.post(f"{draft.rsplit('/', 1)[0]}/new", data=told).location
    criminal = sign_in(CRIMINAL)
    pages = (page, f"{page}/file", f"{draft}/prints/1", begun)
    assert {criminal.get(each).status_code for each in pages} == {200}
    form = {"handling": mark, "whose": giver, "why": "Ordered to"}
    assert lead.post(f"{page}/handling", data=form).status_code == 302
    for each in pages:
        assert criminal.get(each).status_code == 404, each
        assert lead.get(each).status_code == 200, each
    listed = criminal.get(page.replace("/statements/1", "")).text
    assert "statement-drafts" not in listed.replace("statement-drafts/new", "")
    if mark == "GRAND_JURY":
        return
    with acting() as session:
        drafts = {one.what[0] for one in exposure.exposures_of(session.scalar(select(Statement)))}
        assert {"statement_draft", "statement_print"} <= drafts, "who read those knows the words"
        assert exposure.is_exposed(session.scalar(select(Statement)).case, user(session, CRIMINAL))


def test_what_corrects_a_record_is_compelled_with_it_whenever_that_is_marked(
    acting, sign_in, number
):
    with acting(LEAD) as session:
        case = the_case(session, number)
        rows = [item(session, number), document(session, number)]
        item(session, number, description="Kestrel memo", corrects=rows[0])
        document(session, number, title="Kestrel letter", corrects=rows[1])
        pages = [f"/cases/{case.number}/{at}/2" for at in ("evidence/items", "documents")]
    criminal = sign_in(CRIMINAL)
    assert {criminal.get(page).status_code for page in pages} == {200}
    with acting(LEAD) as session:
        told = {"actor": accounts.actor_of(LEAD), "handling": 1, "why": "Ordered to"}
        for model in (EvidenceItem, Document):
            row = session.scalar(select(model).where(model.n == 1))
            service.mark(row, whose=party(session), **told)
        for model in (EvidenceItem, Document):
            marks = session.scalars(select(model.handling).order_by(model.n)).all()
            assert marks == [int(Handling.GARRITY_COMPELLED)] * 2
    assert {criminal.get(page).status_code for page in pages} == {404}


def test_what_was_written_to_correct_a_tainted_statement_can_be_recorded(acting, number):
    with acting() as session:
        declined(session, number)
    with acting(LEAD) as session:
        words = {"kind_code": "SWORN_STATEMENT_QA", "oath_administrator": "T.", "text": "A. I did."}
        statement(session, number, n=1, warning_code="KALKINES", **words)
    with acting() as session:
        row, told = session.scalar(select(ProsecutionReferral)), {"actor": SYSTEM, "on": LATER}
        prosecution.record_event(row, status=S.UNDER_REVIEW, **told)
        why = {"declination_code": "ADMIN_REMEDY_ADEQUATE", "is_written": True}
        prosecution.record_event(row, status=S.DECLINED, **why, **told)
    with acting(LEAD) as session:
        old, actor = session.scalar(select(Statement)), accounts.actor_of(LEAD)
        assert old.handling & Handling.COMPELLED_TAINT
        told = {"warning_code": "KALKINES", "interview": old.interview, "corrects": old}
        draft = drafts.draft_statement(
            old.case, actor=actor, kind_code="AFFIDAVIT", giver=old.giver, **told
        )
        made = drafts.refuse(draft, actor=actor, taken_at=TAKEN, reason="On advice")
        assert made.handling & Handling.GARRITY_COMPELLED


def test_a_number_that_no_record_can_have_corrects_nothing(sign_in, base):
    lead = sign_in(LEAD)
    for wrong in ("9" * 30, str(2**63), "-1", "x"):
        assert lead.get(f"{base}/new?corrects={wrong}").status_code == 200, wrong
