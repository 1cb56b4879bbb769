"""Requests about a witness: searched past every wall, told to those who may know, disclosed by an
accounted package; and the flag, which a person decides."""

import io
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import delete, select, text
from sqlalchemy.exc import IntegrityError

from jicms.access.actor import current_actor
from jicms.cases.handling import Handling
from jicms.cases.models import Case, GrantKind, Party, PartyRole
from jicms.core import clock, unit_of_work
from jicms.discipline.models import DisciplinaryAction
from jicms.discipline.models_charges import Charge
from jicms.disclosure import flags, service
from jicms.disclosure.models import (
    CustodianAsk,
    FlagStatus,
    GiglioFlag,
    MatterFound,
    WitnessRequest,
)
from jicms.disclosure.notices import DUE, sweep_requests
from jicms.evidence.models import Statement
from jicms.exports.models import ExportPackage
from jicms.notices.models import Notice
from jicms.people.models import Person
from tests.factories import accounts, allegations, cases, discipline

ASKED = {
    "basis": "GIGLIO",
    "requester": "AUSA P. Hale",
    "office": "U.S. Attorney, Tucson",
    "defendant": "R. Doe",
    "docket": "D. Ariz. 26-cr-77",
    "employee_number": "7-dunmoor",
    "received_on": "11/05/2026",
    "due_on": "12/05/2026",
}
TODAY = f"{clock.today('America/New_York'):%m/%d/%Y}"
ALL = {"unscoped": "the test looks at everybody's"}


@pytest.fixture
def matters(acting):
    """Three cases of the employee: an open one, a restricted one, one with a compelled statement,
    and a case of somebody else."""
    with acting() as session:
        person = discipline.person(session)
        made = {}
        for name in ("open", "restricted", "compelled"):
            case, one, _two = allegations.against_two(session, code="INT-05")
            one.person_id = person.id
            case.restricted = name == "restricted"
            made[name] = case.number
            if name == "open":
                cases.grant(session, case, user="counsel.cbp", kind=GrantKind.SHARE)
            if name == "restricted":
                cases.grant(session, case, user="head.ia", kind=GrantKind.NAMED)
            if name == "compelled":
                session.add(
                    Statement(
                        case_id=case.id,
                        n=1,
                        kind_code="AFFIDAVIT",
                        giver_id=one.id,
                        taken_at=clock.now(),
                        text="Compelled words",
                        handling=int(Handling.GARRITY_COMPELLED),
                    )
                )
        other, _one, _two = allegations.against_two(session, code="INT-05")
        made["other"] = other.number
        return made


@pytest.fixture
def asked(matters, sign_in, reading):
    """The request, recorded and searched: its address."""
    client = sign_in("giglio.cbp")
    answer = client.post("/witness-requests/new", data=ASKED)
    assert answer.status_code == 302, answer.text
    with reading("giglio.cbp") as session:
        url = f"/witness-requests/{session.scalars(select(WitnessRequest)).one().id}"
    assert client.post(f"{url}/matters").status_code == 302
    return url


def test_what_waits_for_the_officer_stands_on_my_work(asked, sign_in):
    page = sign_in("giglio.cbp").get("/").text
    assert f'href="{asked}"' in page.partition('id="witness-requests"')[2]
    assert f'href="{asked}"' in sign_in("counsel.cbp").get("/").text
    assert f'href="{asked}"' not in sign_in("supervisor.ia").get("/").text


def version(reading, model=WitnessRequest):
    with reading() as session:
        return str(session.scalars(select(model).execution_options(**ALL)).one().version)


def test_the_giglio_officer_is_told_before_the_answer_is_due(asked, acting, sign_in):
    told = select(Notice).where(Notice.event == DUE, Notice.cleared_at.is_(None))
    due = datetime(2026, 12, 5, 15, tzinfo=UTC)
    with acting(None) as session:
        for days, notices in ((8, 0), (7, 1), (-3, 1)):
            with clock.at(due - timedelta(days=days)):
                sweep_requests()
                found = session.scalars(told).all()
                assert len(found) == notices, days
        (notice,) = found
        assert notice.due_on == date(2026, 12, 5)
        officer = accounts.actor_of("giglio.cbp").user_id
        assert notice.user_id == officer
    page = sign_in("giglio.cbp").get("/notices").text
    assert "The answer to a request about a witness is due" in page
    assert f'href="{asked}"' in page
    with acting(None) as session:
        # An officer who is the employee's own relative, or the employee, is told of nothing.
        session.execute(delete(Notice))
        request = session.scalars(select(WitnessRequest)).one()
        request.person_id = accounts.person_of(session, "giglio.cbp").id
        session.flush()
        with clock.at(due):
            sweep_requests()
        assert session.scalars(told).all() == []


def test_the_search_tells_what_may_be_known_and_routes_what_is_shut(
    asked, matters, sign_in, reading
):
    page = sign_in("giglio.cbp").get(asked).text
    assert matters["open"] in page
    assert matters["compelled"] in page
    assert matters["restricted"] not in page
    assert matters["other"] not in page
    assert "2 listed. What is restricted or compelled, if anything is" in page
    with reading() as session:
        shut = session.scalars(select(CustodianAsk.case_id).execution_options(**ALL)).all()
        told = select(Notice.user_id).where(Notice.event == "CUSTODIAN_ASKED")
        assert len(shut) == 2
        who = set(session.scalars(told.execution_options(**ALL)))
        head = accounts.actor_of("head.ia").user_id
        assert head in who
        assert accounts.actor_of("giglio.cbp").user_id not in who
    # The restricted one is asked of its custodian alone.
    assert matters["restricted"] in sign_in("head.ia").get("/witness-requests/asked").text
    assert matters["restricted"] not in sign_in("supervisor.ia").get("/witness-requests/asked").text


def test_a_search_that_finds_nothing_shut_says_the_same(acting, sign_in):
    with acting() as session:
        discipline.person(session)
    with acting("giglio.cbp") as session:
        told = {key: ASKED[key] for key in ("basis", "requester", "office", "defendant", "docket")}
        days = {"received_on": date(2026, 11, 5), "due_on": date(2026, 12, 5)}
        actor = current_actor()
        row = service.record_request(actor=actor, employee_number="7-dunmoor", **told, **days)
        found = service.search_matters(row, actor=actor)
        assert found.result.startswith("0 listed. What is restricted or compelled, if anything is")
        assert session.scalars(select(CustodianAsk)).all() == []


def test_what_the_custodian_shares_reaches_counsel_in_those_words_alone(
    asked, matters, sign_in, reading
):
    head = sign_in("head.ia")
    listed = head.get("/witness-requests/asked").text
    url = listed.split(f"/cases/{matters['restricted']}/witness-asks/")[1].split('"')[0]
    at = f"/cases/{matters['restricted']}/witness-asks/{url}"
    page = head.get(at).text
    assert "Garrick Dunmoor" in page
    assert "AUSA" not in page
    empty = {"is_shared": "yes", "said": "", "version": "1"}
    assert head.post(at, data=empty).status_code == 422
    told = empty | {"said": "Ask me about his candor."}
    assert head.post(at, data=told).status_code == 302
    assert "Ask me about his candor." in sign_in("counsel.cbp").get(asked).text
    assert "Ask me about his candor." not in sign_in("giglio.cbp").get(asked).text
    for name in ("supervisor.ia", "giglio.cbp", "investigator.ia", "supervisor.opr"):
        assert sign_in(name).get(at).status_code in {403, 404}, name


def test_review_disclosure_and_answer_each_in_its_turn(asked, matters, sign_in, acting, reading):
    officer, counsel = sign_in("giglio.cbp"), sign_in("counsel.cbp")
    letter = {"answered_on": TODAY, "version": version(reading)}
    early = officer.post(f"{asked}/answer", data=letter | {"file": (io.BytesIO(b"x"), "r.pdf")})
    assert early.status_code in {409, 422}
    assert officer.get(f"{asked}/review").status_code == 403
    assert counsel.get(f"{asked}/answer").status_code == 403
    said = {"discloses": "yes", "review": "The finding is impeachment.", "version": "0"}
    assert counsel.post(f"{asked}/review", data=said).status_code == 409
    said["version"] = version(reading)
    assert counsel.post(f"{asked}/review", data=said).status_code == 302
    paper = {"answered_on": TODAY, "version": version(reading)}
    bare = officer.post(f"{asked}/answer", data=paper | {"file": (io.BytesIO(b"x"), "r.pdf")})
    assert "no disclosure is recorded" in bare.text
    form = {"number": matters["restricted"], "export": "1", "what": "The finding"}
    add = f"{asked}/disclosures/new"
    assert "You see no such package" in counsel.post(add, data=form).text
    form["number"] = matters["open"]
    with acting() as session:
        package_of(session, matters["open"])
    assert "not been handed over" in counsel.post(add, data=form).text
    with acting() as session:
        row = session.scalars(select(ExportPackage)).one()
        row.handed_on = date(2026, 11, 9)
    assert counsel.post(add, data=form).status_code == 302
    assert "is recorded already" in counsel.post(add, data=form).text
    page = officer.get(asked).text
    assert f"{matters['open']}, Export 1: an entry of the accounting of disclosures" in page
    sent = paper | {"version": version(reading), "file": (io.BytesIO(b"Dear"), "r.pdf")}
    assert officer.post(f"{asked}/answer", data=sent).status_code == 302


def package_of(session, number):
    case = session.scalar(select(Case).where(Case.number == number).execution_options(**ALL))
    key = (
        session.connection()
        .execute(
            text(
                "INSERT INTO export_package (case_id, n, recipient_code, recipient_name,"
                " recipient_address, condition_code, authority, order_reference, purpose, state,"
                " made_by_id, approved_by_id, released_at, parts_id, manifest_sha256, handed_how,"
                " version, created_at) SELECT :c, 1, (SELECT MIN(code) FROM export_recipient), 'P',"
                " 'A', (SELECT MIN(code) FROM disclosure_condition), 'R', '', 'Impeachment',"
                " 'RELEASED', 1, 2, :t, :f, :s, '', 1, :t RETURNING id"
            ),
            {
                "c": case.id,
                "t": datetime(2026, 11, 8, tzinfo=UTC),
                "s": "a" * 64,
                "f": discipline.stored_file(session).id,
            },
        )
        .scalar_one()
    )
    found = session.scalar(
        select(ExportPackage).where(ExportPackage.id == key).execution_options(**ALL)
    )
    assert found is not None
    return found


def test_nothing_to_disclose_is_answered_by_letter(asked, sign_in, reading):
    officer, counsel = sign_in("giglio.cbp"), sign_in("counsel.cbp")
    said = {"discloses": "no", "review": "None is material.", "version": version(reading)}
    assert counsel.post(f"{asked}/review", data=said).status_code == 302
    paper = {"answered_on": TODAY, "version": version(reading)}
    assert officer.post(f"{asked}/answer", data=paper).status_code == 422
    sent = paper | {"file": (io.BytesIO(b"Dear counsel"), "reply.pdf")}
    answer = officer.post(f"{asked}/answer", data=sent)
    assert answer.status_code == 302, answer.text
    assert officer.get(f"{asked}/reply-letter").data == b"Dear counsel"
    assert "No requests found" in officer.get("/witness-requests").text
    assert ">W1<" in officer.get("/witness-requests?status=ANSWERED").text
    assert officer.post(f"{asked}/matters").status_code in {409, 422}


def test_wrong_entries_come_back_at_their_fields(matters, sign_in):
    client = sign_in("giglio.cbp")
    for change, words in (
        ({"basis": "X"}, "entries offered"),
        ({"employee_number": "nobody"}, "No employee of the agency"),
        ({"due_on": "11/01/2026"}, "due before it was received"),
        ({"received_on": "11/05/2999"}, "2026"),
        ({"requester": ""}, "Enter the requester"),
        ({"docket": "x" * 900}, "too long"),
    ):
        answer = client.post("/witness-requests/new", data=ASKED | change)
        assert answer.status_code == 422, change
        assert words in answer.text, change


@pytest.mark.parametrize(
    "name",
    [
        *("supervisor.ia", "investigator.ia", "specialist.ler", "supervisor.ler"),
        *("official.cbp", "supervisor.opr", "auditor", "admin", "records"),
    ],
)
def test_requests_and_flags_are_for_the_officer_and_counsel_alone(asked, sign_in, name):
    client = sign_in(name)
    for path in ("/witness-requests", "/witness-requests/new", asked, "/giglio-flags"):
        assert client.get(path).status_code in {403, 404}, path
    assert "Witness requests" not in client.get("/").text


def test_nobody_reads_a_request_about_himself(acting, sign_in, reading):
    with reading() as session:
        number = accounts.person_of(session, "counsel.cbp").employee_number
    client = sign_in("giglio.cbp")
    data = ASKED | {"employee_number": number}
    assert client.post("/witness-requests/new", data=data).status_code == 302
    with reading("giglio.cbp") as session:
        key = session.scalars(select(WitnessRequest)).one().id
    assert sign_in("counsel.cbp").get(f"/witness-requests/{key}").status_code == 404
    assert ">W1<" not in sign_in("counsel.cbp").get("/witness-requests").text
    with reading() as session:
        own = accounts.person_of(session, "giglio.cbp").employee_number
    refused = client.post("/witness-requests/new", data=ASKED | {"employee_number": own})
    assert "No employee of the agency" in refused.text


def test_a_sustained_charge_of_dishonesty_suggests_the_flag_and_a_person_decides(
    acting, sign_in, reading
):
    with clock.at(datetime(2024, 4, 2, 15, tzinfo=UTC)):
        with acting() as session:
            made = discipline.lead(session, "DECIDED")
            charge = session.scalars(select(Charge)).one()
            charge.allegation_subject.allegation.category_code = "INT-05"
        with acting() as session:
            action = session.scalars(select(DisciplinaryAction)).one()
            discipline.decision_served(session, action)
        assert made.number
    with reading() as session:
        flag = session.scalars(select(GiglioFlag)).one()
        assert flag.status is FlagStatus.SUGGESTED
        key, person = flag.id, session.get(Person, flag.person_id)
        assert person is not None
    client = sign_in("giglio.cbp")
    assert "Waits for you" in client.get("/giglio-flags").text
    assert f'href="/giglio-flags/{key}"' in client.get("/").text
    bare = {"is_set": "yes", "reason": "", "version": "1"}
    assert client.post(f"/giglio-flags/{key}", data=bare).status_code == 422
    done = bare | {"reason": "Lied in an interview."}
    assert client.post(f"/giglio-flags/{key}", data=done).status_code == 302
    assert "Giglio flags to decide" not in client.get("/").text, "nothing is left to decide"
    assert "Lied in an interview." in sign_in("counsel.cbp").get("/giglio-flags").text
    lift = {"is_set": "no", "reason": "Reversed on appeal.", "version": "2"}
    assert client.post(f"/giglio-flags/{key}", data=lift | {"version": "1"}).status_code == 409
    assert client.post(f"/giglio-flags/{key}", data=lift).status_code == 302
    with acting("giglio.cbp") as session:
        row = session.scalars(select(GiglioFlag)).one()
        assert row.status is FlagStatus.LIFTED
        with pytest.raises(Exception, match="decided already"):
            flags.decide(row, actor=current_actor(), is_set=True, reason="Again")


def test_a_suggestion_out_of_a_restricted_case_is_not_shown(acting, sign_in, matters):
    with acting() as session:
        case = session.scalars(select(Case).where(Case.number == matters["restricted"])).one()
        party = session.scalars(
            select(Party)
            .where(Party.case_id == case.id, Party.role == PartyRole.SUBJECT)
            .order_by(Party.n)
        ).first()
        session.add(
            GiglioFlag(
                agency_id=case.agency_id,
                person_id=party.person_id,
                employee="G. Dunmoor",
                case_id=case.id,
                why="Sustained",
            )
        )
    assert "G. Dunmoor" not in sign_in("giglio.cbp").get("/giglio-flags").text


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE witness_request SET due_on = '2020-01-01'",
        "UPDATE witness_request SET status = 'REVIEWED'",
        "UPDATE witness_request SET status = 'ANSWERED'",
        "UPDATE witness_request SET reviewed_by_id = 1",
        "UPDATE searched_source SET result = ''",
        "UPDATE custodian_ask SET is_shared = true",
        "UPDATE witness_request SET basis = 'OTHER'",
    ],
)
def test_the_database_refuses(asked, app, statement):
    with app.app_context(), pytest.raises(IntegrityError), unit_of_work.write() as session:
        session.connection().execute(text(statement))


def test_matters_are_codes_of_that_day(asked, acting):
    with acting("giglio.cbp") as session:
        rows = session.scalars(select(MatterFound)).all()
        assert {row.category_code for row in rows} == {"INT-05"}
        assert {row.finding_code for row in rows} == {None}
