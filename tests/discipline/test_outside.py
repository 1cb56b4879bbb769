"""Discipline from before the system, or of another agency: entered by hand, verified by another."""

import re
from datetime import date

import pytest
from sqlalchemy import select

from jicms.access.actor import current_actor
from jicms.core.errors import Denied, TransitionRefused
from jicms.deadlines.models import DeadlineRule
from jicms.discipline import service
from jicms.discipline.letters.data import letter_data
from jicms.discipline.models_letters import LetterCheck
from jicms.discipline.models_outside import OutsideDiscipline
from jicms.discipline.models_prior import MarkKind, PenaltyRange, PriorDiscipline
from jicms.discipline.service import outside
from tests.factories import discipline
from tests.factories.discipline import refused
from tests.factories.outside import FACTS, entered, the_action


def looked_up(acting):
    """What the lookup for the charged says of each earlier action."""
    with acting("specialist.ler") as session:
        found = service.consider(the_action(session), actor=current_actor())
        return [" ".join(row.reasons).replace("\u00a0", " ") for row in found]


def test_what_nobody_verified_never_counts(charged, acting, sign_in):
    number, person = charged
    key = entered(acting, person, verified=False)
    assert looked_up(acting) == ["Nobody has verified what was entered from outside the system."]
    client = sign_in("specialist.ler")
    prior = client.get(f"/cases/{number}/actions/1/prior-discipline").text
    assert "Alder County Sheriff" in prior
    assert "Nobody has verified what was entered" in prior
    assert "Not verified: does not count" in client.get(f"/people/{person}/discipline").text
    with acting("specialist.ler") as session:
        action, me = the_action(session), current_actor()
        refused(lambda: service.choose_prior(action, actor=me, cited=[], outside=[key]), "count")
        with pytest.raises(Denied):
            outside.verify_outside(session.get(OutsideDiscipline, key), actor=me)
    page = f"/people/{person}/discipline/outside/{key}"
    assert f"{page}/verify" not in client.get(page).text
    assert "Another person of labor relations has to verify it" in client.get(page).text
    assert client.post(f"{page}/verify").status_code == 403
    boss = sign_in("supervisor.ler")
    assert f"{page}/verify" in boss.get(page).text
    assert boss.post(f"{page}/verify").status_code == 302
    assert boss.post(f"{page}/verify").status_code == 409
    assert looked_up(acting) == [""]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, ""),
        ({"is_final": False}, "It is not final."),
        ({"in_writing": False}, "not given in writing"),
        ({"contestable": False}, "could not contest it"),
        ({"expires_on": date(2024, 4, 2)}, "It expired on Apr 2, 2024."),
        ({"expires_on": date(2024, 4, 3)}, ""),
        ({"ended": MarkKind.CANCELLED, "ended_on": date(2023, 6, 1)}, "cancelled on Jun 1, 2023"),
        ({"ended": MarkKind.CLEARED, "ended_on": date(2023, 6, 1)}, None),
        ({"effective_on": None}, "no period can be reckoned"),
        ({"received_on": date(2023, 12, 1)}, "must come earlier"),
        # Without a receipt the employee knew of it on the day of its effect at the latest.
        ({"received_on": None, "effective_on": date(2023, 12, 1)}, "must come earlier"),
        ({"action_type_code": "COUNSELING_WRITTEN", "days": None}, "It is not discipline"),
    ],
)
def test_each_reason_why_one_from_outside_does_not_count(charged, acting, changes, words):
    key = entered(acting, charged[1], verified=False, **changes)
    with acting("supervisor.ler") as session:
        outside.verify_outside(session.get(OutsideDiscipline, key), actor=current_actor())
    found = looked_up(acting)
    if words is None:  # a cleared one is in no list of the specialist's
        assert found == []
    else:
        assert len(found) == 1
        assert (words in found[0]) if words else found == [""]


def test_the_reckoning_period_holds_for_it_too(charged, acting):
    entered(acting, charged[1])
    with acting() as session:
        rule = session.scalar(
            select(DeadlineRule).where(DeadlineRule.code == "PRIOR_DISCIPLINE_PERIOD")
        )
        names = ("code", "label", "combine", "first_day", "roll", "kind", "citation")
        terms = [{"start": "effective", "number": 30, "unit": "calendar_days"}]
        told = {name: getattr(rule, name) for name in names}
        session.add(DeadlineRule(**told, source="local", version=2, terms=terms))
    assert "reckoned with until" in looked_up(acting)[0]


def test_what_counts_is_cited_in_the_notice_and_makes_a_second_offense(charged, acting, sign_in):
    number, person = charged
    key = entered(acting, person)
    client, path = sign_in("specialist.ler"), f"/cases/{number}/actions/1"
    page = client.get(f"{path}/prior-discipline").text
    assert "Yes, if it is cited" in page
    version = re.search(r'name="version" value="(\d+)"', page).group(1)
    told = {"version": version, "outside": str(key)}
    assert client.post(f"{path}/prior-discipline", data=told).status_code == 302
    assert client.post(f"{path}/prior-discipline", data=told).status_code == 409
    sheet = client.get(f"{path}/proposing-worksheet").text
    assert "Suspension, 5 days" in sheet
    assert "Outside the system: Alder County Sheriff" in sheet
    with acting() as session:
        action = the_action(session)
        discipline.covered(session, action, "SUSPENSION_1_14")
        told = {"action_type_code": "SUSPENSION_1_14", "days": 13, "charges": []}
        discipline.proposed(session, action, **told, range_reason="Twelve clean years.")
        said = letter_data(action)
        assert said["cites_prior"] is True
        assert said["prior"] == [
            {
                "name": "Suspension, 5 days, decided January 9, 2023, by Alder County Sheriff;"
                " charge: Absence without leave (AC-12)"
            }
        ]
        discipline.served(session, action)
        checked = {row.block: row.found for row in session.scalars(select(LetterCheck))}
        assert checked["PRIOR"] == "TEXT"
        row = session.scalars(select(PriorDiscipline)).one()
        assert (row.outside_id, row.prior_action_id, row.cited) == (key, None, True)
        assert session.scalars(select(PenaltyRange)).one().offense == 2
    package = sign_in("official2.cbp").get(f"/packages/{number}/1").text
    assert "Suspension, 5 days" in package
    assert "Outside the system: Alder County Sheriff" in package
    # What is cited is in the notice; the record itself is not for the official.
    record = f"/people/{person}/discipline/outside/{key}"
    assert sign_in("official2.cbp").get(record).status_code in {403, 404}


def test_a_letter_without_cited_discipline_says_nothing_of_it(charged, acting):
    with acting() as session:
        said = letter_data(the_action(session))
        assert said["cites_prior"] is False
        assert "prior" not in said


def test_a_correction_keeps_the_earlier_version_and_is_verified_anew(charged, acting, sign_in):
    _number, person = charged
    key = entered(acting, person)
    with acting("specialist.ler") as session:
        service.choose_prior(the_action(session), actor=current_actor(), cited=[], outside=[key])
    client, page = sign_in("specialist.ler"), f"/people/{person}/discipline/outside/{key}"
    form = client.get(f"{page}/correct").text
    assert 'value="Alder County Sheriff"' in form
    typed = {
        "imposed_by": "Alder County Sheriff",
        "action_type_code": "SUSPENSION_1_14",
        "days": "3",
        "charge": "Absence without leave",
        "decided_on": "01/09/2023",
        "received_on": "01/10/2023",
        "effective_on": "02/01/2023",
        "in_writing": "True",
        "contestable": "True",
        "is_final": "True",
        "source_document": "SF-50",
    }
    lacking = client.post(f"{page}/correct", data=typed)
    assert lacking.status_code == 422
    assert "Write what was wrong" in lacking.text
    assert 'value="SF-50"' in lacking.text
    answer = client.post(f"{page}/correct", data=typed | {"reason": "Three days, not five"})
    assert answer.status_code == 302
    shown = client.get(answer.location).text
    assert "Suspension, 3 days" in shown
    assert "Suspension, 5 days" in shown
    assert "Three days, not five" in shown
    assert "A later version stands in its place" in client.get(page).text
    assert client.post(f"{page}/correct", data=typed | {"reason": "Again"}).status_code == 409
    assert looked_up(acting) == ["Nobody has verified what was entered from outside the system."]
    with acting("specialist.ler") as session:
        action = the_action(session)
        refused(lambda: discipline.proposed(session, action, charges=[]), "corrected or withdrawn")
    history = client.get(f"/people/{person}/discipline").text
    assert "Suspension, 5 days" not in history


def test_a_withdrawn_record_leaves_every_lookup_and_stays(charged, acting, sign_in):
    _number, person = charged
    key = entered(acting, person)
    client, page = sign_in("specialist.ler"), f"/people/{person}/discipline/outside/{key}"
    assert client.post(f"{page}/withdraw", data={"reason": " "}).status_code == 422
    assert client.post(f"{page}/withdraw", data={"reason": "Another man"}).status_code == 302
    assert client.post(f"{page}/withdraw", data={"reason": "Again"}).status_code == 409
    assert looked_up(acting) == []
    assert "Another man" in client.get(page).text
    assert "Another man" in client.get(f"/people/{person}/discipline").text
    with acting("supervisor.ler") as session:
        row = session.get(OutsideDiscipline, key)
        with pytest.raises(TransitionRefused):
            outside.correct_outside(row, actor=current_actor(), facts=FACTS, reason="Late")
