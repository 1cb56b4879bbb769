"""What becomes of a contractor: recorded per subject, a reply awaited, counted apart."""

import re
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from jicms.core import clock, unit_of_work
from jicms.discipline.models import Penalty
from jicms.discipline.models_contractors import ContractorOutcome
from jicms.discipline.notices_contractors import OVERDUE, sweep_replies
from jicms.notices.models import Notice
from tests.factories import accounts

REFERRED = {
    "kind": "REFERRED",
    "happened_on": "03/01/2024",
    "addressed_to": "K. Odell, contracting officer",
    "contract": "70B03C",
    "reply_due_on": "03/31/2024",
}


@pytest.fixture
def referred(at, sign_in):
    """A referral whose reply is overdue: the action's address."""
    url = f"/cases/{at('DRAFT').number}/actions/1"
    answer = sign_in("specialist.ler").post(f"{url}/contractor/new", data=REFERRED)
    assert answer.status_code == 302, answer.text
    return url


def test_a_referral_is_overdue_until_its_reply_and_no_penalty_counts(referred, sign_in, reading):
    client = sign_in("specialist.ler")
    listed = client.get("/discipline/contractors?reply=over").text
    assert "K. Odell" in listed
    assert "Overdue" in listed.partition("<table")[2]
    removed = {"kind": "REMOVED", "happened_on": "03/20/2024"}
    assert client.post(f"{referred}/contractor/new", data=removed).status_code == 302
    reply = {"replied_on": "04/02/2024", "reply": "Removed from the post.", "version": "1"}
    at = f"{referred}/contractor/1/reply"
    assert client.post(at, data=reply | {"version": "9"}).status_code == 409
    assert client.post(at, data=reply | {"replied_on": "02/01/2024"}).status_code == 422
    assert client.post(at, data=reply).status_code == 302
    assert "Removed from the post." in client.get(referred).text
    assert "K. Odell" not in client.get("/discipline/contractors?reply=over").text
    assert client.get(f"{referred}/contractor/7/reply").status_code == 404
    with reading() as session:
        assert len(session.scalars(select(ContractorOutcome)).all()) == 2
        assert session.scalars(select(Penalty)).all() == [], "it is no discipline"


def test_the_specialist_is_told_of_an_overdue_reply_and_the_report_counts_apart(
    referred, sign_in, reading, acting
):
    client = sign_in("specialist.ler")
    told = select(Notice).where(Notice.event == OVERDUE, Notice.cleared_at.is_(None))
    with acting(None) as session:
        # March 31 itself is no day too late.
        with clock.at(datetime(2024, 3, 31, 15, tzinfo=UTC)):
            sweep_replies()
            assert session.scalars(told).all() == []
        sweep_replies()
        sweep_replies()
        (notice,) = session.scalars(told).all()
        assert notice.user_id == accounts.actor_of("specialist.ler").user_id
        assert notice.due_on == date(2024, 3, 31)
    assert "A contracting officer has not replied in time" in client.get("/notices").text
    report = "/reports/contractor-outcomes?period=all&group=none"
    with clock.at(datetime(2024, 4, 2, 15, tzinfo=UTC)):
        row = (
            sign_in("supervisor.ler").get(report).text.partition("<tbody")[2].partition("</tr>")[0]
        )
        assert [part.strip() for part in re.sub("<[^>]*>", "|", row).split("|") if part.strip()][
            1:
        ] == ["Referred to the contracting officer", "1", "1", "1", "1"]
    assert "Referred to the contracting" not in sign_in("supervisor.ia").get(report).text
    reply = {"replied_on": "04/02/2024", "reply": "Removed from the post.", "version": "1"}
    assert client.post(f"{referred}/contractor/1/reply", data=reply).status_code == 302
    with acting(None) as session:
        sweep_replies()
        assert session.scalars(told).all() == []


def test_wrong_entries_come_back_at_their_fields(referred, sign_in):
    client = sign_in("specialist.ler")
    for change, words in (
        ({"addressed_to": ""}, "Name the contracting officer"),
        ({"reply_due_on": ""}, "when the reply is due"),
        ({"reply_due_on": "02/01/2024"}, "due before it was asked"),
        ({"happened_on": "03/01/2999"}, "2024"),
        ({"kind": "FIRED"}, "entries offered"),
        ({"note": "x" * 9000}, "too long"),
    ):
        answer = client.post(f"{referred}/contractor/new", data=REFERRED | change)
        assert answer.status_code == 422, change
        assert words in answer.text, change


@pytest.mark.parametrize(
    "name", ["official.cbp", "supervisor.ia", "specialist.elr", "counsel.cbp", "investigator.ia"]
)
def test_nobody_else_records_or_lists_it(referred, sign_in, name):
    client = sign_in(name)
    assert client.get(f"{referred}/contractor/new").status_code in {403, 404}
    assert client.get(f"{referred}/contractor/1/reply").status_code in {403, 404}
    listed = client.get("/discipline/contractors")
    assert listed.status_code == 403 or "K. Odell" not in listed.text


@pytest.mark.parametrize(
    "change",
    [
        "addressed_to = ''",
        "reply_due_on = NULL",
        "reply_due_on = '2020-01-01'",
        "replied_on = '2024-03-05'",
        "replied_on = '2020-01-01', reply = 'R'",
        "kind = 'FIRED'",
    ],
)
def test_the_database_refuses(referred, app, change):
    with app.app_context(), pytest.raises(IntegrityError), unit_of_work.write() as session:
        session.connection().execute(text(f"UPDATE contractor_outcome SET {change}"))
