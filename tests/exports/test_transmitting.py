"""A report for a prosecutor: transmitted with exactly the exhibits released, nothing compelled."""

import re

import pytest
from sqlalchemy import select

from jicms.access.actor import Actor
from jicms.cases.handling import Handling
from jicms.core import clock
from jicms.core.errors import RuleBroken
from jicms.evidence import service as evidence_service
from jicms.evidence.models import Exhibit
from jicms.exports import releasing, transmitting
from jicms.exports import service as exports
from jicms.exports.models import ExportPackage
from jicms.investigations import service as investigations
from jicms.investigations.models import Report
from jicms.investigations.sections import SectionKind, Spot
from jicms.prosecution import service as prosecution
from jicms.prosecution.models import ProsecutionReferral, ProsecutionStatus
from tests.exports.conftest import CRIMINAL, MAKER, SUPERVISOR, told, unpacked
from tests.factories import accounts, evidence
from tests.factories.investigations import report

HEAD = "head.ia"
FORM = {
    "condition_code": "B_7",
    "authority": "18 USC 1030",
    "purpose": "Charging decision",
    "persons": ["1"],
    "referral": "1",
}


@pytest.fixture
def ready(acting, number):
    """An approved report of the criminal team for a prosecutor, with two plain exhibits and one
    that is for its list alone; the office has the matter as a referral that is pending."""
    with acting() as session:
        prosecution.refer(
            evidence.the_case(session, number),
            actor=Actor.system("test"),
            party=evidence.party(session, 1),
            level_code="FEDERAL",
            office="U.S. Attorney’s Office, Western Division",
            prosecutor="R. Vale",
            on=clock.today("America/New_York"),
            status=ProsecutionStatus.PENDING_REFERRAL,
        )
    with acting(CRIMINAL) as session:
        who = accounts.actor_of(CRIMINAL)
        team = evidence.the_investigation(session, 2)
        made = report(session, team, author=CRIMINAL, type_code="PROSECUTION_REFERRAL", body="")
        investigations.save_section(
            made, Spot(SectionKind.PREDICATION), actor=who, text="Told by a colleague.", base=0
        )
        for n, handling in enumerate((0, 0, Handling.TAX_6103), start=1):
            file = evidence.upload(b"Log %d\n" % n, name=f"log{n}.txt")
            row = evidence.item(session, number, name=CRIMINAL, file=file, handling=int(handling))
            evidence_service.add_exhibit(made, actor=who, description=f"Log {n}", item=row)
        investigations.submit_report(made, actor=who)
    with acting(HEAD) as session:
        investigations.approve_report(session.scalar(select(Report)), actor=accounts.actor_of(HEAD))
    return number


def version_on(client, page):
    return re.search(r'name="version" value="(\d+)"', client.get(page).text).group(1)


@pytest.fixture
def page(ready):
    return f"/cases/{ready}/reports/1"


def test_it_goes_with_exactly_the_exhibits_that_were_released(
    sign_in, reading, ready, page, tmp_path
):
    lead, boss = sign_in(CRIMINAL), sign_in(HEAD)
    assert "Not sent yet" in lead.get(page).text
    form = lead.get(f"{page}/transmit").text
    assert "R. Vale" in form
    assert re.search(r'value="exhibit-R001-1"[^>]*checked', form)
    sent = {**FORM, "exhibits": ["exhibit-R001-2", "exhibit-R001-3"]}
    refused = lead.post(f"{page}/transmit", data=sent)
    assert refused.status_code == 422
    assert "needs a court order or written authority" in refused.text
    for wrong in (
        {"exhibits": ["exhibit-R001-9"]},
        {"exhibits": ["item-1"]},
        {"referral": "7"},
        {"referral": "", "recipient_name": "", "recipient_address": ""},
        {"authority": ""},
    ):
        assert lead.post(f"{page}/transmit", data=sent | wrong).status_code == 422, wrong
    sent |= {"exhibits": ["exhibit-R001-2"], "order_reference": "Order 26-117 of Nov 2, 2026"}
    answer = lead.post(f"{page}/transmit", data=sent)
    assert answer.status_code == 302, answer.text
    package = answer.location
    assert "Not released yet" in lead.get(page).text
    assert lead.post(f"{package}/release").status_code == 403
    step = {"version": version_on(boss, f"{package}/release")}
    assert boss.post(f"{package}/release", data=step).status_code == 302
    names = unpacked(lead.get(f"{package}/package"), tmp_path)
    whole = "".join(p.read_text(errors="replace") for p in tmp_path.rglob("*.json"))
    assert [name for name in names if "R001" in name and name.endswith(".pdf")]
    assert (sum("log2" in name or "E0002" in name for name in names)) >= 1, names
    assert not [name for name in names if "E0001" in name or "E0003" in name]
    assert "E0003" not in whole
    with reading() as session:
        released = session.scalars(select(Exhibit.n).where(Exhibit.released_at.is_not(None))).all()
        assert released == [2]
        assert session.scalar(select(ProsecutionReferral.status)) == "PENDING_REFERRAL"
    today = f"{clock.today('America/New_York'):%m/%d/%Y}"
    data = {"version": version_on(lead, f"{package}/handed-over"), "on": today, "how": "By hand"}
    assert lead.post(f"{package}/handed-over", data=data).status_code == 302
    shown = lead.get(page).text
    for words in ("Handed over", "By hand", "With exhibit 2", "R. Vale"):
        assert words in shown, words
    with reading() as session:
        referral = session.scalar(select(ProsecutionReferral))
        assert referral.status is ProsecutionStatus.REFERRED
        assert "R001 was handed over" in referral.events[-1].note


def test_nothing_compelled_goes_whatever_became_of_it_later(acting, ready):
    """An exhibit that is marked after the approval holds the report back, and so do what is asked
    for already and a raw choice."""
    with acting(CRIMINAL) as session:
        made = transmitting.transmit(
            session.scalar(select(Report)),
            told(order_reference="Order 26-117"),
            actor=accounts.actor_of(CRIMINAL),
            exhibits=["exhibit-R001-1"],
        )
        assert [row.record.key for row in made.contents] == ["R001", "E0001"]
    with acting() as session:
        first = session.scalar(select(Exhibit).where(Exhibit.n == 1))
        first.handling = int(Handling.GARRITY_COMPELLED)
        first.item.handling = int(Handling.GARRITY_COMPELLED)
    with acting(HEAD) as session:
        assert session.query(ExportPackage).one_or_none() is None, "it is hidden from that side"
    with acting(SUPERVISOR) as session:
        boss = accounts.actor_of(SUPERVISOR)
        with pytest.raises(RuleBroken, match="not for this recipient"):
            releasing.at_once(session.query(ExportPackage).one(), actor=boss)
    for wanted, said in (("exhibit-R001-1", "not for this"), ("exhibit-R001-2", "can’t go")):
        with acting(SUPERVISOR) as session, pytest.raises(RuleBroken, match=said):
            transmitting.transmit(
                session.scalar(select(Report)), told(), actor=boss, exhibits=[wanted]
            )


def test_only_an_approved_report_for_a_prosecutor_is_transmitted(acting, sign_in, number):
    with acting(MAKER) as session:
        report(session, evidence.the_investigation(session), body="One text.")
    page = f"/cases/{number}/reports/1"
    lead = sign_in(MAKER)
    assert lead.get(f"{page}/transmit").status_code == 404
    assert "Sent to prosecutors" not in lead.get(page).text
    with acting(MAKER) as session, pytest.raises(RuleBroken, match="approved report"):
        transmitting.transmit(
            session.scalar(select(Report)), told(), actor=accounts.actor_of(MAKER)
        )


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("investigator.opr", 404),
        ("intake.ia", 404),
        ("supervisor.opr", 404),
        ("specialist.ler", 404),
        ("custodian.ia", 404),
    ],
)
def test_nobody_else_transmits_or_sees_where_it_went(sign_in, page, name, status):
    client = sign_in(name)
    assert client.get(f"{page}/transmit").status_code == status
    assert client.post(f"{page}/transmit", data=FORM).status_code == status


def test_what_was_declined_is_not_taken_up_by_sending_a_report(acting, reading, ready):
    with acting() as session:
        referral = session.scalar(select(ProsecutionReferral))
        system, today = Actor.system("test"), clock.today("America/New_York")
        for status in (ProsecutionStatus.REFERRED, ProsecutionStatus.DECLINED):
            prosecution.record_event(
                referral,
                actor=system,
                status=status,
                on=today,
                declination_code="ADMIN_REMEDY_ADEQUATE",
                is_written=True,
            )
    with acting(CRIMINAL) as session:
        referral = session.scalar(select(ProsecutionReferral))
        address = told(referral=referral, order_reference="Order 26-117")
        transmitting.transmit(
            session.scalar(select(Report)), address, actor=accounts.actor_of(CRIMINAL)
        )
    with acting(HEAD) as session:
        releasing.at_once(session.query(ExportPackage).one(), actor=accounts.actor_of(HEAD))
    with acting(HEAD) as session:
        exports.hand_over(
            session.query(ExportPackage).one(),
            actor=accounts.actor_of(HEAD),
            on=clock.today("America/New_York"),
            how="By hand",
        )
    with reading() as session:
        assert session.scalar(select(ProsecutionReferral.status)) is ProsecutionStatus.DECLINED


def test_a_report_goes_back_is_mended_and_goes_all_the_way_to_a_prosecutor(
    acting, sign_in, reading, number
):
    """Each step on its page, by whoever takes it; the author neither approves nor releases."""
    with acting(CRIMINAL) as session:
        team = evidence.the_investigation(session, 2)
        report(session, team, author=CRIMINAL, type_code="PROSECUTION_REFERRAL", body="")
    lead, boss, page = sign_in(CRIMINAL), sign_in(HEAD), f"/cases/{number}/reports/1"
    section = f"{page}/sections/predication"

    def written(text):
        data = {"text": text, "version": version_on(lead, section)}
        assert lead.post(section, data=data).status_code == 302
        assert lead.post(f"{page}/submit").status_code == 302

    written("Told by somebody.")
    assert lead.post(f"{page}/approve", data={"version": "1"}).status_code == 403
    said = {"comment": "One section.", "on_predication": "Say who told it."}
    assert boss.post(f"{page}/return", data=said).status_code == 302
    assert boss.get(f"{page}/transmit").status_code == 404
    assert "Say who told it." in lead.get(section).text
    written("Told by the clerk of the post.")
    step = {"version": version_on(boss, f"{page}/approve")}
    assert boss.post(f"{page}/approve", data=step).status_code == 302
    assert lead.post(section, data={"text": "Other", "version": "9"}).status_code == 302
    sent = {**FORM, "referral": "", "recipient_name": "R. Vale", "recipient_address": "1 Court Sq"}
    package = lead.post(f"{page}/transmit", data=sent).location
    assert "/exports/" in package
    assert lead.get(f"{package}/release").status_code == 403
    step = {"version": version_on(boss, f"{package}/release")}
    assert boss.post(f"{package}/release", data=step).status_code == 302
    today = f"{clock.today('America/New_York'):%m/%d/%Y}"
    step = {"version": version_on(lead, f"{package}/handed-over"), "on": today, "how": "By hand"}
    assert lead.post(f"{package}/handed-over", data=step).status_code == 302
    shown = boss.get(page).text
    for words in ("Handed over", "Without exhibits", "Told by the clerk of the post."):
        assert words in shown, words
    assert "Told by somebody." not in shown
    with reading() as session:
        made = session.scalar(select(Report))
        verdicts = [review.verdict.value for review in made.reviews]
        assert sorted(verdicts) == ["APPROVED", "RETURNED"]
        assert made.approved_by_id != made.author_id
