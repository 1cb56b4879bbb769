"""Acknowledgements: the text by method and mode, what is kept of it, who gets which address."""

import re
from datetime import date

import pytest
from sqlalchemy import select

from jicms.audit.models import AuditEvent
from jicms.cases.models import Case, CaseStatus, IdentityMode, Party, PartyRole
from jicms.cases.service import add_party, reveal_identity
from jicms.core.errors import Denied, RuleBroken
from jicms.extensions import db
from jicms.intake import letters, service
from jicms.intake.complaint import Reporter
from jicms.intake.models_letters import Acknowledgement, LetterForm
from jicms.intake.service import letters as writing
from jicms.people.models import Person
from jicms.refdata.models import IntakeMethod
from jicms.refdata.queries import entries
from tests.factories import accounts, cases, complaints

NAME, STREET, MAIL = "Odalys Brennek", "1420 Alder Street", "odalys@example.org"
CODE = re.compile(r"\b[A-Z0-9]{4}(?:-[A-Z0-9]{4}){2}\b")


def reported(mode, method="PHONE_HOTLINE"):
    """A case of IA whose reporter chose that mode; its number and the reporter's."""
    known = {} if mode is IdentityMode.ANONYMOUS else {"name": NAME}
    if mode is IdentityMode.CONFIDENTIAL:
        known |= {"address": STREET, "email": MAIL, "telephone": "555-0142"}
    case = complaints.recorded(
        accounts.actor_of("intake.ia"),
        reporter=Reporter(mode, "TRAVELER_PUBLIC", **known),
        intake_method_code=method,
    )
    party = next(row for row in case.parties if row.role is PartyRole.COMPLAINANT)
    return case.number, party.n


@pytest.fixture
def of(acting):
    """`of(IdentityMode.OPEN)`: number and party of a new case with such a reporter."""

    def make(mode, method="PHONE_HOTLINE"):
        with acting("intake.ia"):
            return reported(mode, method)

    return make


def page_of(number, reporter):
    return f"/cases/{number}/acknowledgements/new/{reporter}"


def everything(session):
    session.flush()
    return "\n".join(
        str(value)
        for table in db.metadata.sorted_tables
        for row in session.connection().execute(table.select())
        for value in row
    )


def test_every_mode_and_form_has_a_text_from_the_first_day():
    for mode in IdentityMode:
        for form in LetterForm:
            text = letters.text_for(mode, form, "OTHER", date(2026, 10, 1))
            assert (text.mode, text.form) == (mode, form)


def test_every_method_of_intake_that_has_words_is_one_of_the_list(app, reading):
    with reading():
        known = set(entries(IntakeMethod))
    assert letters.known_methods() <= known
    assert letters.form_for("PHONE_HOTLINE") is LetterForm.SPOKEN
    assert letters.form_for("WEB_FORM") is LetterForm.EMAIL
    assert letters.form_for("OTHER") is letters.form_for(None) is LetterForm.LETTER


def test_a_report_of_abuse_in_custody_has_a_text_of_its_own():
    on = date(2026, 11, 1)
    special = letters.text_for(IdentityMode.OPEN, LetterForm.LETTER, "PREA_REPORT", on)
    assert "6 CFR 115.73" in special.text
    usual = letters.text_for(IdentityMode.OPEN, LetterForm.LETTER, "PHONE_HOTLINE", on)
    assert special.code != usual.code


@pytest.mark.parametrize(
    "text", ["Dear $name", "Dear ${code.__class__}", "$received {0}$", "$$ and $"]
)
def test_a_text_can_ask_for_nothing_but_what_is_listed(text):
    row = {"code": "X", "version": 1, "valid_from": date(2026, 1, 1), "subject": "S"}
    with pytest.raises(letters.BadTexts):
        letters._text({**row, "mode": "OPEN", "form": "EMAIL", "text": text})


def test_only_an_anonymous_reporter_gets_a_code():
    row = {"code": "X", "version": 1, "valid_from": date(2026, 1, 1), "subject": "S"}
    for mode, text in (("OPEN", "Your code is $code."), ("ANONYMOUS", "Nothing.")):
        with pytest.raises(letters.BadTexts):
            letters._text({**row, "mode": mode, "form": "EMAIL", "text": text})


def test_a_later_version_is_used_from_its_day_on(monkeypatch):
    first = letters.text_for(IdentityMode.OPEN, LetterForm.LETTER, None, date(2026, 11, 1))
    later = letters.LetterText(
        **{name: getattr(first, name) for name in ("code", "mode", "form", "subject", "text")},
        version=2,
        valid_from=date(2027, 1, 1),
    )
    monkeypatch.setattr(letters, "every_text", lambda: [later, first])
    for day, version in ((date(2026, 12, 31), 1), (date(2027, 1, 1), 2)):
        found = letters.text_for(IdentityMode.OPEN, LetterForm.LETTER, None, day)
        assert found.version == version


def test_a_blank_paragraph_is_left_out_and_a_method_without_words_leaves_no_gap():
    text = letters.text_for(IdentityMode.OPEN, LetterForm.LETTER, None, date(2026, 11, 1))
    facts = dict.fromkeys(letters.PLACEHOLDERS, "X") | dict.fromkeys(
        ("added", "telephone", "through"), ""
    )
    subject, body = text.fill(facts | {"received": "November 2, 2026", "number": "202700001"})
    assert subject == "Your report of November 2, 2026, reference 202700001"
    assert "Telephone:" not in body
    assert "  " not in body
    assert "\n\n\n" not in body


def test_the_page_shows_the_text_before_anything_is_recorded(of, sign_in, acting):
    number, reporter = of(IdentityMode.OPEN)
    client = sign_in("intake.ia")
    page = client.get(page_of(number, reporter)).text
    assert f"The reference is {number}" in page, "a report by telephone is answered by telephone"
    answer = client.post(
        page_of(number, reporter),
        data={"preview": "1", "form": "LETTER", "address": STREET, "added": "We thank you."},
    )
    assert answer.status_code == 200
    for words in (NAME, STREET, "We thank you.", "by telephone on November 2, 2026"):
        assert words in answer.text
    with acting() as session:
        assert session.scalar(select(Acknowledgement.id)) is None


def test_an_open_letter_is_recorded_sealed_and_found_again(of, sign_in, acting):
    number, reporter = of(IdentityMode.OPEN)
    client = sign_in("intake.ia")
    data = {"record": "1", "form": "LETTER", "address": STREET, "n": "1", "added": "Thank you"}
    answer = client.post(page_of(number, reporter), data=data)
    assert answer.status_code == 200
    assert "Recorded" in answer.text
    assert "CUI" in answer.text
    assert "Printed by" in answer.text
    with acting() as session:
        row = session.scalars(select(Acknowledgement)).one()
        assert (row.template, row.template_version, row.n) == ("ACK_OPEN_LETTER", 1, 1)
        assert STREET not in everything(session), "the text is sealed"
        events = session.scalars(
            select(AuditEvent.detail).where(AuditEvent.event == "ACKNOWLEDGEMENT_MADE")
        ).all()
        assert len(events) == 1
        assert "ACK_OPEN_LETTER" in str(events)
    again = client.get(f"/cases/{number}/acknowledgements/1").text
    for words in (NAME, STREET, "Thank you"):
        assert words in again
    assert "Acknowledged" in client.get(f"/cases/{number}/acknowledgements").text
    assert "Report acknowledged by letter" in client.get(f"/cases/{number}").text


def test_a_page_sent_twice_records_once(of, sign_in, acting):
    number, reporter = of(IdentityMode.ANONYMOUS)
    client = sign_in("intake.ia")
    data = {"record": "1", "form": "SPOKEN", "n": "1"}
    assert client.post(page_of(number, reporter), data=data).status_code == 200
    answer = client.post(page_of(number, reporter), data=data)
    assert answer.status_code == 422
    assert "recorded already" in answer.text
    assert not CODE.search(answer.text)
    with acting() as session:
        assert len(session.scalars(select(Acknowledgement)).all()) == 1


@pytest.mark.parametrize("form", list(LetterForm))
def test_an_anonymous_text_shows_its_code_once_and_keeps_nothing(of, sign_in, acting, form):
    number, reporter = of(IdentityMode.ANONYMOUS, "WALK_IN")
    client = sign_in("intake.ia")
    assert letters.CODE_LATER in client.get(page_of(number, reporter)).text
    data = {"record": "1", "form": form.value, "n": "1"}
    answer = client.post(page_of(number, reporter), data=data)
    (code,) = set(CODE.findall(answer.text))
    with acting("intake.ia") as session:
        assert service.case_of_receipt(code).number == number
        row = session.scalars(select(Acknowledgement)).one()
        assert row.sealed == ""
    with acting() as session:
        assert code not in everything(session)
    again = client.get(f"/cases/{number}/acknowledgements/1")
    assert again.status_code == 200
    assert not CODE.search(again.text)
    assert "it was not kept" in again.text


def test_an_address_is_taken_for_open_reporters_alone(of, sign_in):
    for mode in (IdentityMode.ANONYMOUS, IdentityMode.CONFIDENTIAL):
        number, reporter = of(mode)
        data = {"record": "1", "form": "LETTER", "address": STREET, "n": "1"}
        answer = sign_in("intake.ia").post(page_of(number, reporter), data=data)
        assert answer.status_code == 422
        assert "not kept here" in answer.text


@pytest.mark.parametrize(("form", "way"), [("LETTER", STREET), ("EMAIL", MAIL)])
def test_a_confidential_text_is_addressed_from_the_vault_for_a_reason(
    of, sign_in, acting, form, way
):
    number, reporter = of(IdentityMode.CONFIDENTIAL)
    desk = sign_in("intake.ia")
    data = {"record": "1", "form": form, "n": "1"}
    answer = desk.post(page_of(number, reporter), data=data)
    assert answer.status_code == 200
    assert "Prepared without name and address" in answer.text
    at = f"/cases/{number}/acknowledgements/1"
    for page in (
        answer.text,
        desk.get(at).text,
        desk.post(at, data={"reason_code": "CONTACT"}).text,
    ):
        assert not [value for value in (NAME, STREET, MAIL) if value in page]
        assert "Address this copy" not in page
    boss = sign_in("supervisor.ia")
    page = boss.get(at).text
    assert NAME not in page
    assert boss.post(at, data={"reason_code": "CURIOSITY"}).status_code == 422
    told = boss.post(at, data={"reason_code": "CONTACT"})
    assert told.status_code == 200
    assert f"Dear {NAME}:" in told.text
    assert way in told.text
    assert "no-store" in told.headers["Cache-Control"]
    with acting() as session:
        rows = session.scalars(
            select(AuditEvent.username).where(AuditEvent.event == "IDENTITY_REVEALED")
        ).all()
        assert rows == ["supervisor.ia"]
        assert not [value for value in (NAME, STREET, MAIL) if value in everything(session)]


@pytest.mark.parametrize(("form", "way"), [("LETTER", STREET), ("EMAIL", MAIL)])
def test_a_letter_names_nobody_once_its_reporter_is_protected(sign_in, acting, form, way):
    with acting("supervisor.ia") as session:
        case, actor = cases.case(session), session.info["actor"]
        person = complaints.employee(session, NAME, "4410-9003")
        role = PartyRole.REPORTING_OFFICIAL
        reporter = add_party(case, actor=actor, role=role, person=person).n
        number, person = case.number, person.id
    boss, at = sign_in("supervisor.ia"), f"/cases/{number}/acknowledgements/1"
    data = {"record": "1", "form": form, "address": way, "email": way, "n": "1"}
    assert boss.post(page_of(number, reporter), data=data).status_code == 200
    page = boss.get(at).text
    assert f"Dear {NAME}:" in page
    assert way in page
    with acting("supervisor.ia") as session:
        add_party(
            session.scalars(select(Case)).one(),
            actor=session.info["actor"],
            role=PartyRole.COMPLAINANT,
            person=session.get(Person, person),
            identity_mode=IdentityMode.CONFIDENTIAL,
        )
    for client in (boss, sign_in("intake.ia")):
        page = client.get(at).text
        assert not [value for value in (NAME, "Brennek", way) if value in page]
        assert "Dear Sir or Madam:" in page
    told = boss.post(at, data={"reason_code": "CONTACT"})
    assert f"Dear {NAME}:" in told.text


def test_an_addressed_copy_follows_the_rule_of_revealing(of, acting):
    of(IdentityMode.CONFIDENTIAL)
    with acting("intake.ia") as session:
        party = session.scalars(select(Party).where(Party.alias != "")).one()
        actor = accounts.actor_of("intake.ia")
        row, _letter = writing.acknowledge(party, actor=actor, form=LetterForm.LETTER, n=1)
        with pytest.raises(Denied):
            writing.address_letter(row, actor=actor, reason_code="CONTACT")
        with pytest.raises(Denied):
            reveal_identity(party, actor=actor, reason_code="CONTACT")
    with acting("supervisor.ia") as session:
        row = session.scalars(select(Acknowledgement)).one()
        boss = accounts.actor_of("supervisor.ia")
        with pytest.raises(RuleBroken, match="reason"):
            writing.address_letter(row, actor=boss, reason_code="")


def test_the_desk_reads_no_letter_once_the_case_has_left_it(of, sign_in, acting):
    number, reporter = of(IdentityMode.OPEN)
    client = sign_in("intake.ia")
    data = {"record": "1", "form": "SPOKEN", "n": "1"}
    assert client.post(page_of(number, reporter), data=data).status_code == 200
    with acting() as session:
        case = session.scalars(select(Case).where(Case.number == number)).one()
        case.status = CaseStatus.OPEN
    assert client.get(f"/cases/{number}/acknowledgements").status_code == 403
    assert client.get(f"/cases/{number}/acknowledgements/1").status_code == 404
    assert client.get(page_of(number, reporter)).status_code == 404
    assert "Acknowledgements" not in client.get(f"/cases/{number}").text
    assert sign_in("supervisor.ia").get(f"/cases/{number}/acknowledgements/1").status_code == 200


@pytest.mark.parametrize("username", ["supervisor.opr", "intake.opr", "investigator.ia", "auditor"])
def test_others_find_no_letter(of, sign_in, username):
    number, reporter = of(IdentityMode.OPEN)
    sign_in("intake.ia").post(
        page_of(number, reporter), data={"record": "1", "form": "SPOKEN", "n": "1"}
    )
    client = sign_in(username)
    for path in ("", "/1", f"/new/{reporter}"):
        assert client.get(f"/cases/{number}/acknowledgements{path}").status_code in {403, 404}
    assert client.post(page_of(number, reporter), data={"record": "1"}).status_code in {403, 404}


def test_a_subject_is_sent_nothing_and_bad_input_is_no_fault(of, sign_in):
    number, reporter = of(IdentityMode.OPEN)
    client = sign_in("intake.ia")
    subject = 2 if reporter == 1 else 1
    assert client.get(page_of(number, subject)).status_code == 404
    for data in (
        {"record": "1"},
        {"record": "1", "form": "PIGEON", "n": "1"},
        {"record": "1", "form": "LETTER", "n": "9" * 40},
        {"record": "1", "form": "LETTER", "n": "-1"},
        {"record": "1", "form": "LETTER", "n": "1", "added": "x" * 1001},
        {"record": "1", "form": "LETTER", "n": "1", "address": "y" * 90_000},
    ):
        assert client.post(page_of(number, reporter), data=data).status_code == 422


def test_a_case_that_nobody_reported_has_an_empty_page(sign_in, acting):
    with acting("intake.ia"):
        number = complaints.recorded(accounts.actor_of("intake.ia"), reporter=None).number
    page = sign_in("intake.ia").get(f"/cases/{number}/acknowledgements").text
    assert "Nobody reported this" in page
    assert "Nothing was sent yet" in page
