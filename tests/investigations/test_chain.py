"""The subject's supervisors and colleagues are kept off the team, once the option is live."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from jicms.cases.models import CaseStatus, PartyRole
from jicms.core import clock
from jicms.core.errors import RuleBroken
from jicms.investigations import service
from jicms.investigations.chain import CHECKLIST
from jicms.investigations.models import Assignment
from jicms.investigations.models import InvestigationType as Type
from jicms.people.models import Employment
from tests.factories import accounts, cases
from tests.factories.going_live import switch_on
from tests.factories.investigations import user

LEAD, SUBJECT, REVIEWER = "investigator.ia", "counsel.cbp", "supervisor.ia"
OFFICE, STATION = "Lighthouse Service", "Port of Alder Bend"


def go_live(acting, *, leave=()):
    with acting() as session:
        switch_on(
            session, CHECKLIST.key, leave=leave, reference="Directive 7", dated=date(2026, 1, 1)
        )


def post(session, username, *, station=STATION, office=OFFICE, **values):
    """Replace the person's employment by one post."""
    person = accounts.person_of(session, username)
    for row in session.scalars(select(Employment).where(Employment.person_id == person.id)):
        row.valid_until = date(2020, 12, 31)
    made = Employment(
        person_id=person.id,
        **{
            "valid_from": date(2021, 1, 1),
            "program_office": office,
            "duty_location": station,
            **values,
        },
    )
    session.add(made)
    session.flush()
    return made


@pytest.fixture
def case_id(acting):
    with acting() as session:
        case = cases.case(session, status=CaseStatus.TRIAGE)
        cases.party(session, case, role=PartyRole.SUBJECT, account=SUBJECT)
        post(session, SUBJECT)
        return case.id


def assign(acting, case_id):
    with acting(REVIEWER) as session:
        from_case = session.get(cases.Case, case_id)
        service.assign(
            from_case,
            actor=accounts.actor_of(REVIEWER),
            type=Type.ADMINISTRATIVE,
            lead=user(session, LEAD),
            team=[],
            reviewer=user(session, REVIEWER),
        )
        return session.scalars(select(Assignment.user_id)).all()


NEAR = {
    "a colleague of the station": (LEAD, {}),
    "a supervisor of the office elsewhere": (LEAD, {"station": "Corvane", "is_supervisor": True}),
    "the reviewing supervisor": (REVIEWER, {"is_supervisor": True}),
}
FAR = {
    "another station": (LEAD, {"station": "Corvane"}),
    "another office": (LEAD, {"office": "Harbor Service", "is_supervisor": True}),
    "no station known": (LEAD, {"station": ""}),
    "a post that has ended": (LEAD, {"valid_until": date(2025, 1, 1)}),
    "a post to come": (LEAD, {"valid_from": date(2199, 1, 1)}),
}


@pytest.mark.parametrize("near", NEAR)
def test_who_is_near_is_kept_off_when_it_is_live_and_only_then(acting, case_id, near):
    username, values = NEAR[near]
    with acting() as session:
        post(session, username, **values)
    go_live(acting, leave=("POLICY",))
    assert not off(acting, case_id), "a checklist that is not complete changes nothing"


@pytest.mark.parametrize("near", NEAR)
def test_who_is_near_is_refused_in_the_words_of_the_wall(acting, case_id, near):
    username, values = NEAR[near]
    with acting() as session:
        post(session, username, **values)
    go_live(acting)
    with pytest.raises(RuleBroken, match="can’t work on this case") as caught:
        assign(acting, case_id)
    assert caught.value.field == ("reviewer" if username == REVIEWER else "lead")
    assert OFFICE not in str(caught.value)


@pytest.mark.parametrize("far", FAR)
def test_others_are_not(acting, case_id, far):
    username, values = FAR[far]
    with acting() as session:
        post(session, username, **values)
    go_live(acting)
    assert not off(acting, case_id)


def off(acting, case_id):
    """Whether the team was refused; else it stands."""
    try:
        return not assign(acting, case_id)
    except RuleBroken:
        return True


def test_only_a_standing_subject_counts_and_the_post_at_the_incident_too(acting, case_id):
    with acting() as session:
        post(session, LEAD)
        party = session.scalar(select(cases.Party).where(cases.Party.case_id == case_id))
        before = session.scalar(
            select(Employment).where(
                Employment.person_id == party.person_id, Employment.valid_until.is_(None)
            )
        )
        party.at_incident_id = before.id
        before.valid_until = clock.now().date() - timedelta(days=30)
    go_live(acting)
    assert off(acting, case_id), "the unit of the incident"
    with acting() as session:
        party = session.scalar(select(cases.Party).where(cases.Party.case_id == case_id))
        party.withdrawn_at, party.withdrawn_reason = clock.now(), "Named wrongly"
    assert not off(acting, case_id)
