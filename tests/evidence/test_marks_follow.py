"""A mark that is set later reaches the words of a statement wherever they stand here."""

import pytest
from sqlalchemy import select

from jicms.cases.handling import Handling
from jicms.evidence import exposure, service
from jicms.evidence.models import Document, EvidenceItem, Statement
from jicms.prosecution.gate import whole
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
from tests.factories.evidence import document, item, party, the_case
from tests.factories.investigations import user

__all__ = ["base", "begin"]


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
