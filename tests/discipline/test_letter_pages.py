"""The pages of letters: who writes them, who never learns of one, what they begin with."""

import io
import re
import zlib

import pytest
from sqlalchemy import select

from jicms.access.actor import current_actor
from jicms.discipline import service
from jicms.discipline.letters.kinds import LetterType
from jicms.discipline.models import DisciplinaryAction, LrReferral
from jicms.discipline.service import letters
from jicms.documents.engine import READER, Refused, apart
from tests.factories import discipline
from tests.support import pdf


def version_in(page):
    return re.search(r'name="version" value="(\d+)"', page.text).group(1)


def upload(client, path, content, name, **fields):
    page = client.get(path)
    assert page.status_code == 200, page.text
    data = {"version": version_in(page), "file": (io.BytesIO(content), name), **fields}
    return client.post(path, data=data, content_type="multipart/form-data")


def test_the_whole_road_of_a_letter_through_the_pages(at, acting, sign_in):
    number = at("ANSWER").number
    root = f"/cases/{number}/actions/1/letters"
    client = sign_in("specialist.ler")
    assert "Write a letter" in client.get(root).text
    begun = client.post(f"{root}/new/ANSWER_EXTENSION", data={"letter_date": "03/05/2024"})
    assert begun.status_code == 302, begun.text
    one = begun.headers["Location"]
    page = client.get(one).text
    assert "Title of who signs" in page
    assert "Make the letter" not in page
    assert "The letter needs first" in client.post(f"{one}/make").text
    details = client.get(f"{one}/details")
    typed = {"letter_date": "03/05/2024", "position": "Officer", "signer_title": "Specialist"}
    typed |= {"employee_address": "By hand", "version": version_in(details)}
    assert client.post(f"{one}/details", data=typed).status_code == 302
    assert client.post(f"{one}/details", data=typed).status_code == 409
    assert client.post(f"{one}/make").status_code == 302
    word = client.get(f"{one}/versions/1/docx")
    assert word.data.startswith(b"PK")
    drawn = client.get(f"{one}/versions/1/pdf").data
    assert pdf.check(drawn).says("March 8, 2024")
    assert client.get(f"{one}/versions/1/file").status_code == 404
    macro = upload(client, f"{one}/edited", b"no word file", "letter.docx")
    assert macro.status_code == 422
    assert "no DOCX" in macro.text
    taken = upload(client, f"{one}/edited", word.data, "letter.docx", note="Tone")
    assert taken.status_code == 302, taken.text
    broken = upload(client, f"{one}/signed", b"%PDF-1.7 x", "signed.pdf", made_from="2")
    assert broken.status_code == 422
    signed = upload(client, f"{one}/signed", drawn, "signed.pdf", made_from="2")
    assert signed.status_code == 302, signed.text
    page = client.get(one).text
    assert "Bound to version 2" in page
    assert "Record service" in page
    assert client.get(f"{one}/versions/3/file").data == drawn
    form = client.get(f"{one}/served")
    told = {"received_on": "03/06/2024", "received_time": "9:00 am", "method_code": "EMAIL"}
    told |= {"method_code": "HAND_DELIVERY", "version": version_in(form)}
    assert client.post(f"{one}/served", data=told).status_code == 302
    page = client.get(one).text
    assert "It stays as it is" in page
    assert "Take in the signed letter" not in page
    assert client.post(f"{one}/make").status_code >= 400


def test_letters_are_labor_relations_own(at, acting, sign_in):
    number, other = at("PROPOSED").number, at("DRAFT").number
    with acting() as session:
        action = session.scalars(
            select(DisciplinaryAction).where(DisciplinaryAction.proposed_on.is_not(None))
        ).one()
        discipline.bound(session, action)
    root = f"/cases/{number}/actions/1/letters"
    paths = ("", "/1", "/1/versions/1/docx", "/1/versions/1/pdf", "/1/versions/2/file")
    forms = ("/new/REPRIMAND", "/1/details", "/1/edited", "/1/signed", "/1/served")
    mine = sign_in("specialist.ler")
    for path in paths[:-1] + forms:
        assert mine.get(f"{root}{path}").status_code in {200, 302}, path
    for name in (
        *("investigator.ia", "supervisor.ia", "specialist.elr", "supervisor.elr"),
        *("counsel.cbp", "auditor", "admin"),
    ):
        client = sign_in(name)
        for path in paths + forms:
            assert client.get(f"{root}{path}").status_code in {403, 404}, f"{path} as {name}"
        assert "Drafts, versions and signed letters" not in client.get(root[:-8]).text
    for name in ("official.cbp", "official2.cbp"):
        client = sign_in(name)
        for path in paths + forms:
            assert client.get(f"{root}{path}").status_code in {403, 404}, f"{path} as {name}"
        assert client.get(f"/packages/{number}/1/notice-letter").status_code == 404
    astray = f"/cases/{other}/actions/1/letters"
    for path in paths[1:] + forms[1:]:
        assert mine.get(f"{astray}{path}").status_code == 404, path
    for path in ("/new/NOTHING", "/999999999", "/1/versions/9/pdf"):
        assert mine.get(f"{root}{path}").status_code == 404, path


def test_a_new_letter_begins_with_what_the_office_wrote_last(at, acting, sign_in):
    numbers = [at("PROPOSED").number, at("PROPOSED").number]
    with acting("specialist.ler") as session:
        first = session.scalars(select(DisciplinaryAction).order_by(DisciplinaryAction.id)).first()
        told = {"official_time": "11 hours", "duty_status": "On leave until further notice."}
        kind = LetterType.NOTICE_D
        letters.draft_letter(first, actor=current_actor(), kind=kind, facts=told)
    path = f"/cases/{numbers[1]}/actions/1/letters/new/NOTICE_D"
    page = sign_in("specialist.ler").get(path).text
    assert "11 hours" in page
    assert "On leave until further notice." not in page


def test_a_returned_referral_has_its_memorandum_for_both_sides(at, acting, sign_in):
    number = at("REFERRED").number
    with acting("supervisor.ler") as session:
        referral = session.scalars(select(LrReferral)).one()
        service.return_referral(
            referral, actor=current_actor(), reason="The log is missing.\n\nAdd Exhibit 4."
        )
        key, office = referral.id, referral.to_office
        office.telephone = "202-555-0140"
    one = f"/cases/{number}/referrals/{key}/return-letter"
    client = sign_in("supervisor.ia")
    read = pdf.check(client.get(f"{one}.pdf").data)
    for words in ("The log is missing.", "Add Exhibit 4.", number, "Memorandum for"):
        assert read.says(words), words
    assert client.get(f"{one}.docx").data.startswith(b"PK")
    assert "return-letter.pdf" in client.get(f"/cases/{number}/discipline").text
    for name in ("supervisor.opr", "supervisor.elr", "official.cbp", "intake.ia"):
        assert sign_in(name).get(f"{one}.pdf").status_code in {403, 404}, name


def test_a_referral_that_waits_has_no_memorandum(at, acting, sign_in):
    number = at("REFERRED").number
    with acting() as session:
        key = session.scalars(select(LrReferral.id)).one()
    one = f"/cases/{number}/referrals/{key}/return-letter.pdf"
    assert sign_in("supervisor.ia").get(one).status_code == 404


def bomb():
    """A PDF of one page that is drawn in 300 MB of blanks, packed small."""
    pack, blank = zlib.compressobj(9), b" " * 1024**2
    packed = b"".join(pack.compress(blank) for _ in range(300)) + pack.flush()
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R >>"
    stream = b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        page,
        stream % (len(packed), packed),
    ]
    body = b"".join(b"%d 0 obj\n%s\nendobj\n" % pair for pair in enumerate(objects, 1))
    return b"%PDF-1.7\n" + body + b"trailer\n<< /Root 1 0 R /Size 5 >>\n%%EOF\n"


def test_a_hostile_pdf_costs_its_own_process_alone():
    content = bomb()
    assert len(content) < 1024**2
    limits = {"memory": 256 * 1024**2, "seconds": 5}
    with pytest.raises(Refused):
        apart({"pages": 9}, [content], by=READER, **limits)
