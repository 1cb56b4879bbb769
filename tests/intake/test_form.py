"""The one-page form: every button, every refusal, and nothing typed is lost."""

import re
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, text

from jicms.allegations.models import Allegation
from jicms.audit.models import AuditEvent
from jicms.cases.models import Case, Party, PartyRole
from jicms.core import clock
from jicms.intake.models import DuplicateDecision, IntakeDraft
from tests.factories import accounts, complaints
from tests.factories.complaints import typed


@pytest.fixture(autouse=True)
def _moment():
    """Nov 2, 2026, 10:22 a.m. in Washington."""
    with clock.at(complaints.RECEIVED):
        yield


@pytest.fixture
def officer(acting):
    with acting() as session:
        return complaints.employee(
            session, "Garrick Dunmoor", "4410-2276", is_law_enforcement=True
        ).id


@pytest.fixture
def desk(sign_in):
    """intake.ia, signed in."""
    return sign_in("intake.ia")


def record(client, **values):
    """Post a page that was opened for this."""
    values.setdefault("key", uuid4().hex)
    return client.post("/intake/new", data=typed(record="1", **values))


def test_a_complaint_is_recorded_and_leads_to_its_case(desk, acting):
    answer = record(desk)
    assert answer.status_code == 302, re.findall(
        r"usa-error-message[^<]*<[^>]*>([^<]*)", answer.text
    )
    page = desk.get(answer.location).text
    assert "202700001" in page
    assert "202700001 recorded, with 1 allegation." in page
    with acting() as session:
        assert session.scalar(select(func.count(Case.id))) == 1
        assert session.scalars(select(Allegation)).one().detail.narrative.startswith("He used")


def test_searching_and_choosing_work_without_script(desk, officer, acting):
    page = desk.post("/intake/new", data=typed(search="1", find="dunmor")).text
    assert "Garrick Dunmoor" in page, "spelling may be inexact"
    assert "Officer of the night shift" in page
    page = desk.post("/intake/new", data=typed(pick=str(officer))).text
    assert f'value="{officer}"' in page
    assert "Employee 4410-2276" in page
    again = typed(pick=str(officer), **{"subjects-1-how": "person", "subjects-1-key": "s1"})
    again["subjects-1-person"] = str(officer)
    page = desk.post("/intake/new", data=again).text
    assert page.count("Employee 4410-2276") == 1, "a person is chosen once"
    with acting() as session:
        said = session.scalars(select(AuditEvent.detail).where(AuditEvent.event == "SEARCHED"))
        assert any("dunmor" in detail for detail in said)


def test_enter_never_records(desk, acting):
    page = desk.post("/intake/new", data=typed(enter="1", record=None))
    assert page.status_code == 200
    with acting() as session:
        assert session.scalar(select(Case.id)) is None


def test_subjects_and_allegations_are_added_and_removed(desk):
    page = desk.post("/intake/new", data=typed(unlisted="1")).text
    assert 'name="subjects-1-family_name"' in page
    page = desk.post("/intake/new", data=typed(unknown="1")).text
    assert 'name="subjects-1-description"' in page
    page = desk.post("/intake/new", data=typed(**{"subjects-drop": "0"})).text
    assert "subjects-0" not in page
    page = desk.post("/intake/new", data=typed(**{"allegations-add": "1"})).text
    assert 'name="allegations-1-code"' in page
    page = desk.post("/intake/new", data=typed(**{"others-add": "1"})).text
    assert 'name="others-0-who"' in page


def test_each_subject_is_ticked_for_each_allegation_when_there_are_several(desk, acting, officer):
    two = {
        "subjects-1-key": "s1",
        "subjects-1-how": "person",
        "subjects-1-person": str(officer),
        "allegations-1-code": "TNA-04",
    }
    answer = record(desk, **two)
    assert answer.status_code == 422
    assert "Choose whom this allegation is about" in answer.text
    ticked = {"allegations-0-subjects": ["s1"], "allegations-1-subjects": ["s0", "s1"]}
    answer = record(desk, **two, **ticked)
    assert answer.status_code == 302
    with acting() as session:
        rows = session.scalars(select(Allegation).order_by(Allegation.n)).all()
        names = [[subject.party.name for subject in row.subjects] for row in rows]
        assert names == [
            ["Garrick Dunmoor"],
            ["Officer of the night shift", "Garrick Dunmoor"],
        ]


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"received_at": "10:40 a.m."}, "lies in the future"),
        ({"received_on": "11/03/2026"}, "Nov 2, 2026 or earlier"),
        ({"received_on": "13/45/2026"}, "check the month"),
        ({"incident_from": "10/05/2026", "incident_to": "10/01/2026"}, "ends before it begins"),
        ({"incident_to": "10/01/2026"}, "first day of the incident"),
        ({"identity": None}, "how the identity is kept"),
        ({"identity": "ANONYMOUS"}, "Nothing that identifies is stored"),
        ({"reporter": ""}, "name of the reporter"),
        ({"identity": "CONFIDENTIAL"}, "what the case may show"),
        ({"kind": "AGENCY_DISCOVERED"}, "Nobody reports"),
        (
            {"subjects-0-how": None, "subjects-0-key": None, "subjects-0-description": None},
            "subject",
        ),
        ({"subjects-0-how": "unlisted"}, "Enter the name"),
        ({"subjects-0-how": "person", "subjects-0-person": "999999"}, "choose the person again"),
        ({"allegations-0-code": "XXX-1"}, "Choose one of the entries"),
        (
            {"allegations-0-code": "TNA-04", "allegations-0-system_code": "ICM"},
            "not about a system",
        ),
        ({"allegations-0-class_code": "CBP-1"}, "another class"),
        ({"allegations-0-class_code": "ICE-CAT_1"}, "Choose one of the entries"),
        ({"reporter": "078-05-1120"}, "Social Security"),
        ({"narrative": "x" * 20_001}, "1 too long"),
    ],
)
def test_a_refusal_says_what_is_wrong_and_keeps_the_rest(desk, acting, values, sentence):
    answer = record(desk, **{"others-0-role": "WITNESS", "others-0-who": "A. Kept", **values})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "A. Kept" in answer.text
    with acting() as session:
        assert session.scalar(select(Case.id)) is None


def test_a_text_that_gives_a_confidential_reporter_away_is_refused_until_confirmed(desk, acting):
    hidden = {
        "identity": "CONFIDENTIAL",
        "reporter_phone": "555-0142",
        "narrative": "My own words.",
    }
    for summary in (
        "Brennek was followed.",
        "The caller (555 0142) was followed.",
        "My sister was followed.",
    ):
        answer = record(desk, summary=summary, **hidden)
        assert answer.status_code == 422
        assert "may identify the reporter" in answer.text
    assert record(desk, summary="My sister was followed.", checked="1", **hidden).status_code == 302
    assert record(desk, summary="A person was followed.", **hidden).status_code == 302
    with acting() as session:
        rows = session.scalars(select(Allegation)).all()
        assert {row.detail.narrative for row in rows} == {
            "My sister was followed.",
            "A person was followed.",
        }
        names = session.scalars(select(Party).where(Party.role == PartyRole.COMPLAINANT)).all()
        assert {party.name for party in names} == {"Complainant A"}


def test_an_anonymous_reporter_gets_a_code_once(desk, acting):
    answer = record(desk, identity="ANONYMOUS", reporter="")
    assert answer.status_code == 302
    page = desk.get(answer.location).text
    code = re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", page).group(0)
    assert code not in desk.get(answer.location).text
    found = desk.post("/intake/receipt", data={"code": code.lower()})
    assert found.location == answer.location
    assert desk.post("/intake/receipt", data={"code": "AAAA-AAAA-AAAA"}).status_code == 422


def test_whoever_names_himself_gets_a_plain_saved(desk, acting):
    answer = record(
        desk,
        **{"others-0-role": "WITNESS", "others-0-who": number_of(acting, "intake.ia")},
    )
    assert answer.location == "/"
    page = desk.get("/").text
    assert "Saved" in page
    assert "202700001" not in page
    assert desk.get("/cases/202700001").status_code == 404


def number_of(acting, account):
    with acting() as session:
        return accounts.person_of(session, account).employee_number


def test_duplicates_show_beside_and_what_is_said_of_them_is_kept(desk, acting, officer):
    chosen = {
        "subjects-0-how": "person",
        "subjects-0-person": str(officer),
        "subjects-0-description": None,
        "incident_from": "10/20/2026",
    }
    record(desk, **chosen)
    page = desk.post("/intake/new", data=typed(check="1", **chosen)).text
    assert "score 100" in page
    page = desk.post("/intake/new", data=typed(same="202700001", **chosen)).text
    decided = re.search(r'name="decided" value="([^"]*)"', page).group(1)
    assert decided == "202700001:y"
    assert record(desk, decided=decided, **chosen).status_code == 302
    with acting() as session:
        assert session.scalars(select(DuplicateDecision)).one().is_duplicate is True
    fragment = desk.post("/intake/look", data=typed(**chosen)).text
    assert "score 100" in fragment
    assert "<html" not in fragment


def test_the_gate_is_shown_before_anything_is_recorded(desk, officer):
    chosen = {"subjects-0-how": "person", "subjects-0-person": str(officer)}
    page = desk.post("/intake/new", data=typed(check="1", **chosen)).text
    assert "OIG first refusal" not in page
    grave = {"allegations-0-code": "COR-01", **chosen}
    page = desk.post("/intake/new", data=typed(check="1", **grave)).text
    assert "OIG first refusal is required" in page
    assert "Nov 3, 2026" in page


def test_a_draft_is_saved_resumed_recorded_and_gone(desk, acting):
    answer = desk.post("/intake/new", data=typed(draft="1", received_on="13/45/2026"))
    assert answer.status_code == 302
    page = desk.get(answer.location).text
    assert "13/45/2026" in page
    assert "Odalys Brennek" in page
    assert "Sharing credentials" in desk.get("/intake/drafts").text
    version = re.search(r'name="version" value="(\d+)"', page).group(1)
    window = re.search(r'name="window" value="(\w+)"', page).group(1)
    again = record(desk, key=typed()["key"], version=version, window=window)
    assert again.status_code == 302
    assert desk.get(answer.location).status_code == 404
    with acting() as session:
        kept = session.execute(text("select content_sealed from intake_draft")).scalars().all()
        assert kept == [""], "only that the page was recorded is remembered, for a day"


def test_a_draft_is_discarded_after_a_page_that_says_what_goes(desk, acting):
    address = desk.post("/intake/new", data=typed(draft="1")).location
    page = desk.get(f"{address}/discard").text
    assert "identity included" in page
    assert desk.post(f"{address}/discard").status_code == 302
    assert desk.get(address).status_code == 404


def test_drafts_of_others_are_not_found(desk, sign_in):
    address = desk.post("/intake/new", data=typed(draft="1")).location
    for name in ("supervisor.ia", "intake.opr"):
        other = sign_in(name)
        assert other.get(address).status_code == 404
        assert other.get(f"{address}/discard").status_code == 404
        assert other.post(f"{address}/discard").status_code == 404
        assert "Draft 1" not in other.get("/intake/drafts").text


def test_the_page_saves_itself_and_a_second_window_is_kept_beside(desk, acting):
    first = desk.post("/intake/autosave", data=typed())
    assert first.status_code == 200
    assert first.json["saved"] == "10:22 a.m."
    again = desk.post("/intake/autosave", data=typed(place="Elsewhere"))
    assert again.json["version"] > first.json["version"]
    other = desk.post("/intake/autosave", data=typed(window="w2", version="1"))
    assert other.status_code == 409
    kept = desk.post("/intake/new", data=typed(draft="1", window="w2", version="1"))
    assert kept.status_code == 302
    with acting() as session:
        assert session.scalar(select(func.count(IntakeDraft.id))) == 2
    assert desk.post("/intake/autosave", data=typed(key="")).status_code == 422
    assert desk.post("/intake/autosave", data=typed(key="../x")).status_code == 422


def test_an_anonymous_draft_keeps_no_identity(desk, acting):
    desk.post(
        "/intake/autosave",
        data=typed(identity="ANONYMOUS", reporter_email="odalys@example.org"),
    )
    page = desk.get("/intake/drafts/1").text
    assert "odalys" not in page
    assert "Brennek" not in page


@pytest.mark.parametrize(
    "path", ["/intake/new", "/intake/drafts", "/intake/triage", "/intake/receipt"]
)
def test_only_the_desk_and_its_supervisors_come_here(sign_in, path):
    for name, status in (("investigator.ia", 403), ("specialist.ler", 403), ("admin", 403)):
        assert sign_in(name).get(path).status_code == status, name


MORE = (
    "subjects-1-how subjects-0-kind allegations-1-subjects allegations-0-class_code find version "
    "others-0-role others-0-person others-drop found pick decided same reporter_id "
    "subjects-²-how allegations-99999-code"
)
FIELDS = [*typed(), *MORE.split()]
PRESSED = "record check search pick draft same enter unlisted subjects-drop"
ODD = ["", "0", "9" * 40, "\0", "²", "11/02/2026", "person", "s0", "٣", "IT-05", "x" * 300, "-1"]


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    changes=st.dictionaries(
        st.sampled_from(FIELDS), st.sampled_from(ODD) | st.text(max_size=20), max_size=6
    ),
    button=st.sampled_from(PRESSED.split()),
    path=st.sampled_from(["/intake/new", "/intake/new", "/intake/autosave", "/intake/look"]),
)
def test_no_input_is_a_fault_of_ours(desk, changes, button, path):
    answer = desk.post(path, data={**typed(), button: "1", **changes})
    assert answer.status_code < 500, (path, button, changes)


IDENTIFYING = {
    "reporter": ("Odalys Brennek", "name"),
    "reporter_phone": ("555-0142", "telephone"),
    "reporter_email": ("not an address", "e-mail"),
    "reporter_relation": ("He is my neighbor", "relation to the matter"),
    "reporter_address": ("1 Quay Street", "address"),
}


@pytest.mark.parametrize(
    ("mode", "sentence"),
    [
        ({"identity": "ANONYMOUS"}, "Anonymous: clear the {}. Nothing that identifies is stored."),
        ({"kind": "AGENCY_DISCOVERED"}, "Nobody reports what the agency discovered: clear the {}."),
    ],
)
def test_each_field_that_identifies_nobody_is_refused_by_its_own_name(desk, acting, mode, sentence):
    given = {name: text for name, (text, _called) in IDENTIFYING.items()}
    answer = record(desk, **given, **mode, reporter_id="1", key="a" * 32)
    assert answer.status_code == 422
    for name, (_text, called) in IDENTIFYING.items():
        found = re.search(rf'id="{name}-e">(?:<[^>]*>[^<]*</span>)?([^<]*)<', answer.text)
        assert found, name
        assert found[1] == sentence.format(called)
    told = answer.text.replace("&#39;", "'").count(sentence.partition("{")[0])
    assert told == 2 * len(IDENTIFYING), "once in the summary and once at each field"
    assert 'name="reporter_id" value=""' in answer.text, "what no box shows is cleared by itself"
    with acting() as session:
        assert session.scalar(select(func.count(IntakeDraft.id))) == 0


def test_a_refused_page_says_once_what_is_kept(desk):
    fresh = record(desk, place="", key="b" * 32)
    assert fresh.status_code == 422
    assert "Not recorded: correct 1 field</h2>" in fresh.text
    assert "saved" not in fresh.text.partition("<main")[2].partition("<aside")[0]
    desk.post("/intake/new", data=typed(draft="1", key="c" * 32))
    page = record(desk, place="", key="c" * 32)
    assert page.status_code == 422
    said = re.findall(r"[^<>]*\bsaved\b[^<>]*", page.text.partition("<main")[2])
    assert len(said) == 1, said
    assert re.fullmatch(
        r"Not recorded: correct 1 field. Draft 1 was last saved 10:22 a.m. EST", said[0].strip()
    )
    kept = desk.get("/intake/drafts/1").text
    assert "Draft 1, saved 10:22 a.m." in kept


def test_who_was_chosen_in_the_search_box_is_a_subject_though_not_added(desk, officer, acting):
    nobody = {f"subjects-0-{part}": None for part in ("how", "key", "description")}
    answer = record(desk, find="Garrick Dunmoor", found=str(officer), **nobody)
    assert answer.status_code == 302
    with acting() as session:
        subject = session.scalars(select(Party).where(Party.role == PartyRole.SUBJECT)).one()
        assert subject.person_id == officer
    refused = record(desk, find="", found=str(officer), key="e" * 32, **nobody)
    assert refused.status_code == 422, "the box was cleared"
