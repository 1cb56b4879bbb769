"""Social Security numbers: no trace of a field until the installation went live with them."""

import json
import re

import pytest
from sqlalchemy import MetaData, select, text

from jicms.audit.models import AuditEvent
from jicms.auth.models import User
from jicms.cases import mailing
from jicms.core import clock
from jicms.core.errors import Denied, Missing, RuleBroken
from jicms.go_live.models import GoLiveAnswer
from jicms.notices.models import Notice
from jicms.people import births, revealing, ssns
from jicms.people.models import DeclaredRelation, Person, RelationKind
from jicms.people.models_merge import PersonMerge
from jicms.ssn import CHECKLIST
from tests.architecture.markup import check_page
from tests.factories import accounts
from tests.factories.accounts import person_id
from tests.factories.going_live import switch_on
from tests.people.conftest import last
from tests.people.merges import BY, merge, part, whole

WHO = "investigator2.ia"
REASON = {"reason_code": "CONFIRM_IDENTITY"}
NUMBER, WRITTEN, MASKED = "219099999", "219-09-9999", "•••-••-9999"


@pytest.fixture
def live(acting):
    """The installation collects the numbers."""
    with acting() as session:
        switch_on(session, CHECKLIST.key)


@pytest.fixture
def kept(acting, reading, live):
    """Somebody whose number is stored."""
    number = person_id(reading, WHO)
    with acting() as session:
        ssns.keep(session.get(Person, number), NUMBER)
    return number


def switch_off(acting):
    with acting() as session:
        for answer in session.scalars(select(GoLiveAnswer).where(GoLiveAnswer.item == "NEED")):
            answer.ended_at, answer.ended_by_id = clock.now(), answer.given_by_id


def edited(reading, number, **values):
    """The whole form of the record, as a browser would send it."""
    with reading() as session:
        person = session.get(Person, number)
        known = ("kind_code", "given_name", "family_name", "employee_number", "version")
        return {name: getattr(person, name) for name in known} | values


def test_it_is_off_by_default_and_has_no_field(sign_in, acting, reading):
    number, client = person_id(reading, WHO), sign_in(BY)
    for path in ("/people/new", f"/people/{number}/edit", f"/people/{number}"):
        assert 'name="ssn"' not in client.get(path).text
        assert "/ssn" not in client.get(path).text
    client.post(f"/people/{number}/edit", data=edited(reading, number, ssn=WRITTEN))
    for method in (client.get, client.post):
        assert method(f"/people/{number}/ssn", data=REASON).status_code == 404
    with reading() as session:
        assert session.get(Person, number).ssn_sealed is None
    with acting() as session:
        person = session.get(Person, number)
        with pytest.raises(RuleBroken, match="not collected"):
            ssns.keep(person, WRITTEN)


def test_switched_off_again_what_is_stored_is_out_of_reach(sign_in, acting, reading, kept):
    assert MASKED in sign_in(BY).get(f"/people/{kept}").text
    switch_off(acting)
    client = sign_in(BY)
    page = client.get(f"/people/{kept}").text
    assert "9999" not in page
    assert "Social Security" not in page
    assert 'name="ssn"' not in client.get(f"/people/{kept}/edit").text
    assert client.post(f"/people/{kept}/ssn", data=REASON).status_code == 404
    with acting() as session, pytest.raises(Missing):
        revealing.ssn(session.get(Person, kept), actor=session.info["actor"], **REASON)
    with reading() as session:
        assert ssns.opened(session.get(Person, kept)) == NUMBER, "kept, out of sight"


@pytest.mark.parametrize("typed", [WRITTEN, NUMBER, "219 09 9999", " 219-09-9999 "])
def test_it_is_stored_sealed_and_shown_by_its_last_four(sign_in, reading, live, typed):
    number, client = person_id(reading, WHO), sign_in(BY)
    form = client.get(f"/people/{number}/edit")
    check_page(form, "edit")
    assert 'name="ssn"' in form.text
    answer = client.post(f"/people/{number}/edit", data=edited(reading, number, ssn=typed))
    assert answer.status_code == 302
    page = client.get(f"/people/{number}")
    check_page(page, "person")
    assert MASKED in page.text
    assert f"/people/{number}/ssn" in page.text
    with reading() as session:
        sealed = session.get(Person, number).ssn_sealed
        assert NUMBER not in sealed
        assert ssns.opened(session.get(Person, number)) == NUMBER
    # Blank keeps it; the form never shows it again.
    form = client.get(f"/people/{number}/edit").text
    assert "9999" not in form
    client.post(f"/people/{number}/edit", data=edited(reading, number))
    assert MASKED in client.get(f"/people/{number}").text
    client.post(f"/people/{number}/edit", data=edited(reading, number, remove_ssn="1"))
    with reading() as session:
        assert session.get(Person, number).ssn_sealed is None


BAD = (
    *("000-12-3456", "666-12-3456", "900-12-3456", "999123456", "219-00-9999", "219-09-0000"),
    *("219-09-999", "219-09-99999", "21909999x", "١٢٣-٤٥-٦٧٨٩", "219--09-9999", "9" * 5_000),
)


@pytest.mark.parametrize("typed", BAD)
def test_what_can_be_nobodys_number_is_refused_at_the_field(sign_in, reading, live, typed):
    number, client = person_id(reading, WHO), sign_in(BY)
    answer = client.post(f"/people/{number}/edit", data=edited(reading, number, ssn=typed))
    assert answer.status_code == 422
    assert 'id="ssn-e"' in answer.text
    with reading() as session:
        assert session.get(Person, number).ssn_sealed is None


def test_a_number_and_its_removal_at_once_are_refused(sign_in, reading, kept):
    both = edited(reading, kept, ssn="219-09-8888", remove_ssn="1")
    assert sign_in(BY).post(f"/people/{kept}/edit", data=both).status_code == 422
    with reading() as session:
        assert ssns.opened(session.get(Person, kept)) == NUMBER


def test_it_is_opened_once_for_a_reason(sign_in, reading, kept):
    client, path = sign_in(BY), f"/people/{kept}/ssn"
    for answer in (client.get(path), client.post(path)):
        check_page(answer, path)
        assert "9999" not in answer.text
    for bad in ("NOBODY", "x" * 9_000):
        assert client.post(path, data={"reason_code": bad}).status_code == 422
    answer = client.post(path, data={**REASON, "note": "Two of the same name"})
    check_page(answer, path)
    assert WRITTEN in answer.text
    assert "no-store" in answer.headers["Cache-Control"]
    _ground, person, detail = last(reading, "SSN_REVEALED")
    assert (person, detail["reason"], detail["noted"]) == (kept, "CONFIRM_IDENTITY", True)
    assert WRITTEN not in client.get(path).text
    page = sign_in("auditor").get("/audit?what=looked")
    assert "SSN revealed" in page.text


def test_nobody_else_sees_or_opens_it(sign_in, acting, kept):
    for username in ("specialist.ler", "supervisor.ler"):
        client = sign_in(username)
        page = client.get(f"/people/{kept}").text
        assert "9999" not in page
        assert "/ssn" not in page
        assert client.post(f"/people/{kept}/ssn", data=REASON).status_code == 403
    for username in ("supervisor.opr", WHO):
        client = sign_in(username)
        assert client.post(f"/people/{kept}/ssn", data=REASON).status_code == 404
        assert client.post(f"/people/{kept}/edit", data={}).status_code == 404
    with acting("supervisor.ler") as session, pytest.raises(Denied):
        revealing.ssn(accounts.person_of(session, WHO), actor=session.info["actor"], **REASON)
    with acting(WHO) as session, pytest.raises(Missing):
        revealing.ssn(accounts.person_of(session, WHO), actor=session.info["actor"], **REASON)


def told(reading):
    """Who has a standing notice that a number was opened."""
    with reading() as session:
        rows = session.scalars(
            select(User.username)
            .join(Notice, Notice.user_id == User.id)
            .where(Notice.event == "SSN_REVEALED", Notice.cleared_at.is_(None))
        )
        return set(rows)


def test_the_office_head_is_told_and_no_letter_says_of_whom(app, sign_in, reading, kept):
    sign_in(BY).post(f"/people/{kept}/ssn", data={"reason_code": "NOBODY"})
    assert told(reading) == set(), "nothing was opened"
    sign_in(BY).post(f"/people/{kept}/ssn", data=REASON)
    assert told(reading) == {"head.ia"}
    page = sign_in("head.ia").get("/notices")
    check_page(page, "/notices")
    assert "A Social Security number was opened" in page.text
    assert f'href="/people/{kept}"' in page.text
    assert "9999" not in page.text
    with reading("head.ia"), app.test_request_context():
        (entry,) = mailing._entries()
    assert entry.path == "/notices", "a letter names nobody, not by a number of a record either"


def test_where_the_head_opens_it_another_supervisor_is_told(sign_in, reading, kept):
    sign_in("head.ia").post(f"/people/{kept}/ssn", data=REASON)
    assert told(reading) == {BY}


@pytest.mark.parametrize("close", ["oneself", "a declared relative"])
def test_a_head_is_not_told_of_himself_or_a_relative(sign_in, acting, reading, live, close):
    number = person_id(reading, "head.ia" if close == "oneself" else WHO)
    with acting() as session:
        ssns.keep(session.get(Person, number), NUMBER)
        if close != "oneself":
            head = accounts.person_of(session, "head.ia").id
            relation = {"kind": RelationKind.SIBLING, "related_name": ""}
            session.add(DeclaredRelation(person_id=head, related_id=number, **relation))
    assert sign_in("head.ia").get(f"/people/{number}").status_code == 404
    assert WRITTEN in sign_in(BY).post(f"/people/{number}/ssn", data=REASON).text
    assert "head.ia" not in told(reading)
    assert BY not in told(reading), "who did it knows"


def test_where_none_is_recorded_nothing_is_offered(sign_in, reading, live):
    number, client = person_id(reading, WHO), sign_in(BY)
    assert "/ssn" not in client.get(f"/people/{number}").text
    assert 'name="remove_ssn"' not in client.get(f"/people/{number}/edit").text
    assert client.post(f"/people/{number}/ssn", data=REASON).status_code == 422


def rows_of_every_table(session):
    connection, tables = session.connection(), MetaData()
    tables.reflect(connection)
    rows = (connection.execute(text(f'SELECT * FROM "{name}"')) for name in tables.tables)
    return [json.dumps([list(row) for row in found], default=str) for found in rows]


def test_no_table_page_export_or_log_holds_it(sign_in, acting, reading, kept, caplog):
    client, clear = sign_in(BY), (NUMBER, WRITTEN, "219 09 9999")
    changed = edited(reading, kept, ssn="219-09-7777")
    client.post(f"/people/{kept}/edit", data=changed)
    stale = client.post(f"/people/{kept}/edit", data={**changed, "ssn": WRITTEN})
    assert stale.status_code == 409
    client.post(f"/people/{kept}/ssn", data=REASON)
    with acting() as session:
        ssns.keep(session.get(Person, kept), NUMBER)
    pages = ("/people", f"/people?q={WRITTEN}", f"/search?q={NUMBER}", f"/people/{kept}")
    pages += ("/audit", "/audit/export/csv", f"/people/suggest?q={NUMBER}")
    found = [stale.text, caplog.text]
    found += [each.get(path).text for path in pages for each in (client, sign_in("auditor"))]
    with reading() as session:
        found += rows_of_every_table(session)
    for number in (*clear, "219-09-7777", "219097777"):
        assert not [said for said in found if number in said], number


def test_a_merge_carries_it_and_its_undoing_takes_it_back(acting, reading, live, pair):
    first, second = pair
    with acting() as session:
        ssns.keep(session.get(Person, second), NUMBER)
    switch_off(acting)
    done = merge(acting, pair)
    with reading() as session:
        assert ssns.opened(session.get(Person, first)) == NUMBER
    part(acting, done)
    with reading() as session:
        assert session.get(Person, first).ssn_sealed is None
        assert ssns.opened(session.get(Person, second)) == NUMBER


def test_what_is_removed_does_not_come_back_where_records_are_parted(acting, reading, live, pair):
    first, second = pair
    with acting() as session:
        ssns.keep(session.get(Person, first), "219-09-8888")
        ssns.keep(session.get(Person, second), NUMBER)
    done = merge(acting, pair, take=("ssn",))
    with acting(BY) as session:
        ssns.keep(session.get(Person, first), None, remove=True)
    with reading() as session:
        assert whole(session, second).ssn_sealed is None
        assert "ssn" not in session.get(PersonMerge, done).replaced
    part(acting, done, by=BY)
    with reading() as session:
        assert {whole(session, number).ssn_sealed for number in pair} == {None}


def test_two_that_differ_stand_side_by_side_without_a_digit(sign_in, acting, reading, live, pair):
    first, second = pair
    with acting() as session:
        ssns.keep(session.get(Person, first), "219-09-8888")
        ssns.keep(session.get(Person, second), NUMBER)
        births.keep(session.get(Person, first), births.opened(session.get(Person, second)))
    client, path = sign_in(BY), f"/people/{first}/merge/{second}"
    page = client.get(path)
    check_page(page, path)
    assert "the numbers differ" in page.text
    assert 'value="ssn"' in page.text
    # A form's own key is hexadecimal, and may hold any digits.
    shown = re.sub(r'value="[0-9a-f]{20,}"', "", page.text)
    assert "9999" not in shown
    assert "8888" not in shown
    with reading() as session:
        versions = [session.get(Person, each).version for each in pair]
    sent = {"kept_version": versions[0], "other_version": versions[1], "reason": "One man"}
    assert client.post(path, data={**sent, "take": "ssn"}).status_code == 302
    with reading() as session:
        assert ssns.opened(session.get(Person, first)) == NUMBER
        done = session.scalar(select(PersonMerge.id))
        kept_in_trail = "".join(session.scalars(select(AuditEvent.detail)))
        assert "9999" not in kept_in_trail
    part(acting, done)
    with reading() as session:
        assert ssns.opened(session.get(Person, first)) == "219098888"
