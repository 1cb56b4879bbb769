"""Comparators: final outcomes without whom they concern, kept as they were seen that day."""

import re
from datetime import date

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from jicms.access.actor import current_actor
from jicms.cases.models import Party
from jicms.core import unit_of_work
from jicms.deadlines.models import CaseClock
from jicms.discipline import comparators, service
from jicms.discipline.models import DisciplinaryAction, Penalty, PenaltyStage
from jicms.discipline.models_comparators import ComparatorRow, ComparatorSet
from jicms.discipline.models_package import NewMaterial
from jicms.discipline.models_prior import MarkKind, RecordMark
from jicms.people.models import Employment
from jicms.prosecution.models import ProsecutionReferral
from tests.discipline.test_two_at_once import version_in
from tests.factories import discipline
from tests.factories.discipline import refused

UNIT = "Port of Calexico"


def ended(session, *, unit=UNIT, near=True, **values):
    """A final action of another employee: a five-day suspension, proposed as a removal."""
    found = discipline.lead(session, "EFFECTIVE")
    action = session.get(DisciplinaryAction, found.action)
    service.make_final(action, actor=current_actor())
    for clock in session.scalars(select(CaseClock).where(CaseClock.case_id == action.case_id)):
        session.delete(clock)
    working(session, action, unit)
    if not near:
        session.execute(
            text(
                "UPDATE disciplinary_action SET proposing_official_id = NULL,"
                f" deciding_official_id = NULL WHERE id = {action.id}"
            )
        )
    for name, value in values.items():
        setattr(action.case, name, value)
    session.flush()
    return action


def working(session, action, unit):
    """Where the action's employee worked at the time."""
    party = session.get(Party, action.party_id)
    job = Employment(person_id=party.person_id, program_office=unit)
    session.add(job)
    session.flush()
    party.at_incident_id = job.id
    session.flush()


@pytest.fixture
def searched(at, acting):
    """A drafted action of the unit, with one near outcome and one of another unit."""
    with acting() as session:
        ended(session)
        ended(session, unit="Port of Nogales")
    with acting() as session:
        made = discipline.lead(session, "PROPOSED")
        working(session, session.get(DisciplinaryAction, made.action), UNIT)
    return made


def found_by(session, made, years=5):
    action = session.get(DisciplinaryAction, made.action)
    return comparators.find(action, category_code="FIN-01", years=years)


def test_the_nearest_come_first_and_the_agency_s_stand_apart(searched, acting):
    with acting("specialist.ler") as session:
        found = found_by(session, searched)
    assert (found.near_total, found.agency_total) == (1, 1)
    assert found.near[0].same_unit
    assert found.near[0].same_official
    assert not found.agency[0].same_unit
    assert found.near[0].final_code == "REMOVAL"
    assert found.near[0].fiscal_year == 2024


HIDDEN = {
    "restricted": lambda session, action: setattr(action.case, "restricted", True),
    "entered in error": lambda session, action: setattr(
        action.case, "closure_code", "ENTERED_IN_ERROR"
    ),
    "of another category": lambda session, action: session.execute(
        text(f"UPDATE allegation SET category_code = 'IT-02' WHERE case_id = {action.case_id}")
    ),
    "of another employee's withdrawal": lambda session, action: setattr(
        session.get(Party, action.party_id), "withdrawn_at", action.created_at
    ),
    "under seal": lambda session, action: session.add(
        ProsecutionReferral(
            case_id=action.case_id,
            n=9,
            party_id=action.party_id,
            level_code="FEDERAL",
            office="Court",
            status="REFERRED",
            opened_on=date(2024, 1, 9),
            status_on=date(2024, 1, 9),
            is_sealed=True,
        )
    ),
    "a record that was cancelled": lambda session, action: session.add(
        RecordMark(
            action_id=action.id,
            case_id=action.case_id,
            kind=MarkKind.CANCELLED,
            on=date(2024, 3, 1),
            reason="Imposed by mistake",
        )
    ),
}


@pytest.mark.parametrize("why", HIDDEN)
def test_what_is_no_comparator_is_in_neither_list(searched, acting, why):
    with acting() as session:
        for action in session.scalars(
            select(DisciplinaryAction).where(DisciplinaryAction.id != searched.action)
        ):
            HIDDEN[why](session, action)
    with acting("specialist.ler") as session:
        found = found_by(session, searched)
    assert (found.near_total, found.agency_total, found.rows) == (0, 0, [])


def test_open_matters_other_agencies_and_old_outcomes_are_left_out(searched, acting):
    with acting() as session:
        discipline.lead(session, "SERVED")
    with acting("specialist.ler") as session:
        assert len(found_by(session, searched).rows) == 2
    with acting() as session:
        final = session.scalars(select(Penalty).where(Penalty.stage == PenaltyStage.FINAL)).all()
        assert {row.on for row in final} == {date(2024, 4, 2)}
        offices = "(SELECT id FROM office WHERE code = 'ELR')"
        session.execute(
            text(
                f"UPDATE disciplinary_action SET office_id = {offices}"
                f" WHERE id = {final[0].action_id}"
            )
        )
    with acting("specialist.ler") as session:
        assert len(found_by(session, searched).rows) == 1


def choose(page, **more):
    return {
        "version": version_in(page),
        "print": re.search(r'name="print" value="(\w+)"', page.text).group(1),
        "take_1": "1",
        "known_1": "YES",
        "take_2": "1",
        "known_2": "NO",
        "note_2": "Counsel asked the other port.",
        **more,
    }


def test_a_search_is_kept_as_seen_and_goes_with_the_notice(searched, acting, sign_in, app):
    client, at = sign_in("specialist.ler"), f"/cases/{searched.number}/actions/1/comparators"
    page = client.get(at)
    for words in ("Same work unit, same official", "Agency-wide, same offense", "FY2024"):
        assert words in page.text, words
    without = client.post(at, data={**choose(page), "note_2": ""})
    assert without.status_code == 422
    assert "outcome 2" in without.text
    assert client.post(at, data={**choose(page), "print": "0" * 32}).status_code == 422
    assert client.post(at, data={**choose(page), "known_1": ""}).status_code == 422
    assert client.post(at, data=choose(page)).status_code == 302
    with acting() as session:
        # The first, in which nothing was comparable, stood before the proposal.
        kept = session.scalars(select(ComparatorSet).order_by(ComparatorSet.id.desc())).first()
        assert [(row.known, row.known_note) for row in kept.rows] == [
            (True, ""),
            (False, "Counsel asked the other port."),
        ]
        others = set(session.scalars(select(DisciplinaryAction.id))) - {searched.action}
        names = [
            row.number for row in session.scalars(select(DisciplinaryAction)) if row.id in others
        ]
    package = f"/packages/{searched.number}/1"
    proposing, deciding = sign_in("official.cbp"), sign_in("official2.cbp")
    shown = proposing.get(f"{package}/comparators/2")
    assert "Counsel asked the other port." in shown.text
    assert deciding.get(f"{package}/comparators/2").status_code == 404
    for text_ in (page.text, shown.text, client.get(f"{at}/2").text):
        assert not any(name in text_ or name[:9] in text_ for name in names)
    with acting() as session:
        discipline.served(session, session.get(DisciplinaryAction, searched.action))
    assert "Counsel asked the other port." in deciding.get(f"{package}/comparators/2").text
    assert "Comparators" in deciding.get(package).text
    for statement in ("UPDATE comparator_row SET known = true", "DELETE FROM comparator_set"):
        with app.app_context(), pytest.raises(IntegrityError), unit_of_work.write() as session:
            session.connection().execute(text(statement))


def test_a_search_after_the_notice_is_new_material(searched, acting, sign_in):
    with acting() as session:
        action = session.get(DisciplinaryAction, searched.action)
        discipline.weighed(
            session, discipline.answered(session, discipline.served(session, action))
        )
    client, at = sign_in("specialist.ler"), f"/cases/{searched.number}/actions/1/comparators"
    page = client.get(at)
    assert "what you choose now is new material" in page.text
    told = choose(page, matters="A like case ended milder.")
    assert client.post(at, data=told).status_code == 302
    deciding, path = sign_in("official2.cbp"), f"/packages/{searched.number}/1/comparators/2"
    assert deciding.get(path).status_code == 404
    with acting("specialist.ler") as session:
        action = session.get(DisciplinaryAction, searched.action)
        refused(lambda: discipline.decided(session, action), "NEW 1: Comparators as seen on")
        item = session.scalars(select(NewMaterial)).one()
        service.use_in_mitigation(item, actor=current_actor(), reason="They ended milder.")
    assert deciding.get(path).status_code == 200
    assert sign_in("official.cbp").get(path).status_code == 404


def test_others_see_no_comparator(searched, sign_in, reading):
    for name in ("supervisor.ia", "investigator.ia", "supervisor.elr", "official2.cbp"):
        client = sign_in(name)
        at = f"/cases/{searched.number}/actions/1/comparators"
        assert client.get(at).status_code in {403, 404}, name
        assert client.post(at).status_code in {403, 404}, name
        with reading(name) as session:
            assert not session.scalars(select(ComparatorRow)).all()


def test_a_search_asks_the_same_number_of_statements_however_many_there_are(
    searched, acting, sign_in, statements
):
    client, at = sign_in("specialist.ler"), f"/cases/{searched.number}/actions/1/comparators"
    few = statements(lambda: client.get(at))
    with acting() as session:
        ended(session)
    assert statements(lambda: client.get(at)) == few
