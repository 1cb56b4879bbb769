"""Possible duplicates: what makes cases alike, and what is never told."""

from datetime import date

import pytest
from sqlalchemy import event, select

from jicms.cases.models import Case, CaseStatus, PartyRole
from jicms.extensions import db
from jicms.intake import duplicates, service
from jicms.intake.duplicates import Sought
from jicms.people.models import Person
from tests.factories import accounts, allegations, cases, complaints


def matter(session, person, office="IA", **values):
    """An old case about that person: IT-06 at Alder Bend on Oct 20."""
    case = cases.case(session, office=office, **values)
    party = cases.party(session, case, role=PartyRole.SUBJECT, description="x")
    party.person_id, party.description = person.id if person else None, ""
    session.flush()
    allegations.allegation(session, case, party)
    return case.number


@pytest.fixture
def officer(acting):
    with acting() as session:
        return complaints.employee(session, "Garrick Dunmoor", "4410-2276").id


def sought(person_id=0, **values):
    told = {
        "person_ids": frozenset({person_id}),
        "codes": frozenset({"IT-06"}),
        "incident_from": date(2026, 10, 22),
        "place": "port of alder bend",
        **values,
    }
    return Sought(**told)


def test_subject_code_place_dates_and_wording_make_the_score(acting, reading, officer):
    with acting() as session:
        number = matter(session, session.get(Person, officer))
    told = "Caller says that the officer used the computer for betting."
    with reading("intake.ia"):
        (hit,) = duplicates.find(sought(officer, narrative=told))
        assert (hit.case.number, hit.score) == (number, 100)
        assert hit.reasons == [
            "Same subject",
            "same code IT-06",
            "same place",
            "incident within 3 days",
            "much the same wording",
        ]
        (hit,) = duplicates.find(sought(officer, codes=frozenset({"COR-01"})))
        assert hit.score == 46 + 15 + 12
        (hit,) = duplicates.find(sought(0))
        assert hit.score == 27 + 15 + 12
        assert duplicates.find(sought(0, incident_from=date(2026, 10, 25))) == []
        assert duplicates.find(sought(0, codes=frozenset())) == []
        assert duplicates.find(Sought()) == []


def test_wording_is_compared_only_where_the_narrative_is_read(acting, reading, officer):
    with acting() as session:
        matter(session, session.get(Person, officer), status=CaseStatus.OPEN)
    told = "Caller says that the officer used the computer for betting."
    with reading("intake.ia"):
        (hit,) = duplicates.find(sought(officer, place="", narrative=told))
        assert "much the same wording" not in hit.reasons
    with reading("supervisor.ia"):
        (hit,) = duplicates.find(sought(officer, place="", narrative=told))
        assert "much the same wording" in hit.reasons


def statements(call):
    """What a call returns, and how many statements it sends."""
    sent = []

    def count(_connection, _cursor, statement, *_rest):
        sent.append(statement)

    event.listen(db.engine, "before_cursor_execute", count)
    try:
        return call(), len(sent)
    finally:
        event.remove(db.engine, "before_cursor_execute", count)


def hidden_matter(acting, officer, how):
    """A twin that neither the desk nor the supervisor of IA sees."""
    with acting() as session:
        person = session.get(Person, officer)
        office = "OPR" if how == "other office" else "IA"
        number = matter(session, person, office, restricted=how == "restricted")
        if how == "walled":
            case = session.scalar(select(Case).where(Case.number == number))
            for name in ("intake.ia", "supervisor.ia"):
                cases.party(session, case, role=PartyRole.WITNESS, account=name)
    return number


@pytest.fixture
def scored(monkeypatch):
    """The rows that are compared."""
    kept = []
    rows = duplicates._rows
    monkeypatch.setattr(
        duplicates, "_rows", lambda *asked: [kept.append(row) or row for row in rows(*asked)]
    )
    return kept


@pytest.mark.parametrize("how", ["other office", "restricted", "walled"])
@pytest.mark.parametrize("name", ["intake.ia", "supervisor.ia"])
def test_a_hidden_case_is_never_shown_and_costs_the_same(acting, reading, scored, how, name):
    with acting() as session:
        officer = complaints.employee(session, "Garrick Dunmoor", "4410-2276").id
    told = sought(officer, narrative="He used the computer for betting.")
    with reading(name):
        nothing, before = statements(lambda: duplicates.find(told))
        none_scored = len(scored)
    hidden_matter(acting, officer, how)
    with reading(name):
        found, after = statements(lambda: duplicates.find(told))
    assert (nothing, found) == ([], [])
    assert before == after == 4
    assert (none_scored, len(scored)) == (0, 0), "no row of it is read, let alone scored"


def test_twins_are_found_by_a_name_by_place_and_by_wording_alone(acting, reading):
    told = "Caller says that the officer used the computer for betting."
    with acting() as session:
        unlisted = complaints.employee(session, "Garrick Dunmoor", "4410-9999")
        number = matter(session, unlisted)
    apart = {"codes": frozenset({"COR-01"}), "place": ""}
    with reading("intake.ia"):
        (hit,) = duplicates.find(sought(0, names=frozenset({"Garick Dunmor"}), **apart))
        assert (hit.case.number, hit.reasons[0], hit.score) == (number, "similar name", 48)
        (hit,) = duplicates.find(sought(0, narrative=told, **apart))
        assert hit.reasons == ["incident within 3 days", "much the same wording"]
        undated = {"incident_from": None, "received_on": date(2026, 11, 20)}
        (hit,) = duplicates.find(sought(0, narrative=told, **{**apart, **undated}))
        assert hit.score == 40
        late = {"incident_from": None, "received_on": date(2026, 12, 20)}
        assert duplicates.find(sought(0, narrative=told, **{**apart, **late})) == []
        placed = sought(0, codes=frozenset(), narrative="The officer used a computer for bets.")
        (hit,) = duplicates.find(placed)
        assert hit.reasons[0] == "same place"


def test_the_best_is_found_behind_hundreds_of_newer_ones(acting, reading, officer):
    with acting() as session:
        number = matter(session, session.get(Person, officer))
        for _ in range(230):
            case = cases.case(session)
            party = cases.party(session, case, role=PartyRole.SUBJECT)
            allegations.allegation(session, case, party, code="TNA-04", place="Elsewhere")
    with reading("intake.ia"):
        assert duplicates.find(sought(officer))[0].case.number == number


def test_a_decision_is_kept_and_may_be_changed(acting):
    with acting("supervisor.ia"):
        who = accounts.actor_of("supervisor.ia")
        case, other = complaints.recorded(who), complaints.recorded(who)
        service.decide_duplicate(case, actor=who, other=other, is_duplicate=True)
        row = service.decide_duplicate(case, actor=who, other=other, is_duplicate=False)
        assert row.is_duplicate is False
