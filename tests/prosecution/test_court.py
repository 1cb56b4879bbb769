"""What a court has before it, the seal, and the list of all open referrals."""

import csv
import io
import re
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from jicms.access.actor import current_actor
from jicms.audit.cli import seal_all
from jicms.audit.models import AuditEvent
from jicms.cases.models import CaseStatus, GrantKind, GrantLevel, Party
from jicms.core import unit_of_work
from jicms.core.errors import RuleBroken
from jicms.prosecution import court, gate, sealing, service
from jicms.prosecution.models import ProsecutionCharge, ProsecutionEvent, ProsecutionReferral
from jicms.prosecution.models import ProsecutionStatus as S
from jicms.prosecution.models_arrest import Arrest
from jicms.prosecution.models_court import CourtCount, Prosecutor, SealReader, Sentence
from tests.factories import accounts, allegations, cases

PLACE = "U.S. Attorney, Tucson"


@pytest.fixture
def matter(acting):
    """A case of two subjects; the first one's matter is indicted. Its number."""
    with acting() as session:
        case, one, _two = allegations.against_two(session, code="COR-01")
        case.status = CaseStatus.OPEN
        cases.grant(session, case, user="investigator.ia", kind=GrantKind.ASSIGNMENT)
        put_before(case, one, S.ACCEPTED, S.CHARGED_INDICTMENT)
        return case.number


def put_before(case, party, *steps, office=PLACE, on=date(2026, 11, 2), **more):
    made = service.refer(
        case, actor=current_actor(), party=party, level_code="FEDERAL", office=office, on=on, **more
    )
    for status in steps:
        service.record_event(made, actor=current_actor(), status=status, on=on)
    return made


def only(session):
    return session.scalars(select(ProsecutionReferral)).one()


def test_a_matter_runs_to_its_sentence_through_the_pages(sign_in, reading, matter):
    client, tab = sign_in("investigator.ia"), f"/cases/{matter}/prosecution"

    def post(path, **data):
        answer = client.post(f"{tab}/1/{path}", data=data)
        assert answer.status_code == 302, (path, answer.text)

    version = {"version": "2"}
    with reading() as session:
        version["version"] = str(only(session).version)
    assert "Record a sentence" not in client.get(tab).text
    post("papers", docket="4:26-cr-00077", venue="Tucson", statutes="18 USC 201", **version)
    post("prosecutors/new", name="A. Hale", from_on="11/02/2026")
    post("prosecutors/new", name="B. Reyes", from_on="11/05/2026")
    post("prosecutors/1/end", until_on="11/05/2026")
    count = {"instrument": "INDICTMENT", "filed_on": "11/03/2026", "statute": "18 USC 201(b)"}
    post("counts/new", **count, offense="Took money")
    post("step", status="PLEA_GUILTY", on="11/06/2026")
    post("counts/1/end", disposition="PLEA_GUILTY", disposed_on="11/06/2026", version="1")
    post("step", status="CONVICTED", on="11/07/2026")
    post("step", status="SENTENCED", on="11/09/2026")
    money = {"fine": "$5,000", "restitution": "12,345.67"}
    post("sentence", imposed_on="11/09/2026", prison_months="18", **money)
    page = client.get(tab).text
    for said in (
        *("4:26-cr-00077", "Nov 2, 2026 to Nov 5, 2026", "18 USC 201(b)", "Took money"),
        *("Plea: guilty", "18 months in prison, fine $5,000.00, restitution $12,345.67"),
    ):
        assert said in page, said
    with reading() as session:
        row = session.scalars(select(Sentence)).one()
        assert (row.fine, row.restitution) == (Decimal("5000.00"), Decimal("12345.67"))
        assert only(session).prosecutor == "B. Reyes"
        assert only(session).status_on == date(2026, 11, 9)
    assert "First officer: Sentenced Nov 9, 2026" in client.get(f"/cases/{matter}").text


def test_wrong_and_stale_entries_come_back_at_their_fields(sign_in, matter):
    client, at = sign_in("investigator.ia"), f"/cases/{matter}/prosecution/1"
    count = {"instrument": "INDICTMENT", "filed_on": "11/03/2026", "statute": "18 USC 201"}
    assert client.post(f"{at}/counts/new", data=count).status_code == 302
    for path, data, words in (
        ("counts/new", count | {"instrument": "COMPLAINT"}, "Charged by complaint"),
        ("counts/new", count | {"statute": " "}, "Enter the statute"),
        ("counts/new", count | {"filed_on": "11/03/2999"}, "2026"),
        ("counts/new", count | {"offense": "x" * 3000}, "too long"),
        ("sentence", {"imposed_on": "11/09/2026", "prison_months": "2"}, "“Sentenced”"),
        ("sentence", {"imposed_on": "11/09/2026", "fine": "12.345"}, "amount in dollars"),
        ("sentence", {"imposed_on": "11/09/2026", "fine": "9" * 400}, "amount in dollars"),
        ("prosecutors/new", {"name": "", "from_on": "x"}, "Enter the prosecutor"),
        ("seal", {"sealed_on": "11/09/2026", "order_name": "O"}, "List a supervisor"),
        ("seal", {"sealed_on": "11/09/2026", "order_name": "O", "readers": "9999"}, "offered"),
    ):
        answer = client.post(f"{at}/{path}", data=data)
        assert answer.status_code == 422, (path, data)
        assert words in answer.text, (path, data)
    end = {"disposition": "DISMISSED", "disposed_on": "11/02/2026", "version": "1"}
    assert "before the count was filed" in client.post(f"{at}/counts/1/end", data=end).text
    end |= {"disposed_on": "11/08/2026", "version": "7"}
    assert client.post(f"{at}/counts/1/end", data=end).status_code == 409
    assert client.post(f"{at}/papers", data={"docket": "1", "version": "9"}).status_code == 409
    assert client.get(f"{at}/seal/lift").status_code == 404
    assert client.get(f"{at}/counts/2/end").status_code == 404


@pytest.mark.parametrize("name", ["investigator2.ia", "supervisor.opr", "specialist.ler"])
def test_a_stranger_reaches_no_part_of_it(sign_in, matter, name):
    client = sign_in(name)
    for part in ("papers", "prosecutors/new", "counts/new", "sentence", "seal", "seal/lift"):
        assert client.get(f"/cases/{matter}/prosecution/1/{part}").status_code == 404


def test_who_reads_and_does_not_record_gets_no_form_and_no_link(sign_in, acting, matter):
    with acting() as session:
        row = only(session)
        grant = cases.grant(
            session, row.case, office="LER", kind=GrantKind.REFERRAL, level=GrantLevel.ITEMS
        )
        cases.name_item(session, grant, row)
    client = sign_in("supervisor.ler")
    page = client.get(f"/cases/{matter}/prosecution")
    assert PLACE in page.text
    assert "Add a count" not in page.text
    assert client.get(f"/cases/{matter}/prosecution/1/counts/new").status_code == 403
    assert client.get("/prosecutions").status_code == 403
    assert "Open prosecutions" not in page.text


SEAL = "referral_id, case_id, sealed_on, order_name, lift_order, created_at"
SEALED = "Sealed office of the district"


@pytest.fixture
def sealed(acting, matter):
    """The second subject's matter is sealed; supervisor.ia alone is listed. The case's number."""
    with acting("supervisor.ia") as session:
        party = session.scalars(select(Party).where(Party.n == 2)).one()
        made = put_before(party.case, party, S.ACCEPTED, S.CHARGED_INDICTMENT, office=SEALED)
        act = {"actor": current_actor(), "sealed_on": date(2026, 11, 3), "order_name": "Order 7"}
        sealing.seal(made, readers=[], **act)
        service.record_event(made, actor=current_actor(), status=S.ARRESTED, on=date(2026, 11, 4))
    return matter


def test_a_sealed_matter_is_seen_by_the_listed_alone(sign_in, acting, reading, sealed):
    listed, lead = sign_in("supervisor.ia"), sign_in("investigator.ia")
    at = f"/cases/{sealed}/prosecution"
    for page in (at, f"/cases/{sealed}/timeline", "/prosecutions"):
        assert SEALED in listed.get(page).text, page
        assert SEALED not in lead.get(page).text, page
    assert "Second officer: Arrested" in listed.get(f"/cases/{sealed}").text
    assert "Second officer: Arrested" not in lead.get(f"/cases/{sealed}").text
    assert SEALED in listed.get("/prosecutions/export/csv").text
    assert SEALED not in lead.get("/prosecutions/export/csv").text
    assert "1 row" in lead.get("/prosecutions").text
    for part in ("step", "papers", "seal", "seal/lift", "events/1/file"):
        assert lead.get(f"{at}/2/{part}").status_code == 404, part
    with acting() as session:
        # What names it to labor relations does not open it.
        row = session.scalars(select(ProsecutionReferral).where(ProsecutionReferral.n == 2)).one()
        grant = cases.grant(
            session, row.case, office="LER", kind=GrantKind.REFERRAL, level=GrantLevel.ITEMS
        )
        cases.name_item(session, grant, row)
        # The gate counts it all the same.
        assert not gate.is_open(row.party)
    assert SEALED not in sign_in("supervisor.ler").get(at).text
    with reading("investigator.ia") as session:
        assert session.scalars(select(SealReader)).all() == []


def test_an_arrest_in_a_sealed_matter_is_sealed_with_it(sign_in, acting, reading, sealed):
    listed, lead = sign_in("supervisor.ia"), sign_in("investigator.ia")
    at, new = f"/cases/{sealed}/prosecution", f"/cases/{sealed}/arrests/new"
    told = {"party": "2", "duty": "OFF", "agency": "County sheriff", "charge": "Bribery, sealed"}
    wrong = listed.post(new, data=told | {"matter": "1"})
    assert "Choose a matter of the person" in wrong.text
    assert lead.post(new, data=told | {"matter": "2"}).status_code == 422, "not offered to him"
    assert SEALED not in lead.get(new).text
    assert listed.post(new, data=told | {"matter": "2"}).status_code == 302
    assert "Bribery, sealed" in listed.get(at).text
    assert "Bribery, sealed" not in lead.get(at).text
    for n in (1, 2):
        assert lead.get(f"/cases/{sealed}/arrests/{n}/edit").status_code == 404
    with acting() as session:
        row = session.scalars(select(Arrest)).one()
        grant = cases.grant(
            session, row.case, office="LER", kind=GrantKind.REFERRAL, level=GrantLevel.ITEMS
        )
        cases.name_item(session, grant, row)
    for name, count in (("supervisor.ia", 1), ("investigator.ia", 0), ("supervisor.ler", 0)):
        with reading(name) as session:
            assert len(session.scalars(select(Arrest)).all()) == count, name
    page = sign_in("auditor").get(f"/audit?case={sealed}").text
    assert "ARREST_RECORDED" not in page
    edit = listed.get(f"/cases/{sealed}/arrests/1/edit").text
    version = re.search(r'name="version" value="(\d+)"', edit).group(1)
    del told["party"]
    open_now = told | {"version": version, "matter": "", "charge": "Bribery, open"}
    assert listed.post(f"/cases/{sealed}/arrests/1/edit", data=open_now).status_code == 302
    assert "Bribery, open" in lead.get(at).text


def test_readers_change_and_the_seal_is_lifted(sign_in, reading, sealed):
    client, lead = sign_in("supervisor.ia"), sign_in("investigator.ia")
    at = f"/cases/{sealed}/prosecution"
    with reading():
        who = str(accounts.actor_of("investigator.ia").user_id)
    assert client.post(f"{at}/2/seal", data={"readers": who}).status_code == 302
    assert SEALED in lead.get(at).text
    assert client.post(f"{at}/2/seal", data={}).status_code == 302
    assert SEALED not in lead.get(at).text
    early = {"lifted_on": "11/02/2026", "lift_order": "Order 9"}
    assert client.post(f"{at}/2/seal/lift", data=early).status_code == 422
    lift = early | {"lifted_on": "11/06/2026"}
    assert client.post(f"{at}/2/seal/lift", data=lift).status_code == 302
    page = lead.get(at).text
    assert SEALED in page
    assert "Sealed Nov 3, 2026: Order 7; lifted Nov 6, 2026: Order 9" in page


def test_nobody_is_told_of_what_became_of_a_sealed_matter(acting, sign_in, sealed):
    with acting("supervisor.ia") as session:
        row = session.scalars(select(ProsecutionReferral).where(ProsecutionReferral.n == 2)).one()
        # A declined matter is told to the lead: not this one.
        service.record_event(row, actor=current_actor(), status=S.DISMISSED, on=date(2026, 11, 5))
    assert "dismissed" not in sign_in("investigator.ia").get("/notices").text.lower()


OF_MATTER = (
    *("prosecution_referral", "prosecution_event", "prosecution_charge", "court_count"),
    *("prosecution_seal", "prosecution_seal_reader", "stored_file"),
)


def test_the_trail_withholds_what_is_under_seal(acting, reading, sign_in, sealed, upload):
    boss, auditor = sign_in("supervisor.ia"), sign_in("auditor")
    at, case = f"/cases/{sealed}/prosecution/2", f"/audit?case={sealed}"
    with acting("supervisor.ia") as session:
        row = session.scalars(select(ProsecutionReferral).where(ProsecutionReferral.n == 2)).one()
        told = {"actor": current_actor(), "file": upload(b"%PDF-1.4 order", name="order.pdf")}
        service.record_event(row, status=S.DISMISSED, on=date(2026, 11, 5), **told)
        told = {"actor": current_actor(), "filed_on": date(2026, 11, 3), "statute": "18 USC 201"}
        court.add_count(row, instrument="INDICTMENT", **told)
        lead = str(accounts.actor_of("investigator.ia").user_id)
    # Somebody is listed and taken off again: his row is gone, what the trail says of it is not.
    assert boss.post(f"{at}/seal", data={"readers": lead}).status_code == 302
    assert boss.post(f"{at}/seal", data={}).status_code == 302
    assert boss.get(f"{at}/events/5/file", buffered=True).status_code == 200
    with reading() as session:
        row = session.scalars(select(ProsecutionReferral).where(ProsecutionReferral.n == 2)).one()
        others = {
            *[(e.__tablename__, e.id) for e in session.scalars(select(ProsecutionReferral))],
            *[("prosecution_event", e.id) for e in session.scalars(select(ProsecutionEvent))],
            *[("prosecution_charge", e.id) for e in session.scalars(select(ProsecutionCharge))],
        }
        own = {("prosecution_referral", row.id)}
        own |= {("prosecution_event", each.id) for each in row.events}
        own |= {("prosecution_charge", each.id) for each in row.covers}
        events = session.scalars(select(AuditEvent).where(AuditEvent.entity.in_(OF_MATTER))).all()
        about = [e.id for e in events if (e.entity, e.entity_id) not in others - own]
        tables = {e.entity for e in events if e.id in about}
        assert tables == set(OF_MATTER)
    for event in about:
        page = auditor.get(f"/audit/{event}").text
        assert "Not shown: the matter is under seal." in page
        for said in (sealed, "prosecution_", "court_count", "stored_file", "DISMISSED"):
            assert said not in page, (event, said)
    withheld = [line for line in sheet_of(auditor, "") if line["Case"] == "Under seal"]
    assert set(about) <= {int(line["Event"]) for line in withheld}
    assert {line["Detail"] + line["Record"] + line["Page"] for line in withheld} == {""}
    # Asked for the case, the trail names the open matter and not the sealed one.
    listed = {int(line["Event"]) for line in sheet_of(auditor, f"case={sealed}")}
    assert listed
    assert listed.isdisjoint(about)
    assert "Under seal" not in auditor.get(case).text
    with reading():
        seal_all()
    assert "Intact" in auditor.get("/audit/check").text
    lift = {"lifted_on": "11/06/2026", "lift_order": "Order 9"}
    assert boss.post(f"{at}/seal/lift", data=lift).status_code == 302
    shown = {int(line["Event"]) for line in sheet_of(auditor, f"case={sealed}")}
    assert len(set(about) & shown) >= len(about) - 3  # a removed row of the list, and the paper


def sheet_of(client, asked):
    text = client.get(f"/audit/export?kind=csv&{asked}").text
    return list(csv.DictReader(io.StringIO(text.lstrip("\ufeff"))))


def test_the_list_pages_by_age_filters_and_leaves_out_what_ended(acting, sign_in):
    with acting() as session:
        for n in range(30):
            case, one, _two = allegations.against_two(session, code="COR-01")
            put_before(case, one, office=f"Office {n:02d}", on=date(2026, 10, 1 + n))
        ended = put_before(case, _two, office="Ended office", on=date(2026, 9, 1))
        service.record_event(
            ended,
            actor=current_actor(),
            status=S.DECLINED,
            on=date(2026, 9, 2),
            declination_code="ADMIN_REMEDY_ADEQUATE",
            is_written=True,
        )
    client = sign_in("supervisor.ia")

    def listed(url):
        return client.get(url).text.partition("<table")[2]

    first = listed("/prosecutions")
    assert "Ended office" not in first
    assert first.index("Office 00") < first.index("Office 24")
    assert "Office 25" not in first
    after = re.search(r'href="([^"]*after=[^"]*)"', first).group(1).replace("&amp;", "&")
    assert "Office 29" in listed(after)
    only_one = client.get("/prosecutions?prosecutor=Office+07").text
    assert "1 row" in only_one
    turned = listed("/prosecutions?sort=age-")
    assert turned.index("Office 29") < turned.index("Office 10")
    sheet = client.get("/prosecutions/export/csv?prosecutor=Office+07").text
    assert "Office 07" in sheet
    assert "Office 08" not in sheet
    assert client.get("/prosecutions/export/pdf").status_code == 404
    assert client.get("/prosecutions?after=%00&sort=x&office=zz&status=é").status_code == 200
    assert "No open referrals" in sign_in("investigator2.ia").get("/prosecutions").text


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE court_count SET disposition = 'CONVICTED', disposed_on = NULL",
        "UPDATE court_count SET disposition = 'LOST', disposed_on = filed_on",
        "UPDATE court_count SET disposition = 'CONVICTED', disposed_on = '2020-01-01'",
        "UPDATE court_count SET statute = ''",
        "UPDATE sentence SET fine = -1",
        "UPDATE sentence SET prison_months = -1",
        "UPDATE prosecutor SET until_on = '2020-01-01'",
        "UPDATE prosecution_seal SET lifted_on = '2020-01-01'",
        f"INSERT INTO prosecution_seal ({SEAL}) SELECT {SEAL} FROM prosecution_seal",
    ],
)
def test_the_database_refuses(acting, app, sealed, statement):
    with acting() as session:
        row = session.scalars(select(ProsecutionReferral).where(ProsecutionReferral.n == 1)).one()
        told = {"actor": current_actor(), "filed_on": date(2026, 11, 3), "statute": "18 USC 201"}
        court.add_count(row, instrument="INDICTMENT", **told)
        court.add_prosecutor(row, actor=current_actor(), name="A", from_on=date(2026, 11, 3))
        session.add(Sentence(referral_id=row.id, case_id=row.case_id, imposed_on=date(2026, 11, 3)))
    with app.app_context(), pytest.raises(IntegrityError), unit_of_work.write() as session:
        session.connection().execute(text(statement))


def test_an_amount_is_a_decimal_of_whole_cents(acting, matter):
    with acting() as session:
        row = only(session)
        for status in (S.PLEA_GUILTY, S.CONVICTED, S.SENTENCED):
            service.record_event(row, actor=current_actor(), status=status, on=date(2026, 11, 5))
        told = {"actor": current_actor(), "imposed_on": date(2026, 11, 5)}
        with pytest.raises(RuleBroken):
            court.record_sentence(row, **told)
        court.record_sentence(row, fine=Decimal("0.10"), restitution=Decimal("0.20"), **told)
    with acting() as session:
        made = session.scalars(select(Sentence)).one()
        assert made.fine + made.restitution == Decimal("0.30")
        assert isinstance(made.fine, Decimal)
        assert session.scalars(select(CourtCount)).all() == []
        assert session.scalars(select(Prosecutor)).all() == []
