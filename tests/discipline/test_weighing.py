"""What stands before a proposal where the law leaves a choice, and goes with its notice."""

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from jicms.access.actor import current_actor
from jicms.core import unit_of_work
from jicms.core.errors import RuleBroken
from jicms.discipline import comparators, service
from jicms.discipline.letters.data import letter_data
from jicms.discipline.models import DisciplinaryAction
from jicms.discipline.models_comparators import ComparatorSet
from jicms.discipline.models_package import PackagePart, PackageReceipt
from jicms.discipline.models_worksheets import ProposingFactor
from jicms.discipline.service import worksheets
from jicms.litigation import gathering
from tests.discipline.test_comparators import ended
from tests.discipline.test_two_at_once import version_in
from tests.discipline.test_worksheets import proposing
from tests.factories import discipline
from tests.factories.discipline import refused
from tests.factories.weighing import compared


@pytest.fixture
def draft(charged):
    """The number of a case whose action has a charge and nothing weighed."""
    return charged[0]


def proposal(session, action, code="REMOVAL", **values):
    told = {"charges": [], "weigh": False, "range_reason": "Grave", **values}
    return discipline.proposed(session, action, action_type_code=code, **told)


@pytest.mark.parametrize("code", ["REMOVAL", "INDEFINITE_SUSPENSION", "DEMOTION_GRADE"])
def test_nothing_is_proposed_under_subpart_d_before_all_twelve_are_weighed(
    draft, acting, action_of, code
):
    with acting() as session:
        action = action_of(session)
        discipline.covered(session, action, code)
        refused(lambda: proposal(session, action, code), "factor 1, 2, 3", "11, 12")
        proposing(session, action, up_to=11)
        refused(lambda: proposal(session, action, code), "Not weighed yet: factor 12.")
        proposing(session, action)
        assert proposal(session, action, code).proposed_on is not None


@pytest.mark.parametrize(
    ("code", "more"),
    [("SUSPENSION_1_14", {"days": 10}), ("REMOVAL", {})],
)
def test_where_law_asks_for_no_factors_none_are_asked_for(draft, acting, action_of, code, more):
    with acting() as session:
        action = action_of(session)
        discipline.covered(session, action, code)
        if code == "REMOVAL":
            action.procedure_code = "USC_7515"
        assert service.to_propose(action) == ([], False)
        made = proposal(session, action, code, **more)
        assert made.proposed_on is not None
        assert session.scalars(select(ProposingFactor)).all() == []


def test_the_page_names_what_is_missing_with_links(draft, acting, action_of, sign_in):
    with acting() as session:
        discipline.covered(session, action_of(session), "REMOVAL")
    client, path = sign_in("specialist.ler"), f"/cases/{draft}/actions/1"
    page = client.get(f"{path}/proposal")
    assert "not weighed yet: 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12" in page.text
    assert f'href="{path}/proposing-worksheet"' in page.text
    assert f'href="{path}/comparators"' not in page.text.partition("<main")[2]
    assert f'href="{path}/proposing-worksheet"' in client.get(path).text
    with acting("specialist.ler") as session:
        discipline.proposing_weighed(session, action_of(session))
    assert "not weighed yet" not in client.get(f"{path}/proposal").text


def test_the_official_named_in_the_draft_weighs_it_himself(draft, acting, action_of, sign_in):
    with acting("specialist.ler") as session:
        action = action_of(session)
        discipline.covered(session, action, "REMOVAL")
        official = discipline.user("official.cbp", session)
        service.name_officials(action, actor=current_actor(), proposing=official)
    client, path = sign_in("official.cbp"), f"/packages/{draft}/1/worksheet"
    told = {f"weight_{n}": "NEUTRAL" for n in range(1, 13)}
    told |= {f"text_{n}": f"My reasons {n}." for n in range(1, 13)}
    version = version_in(client.get(path))
    assert client.post(path, data=told | {"version": version}).status_code == 302
    with acting("specialist.ler") as session:
        proposal(session, action_of(session))
        rows = session.scalars(select(ProposingFactor)).all()
        assert {row.written_by_id for row in rows} == {discipline.user("official.cbp", session).id}


def test_outcomes_that_can_be_compared_are_chosen_or_refused_as_seen_that_day(
    acting, at, sign_in, action_of
):
    with acting() as session:
        ended(session)
    made = at("DRAFT")
    with acting("specialist.ler") as session:
        action = session.get(DisciplinaryAction, made.action)
        link = discipline.link_of(session, action)
        said = service.ChargeText(link, "Misuse", "Thirty searches")
        service.draft_charge(action, actor=current_actor(), text=said)
    with acting() as session:
        action = session.get(DisciplinaryAction, made.action)
        discipline.covered(session, action, "REMOVAL")
        proposing(session, action)
        refused(lambda: proposal(session, action), "Choose comparators, as seen today")
    client, path = sign_in("specialist.ler"), f"/cases/{made.number}/actions/1"
    assert "Choose comparators as seen today" in client.get(f"{path}/proposal").text
    page = client.get(f"{path}/comparators")
    shown = page.text.partition('name="print" value="')[2][:32]
    sent = {"version": version_in(page), "print": shown}
    assert client.post(f"{path}/comparators", data=sent).status_code == 422
    both = sent | {"none": "1", "take_1": "1", "known_1": "YES"}
    assert client.post(f"{path}/comparators", data=both).status_code == 422
    assert client.post(f"{path}/comparators", data=sent | {"none": "1"}).status_code == 302
    with acting() as session:
        action = session.get(DisciplinaryAction, made.action)
        kept = session.scalars(
            select(ComparatorSet).where(ComparatorSet.action_id == action.id)
        ).one()
        assert (list(kept.rows), kept.near_total + kept.agency_total) == ([], 1)
        proposal(session, action)


def test_both_are_served_with_the_notice(draft, acting, action_of):
    with acting() as session:
        action = action_of(session)
        discipline.covered(session, action, "REMOVAL")
        proposing(session, action)
        compared(action)
        proposal(session, action)
        named = [row["name"] for row in letter_data(action)["material"]]
        assert "The proposing official’s worksheet of the Douglas factors" in named
        assert "Comparators as seen on April 2, 2024" in named
        discipline.served(session, action)
        received = session.scalars(
            select(PackageReceipt.label).where(PackageReceipt.part == PackagePart.DECIDING)
        ).all()
        assert "Proposing official’s Douglas worksheet" in received
        assert "Comparators as seen on Apr 2, 2024" in received
        papers = {paper.title: paper for paper in gathering.papers(action)}
        sheet = papers["Proposing official’s worksheet of the Douglas factors"]
        assert sheet.part == "MATERIAL"
        said = gathering.content_of(action, sheet.row).text
        assert all(f"Proposing reasons DOUGLAS-{n:02d}." in said for n in range(1, 13))
        seen = gathering.content_of(action, papers["Comparators"].row).text
        assert seen.startswith("Seen on 04/02/2024: 0 outcomes")


def test_the_database_refuses_a_proposal_that_was_not_weighed(draft, acting, action_of, app):
    with acting() as session:
        proposing(session, action_of(session), up_to=11)
    statement = "UPDATE disciplinary_action SET status = 'PROPOSED', subpart = 'D'"
    with (
        app.app_context(),
        pytest.raises(DatabaseError, match="twelve factors are weighed before a proposal"),
        unit_of_work.write() as session,
    ):
        session.connection().execute(text(statement))


def test_a_proposal_from_before_the_rule_is_not_served_unweighed(
    at, acting, action_of, monkeypatch
):
    at("PROPOSED", proposal={"action_type_code": "SUSPENSION_1_14", "days": 10})
    with acting() as session:
        action = action_of(session)
        # As it was left: proposed, and nothing weighed.
        monkeypatch.setattr(worksheets.procedures, "weighs_factors", lambda _action: True)
        with pytest.raises(RuleBroken, match="Not weighed yet: factor 1, 2"):
            discipline.served(session, action)


def test_comparators_are_looked_for_in_each_category(draft, acting, action_of):
    with acting() as session:
        action = action_of(session)
        assert comparators.categories_of(action)
        assert service.to_propose(action) == ([], False)
