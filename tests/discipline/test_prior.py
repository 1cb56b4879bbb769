"""Prior discipline: what counts, why another does not, what is cited; the range of the table."""

import re
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from jicms.access.actor import Actor, current_actor
from jicms.cases.models import Case, Party, Recusal
from jicms.core import clock, unit_of_work
from jicms.core.errors import Denied
from jicms.deadlines.models import DeadlineRule
from jicms.discipline import queries_prior, service
from jicms.discipline.models import ActionStatus, DisciplinaryAction, PenaltyStage
from jicms.discipline.models_prior import MarkKind, PenaltyRange, PriorDiscipline
from jicms.discipline.queries_charges import charges_of
from jicms.discipline.queries_prior import Earlier, Mark
from jicms.discipline.service.prior import reasons_against
from jicms.discipline.service.ranges import ranges_of
from jicms.refdata.models import ActionType
from tests.factories import discipline
from tests.factories.discipline import refused

#: The new misconduct; the earlier letter came in January and took effect in February 2023.
BEGAN, TODAY, UNTIL = date(2023, 12, 1), date(2024, 4, 2), date(2026, 1, 31)


def earlier(session, code="LETTER_OF_REPRIMAND", days=None, **values):
    """An action that counts, unless a value says otherwise."""
    told = {
        "id": 1,
        "number": "202300001-D01",
        "office_id": 1,
        "status": ActionStatus.FINAL,
        "decided_on": date(2023, 1, 9),
        "received_on": date(2023, 1, 10),
        "effective_on": date(2023, 2, 1),
        "penalties": {PenaltyStage.FINAL: (session.get(ActionType, code), days, None)},
        **values,
    }
    return Earlier(**told)


def mark(kind, on):
    return [Mark(kind, on, "Reason", "Agreement of May 3")]


@pytest.mark.parametrize(
    ("values", "until", "began", "words"),
    [
        ({}, UNTIL, BEGAN, ""),
        ({"status": ActionStatus.EFFECTIVE}, UNTIL, BEGAN, "not final"),
        ({"code": "NO_ACTION"}, UNTIL, BEGAN, "set aside"),
        ({"code": "COUNSELING_ORAL"}, UNTIL, BEGAN, "not given in writing"),
        ({"code": "COUNSELING_WRITTEN"}, UNTIL, BEGAN, "not discipline"),
        ({"received_on": None}, UNTIL, BEGAN, "not given in writing"),
        ({"code": "PROBATIONARY_TERMINATION"}, UNTIL, BEGAN, "could not contest"),
        ({"code": "REPRIMAND_LEGACY"}, UNTIL, BEGAN, "could not contest"),
        ({"marks": mark(MarkKind.EXPIRES, TODAY)}, UNTIL, BEGAN, "expired on Apr 2, 2024"),
        ({"marks": mark(MarkKind.EXPIRES, date(2024, 4, 3))}, UNTIL, BEGAN, ""),
        ({"marks": mark(MarkKind.CANCELLED, TODAY)}, UNTIL, BEGAN, "was cancelled"),
        ({"marks": mark(MarkKind.CLEARED, TODAY)}, UNTIL, BEGAN, "agreement cleared it"),
        ({}, date(2023, 11, 30), BEGAN, "reckoned with until Nov 30, 2023"),
        ({}, BEGAN, BEGAN, ""),
        ({}, None, BEGAN, "no period can be reckoned"),
        ({"received_on": BEGAN}, UNTIL, BEGAN, "must come earlier"),
        ({"received_on": date(2023, 11, 30)}, UNTIL, BEGAN, ""),
        ({}, UNTIL, None, "do not say when"),
    ],
)
def test_why_an_earlier_action_does_not_count(reading, values, until, began, words):
    with reading() as session:
        row = earlier(session, **values)
        said = reasons_against(row, new_from=began, today=TODAY, until=until)
    plain = [each.replace("\u00a0", " ") for each in said]
    assert len(plain) <= 1 or values.get("code") == "COUNSELING_ORAL", plain
    assert (words in " ".join(plain)) if words else plain == []


@pytest.fixture
def two_cases(at, acting, app):
    """A final letter of 2023 and a new draft about one person: the ids of both actions, and the
    new case's number."""
    with clock.at(datetime(2023, 2, 10, 15, tzinfo=UTC)), acting() as session:
        old = final_letter(session)
        person = session.get(DisciplinaryAction, old).party.person_id
    number = at("DRAFT").number
    with app.app_context(), unit_of_work.write(Actor.system("test")) as session:
        new = session.scalars(
            select(DisciplinaryAction).join(Case).where(Case.number == number)
        ).one()
        new.party.person_id = person
        return old, new.id, number


def final_letter(session):
    """A letter of reprimand decided, served and effective on Feb 10, 2023, and final."""
    made = discipline.investigated(session, received=datetime(2023, 1, 8, 14, tzinfo=UTC))
    specialist = discipline.user("specialist.ler", session)
    referral = discipline.refer(session, made)
    action = service.accept_referral(referral, actor=current_actor(), specialist=specialist)
    me = current_actor()
    service.record_decision(
        action,
        actor=me,
        action_type_code="LETTER_OF_REPRIMAND",
        deciding=discipline.user("official2.cbp", session),
    )
    at = datetime(2023, 2, 10, 14, tzinfo=UTC)
    discipline.decision_served(session, action, received_at=at, method_code="HAND_DELIVERY")
    service.make_effective(action, actor=me)
    return service.make_final(action, actor=me).id


def draft_of(session, new):
    action = session.get(DisciplinaryAction, new)
    if not action.charges:
        link = discipline.link_of(session, action)
        said = service.ChargeText(link, "", "Thirty searches", offense_code="CBP-SYSTEMS")
        service.draft_charge(action, actor=current_actor(), text=said)
    return action


def test_what_counts_is_cited_kept_and_makes_a_second_offense(two_cases, acting, sign_in):
    old, new, number = two_cases
    with acting() as session:
        action = draft_of(session, new)
        refused(
            lambda: service.choose_prior(action, actor=current_actor(), cited=[999]), "that count"
        )
    client, path = sign_in("specialist.ler"), f"/cases/{number}/actions/1"
    page = client.get(f"{path}/prior-discipline").text
    assert "Letter of reprimand" in page
    assert "Yes, if it is cited" in page
    assert "three years, not verified" in page
    version = re.search(r'name="version" value="(\d+)"', page).group(1)
    kept = client.post(f"{path}/prior-discipline", data={"version": version, "cited": str(old)})
    assert kept.status_code == 302
    stale = client.post(f"{path}/prior-discipline", data={"version": version})
    assert stale.status_code == 409
    with acting() as session:
        discipline.covered(session, session.get(DisciplinaryAction, new), "SUSPENSION_1_14")
    assert "Second offense under the table" in client.get(f"{path}/proposal").text
    with acting() as session:
        action = session.get(DisciplinaryAction, new)
        told = {"action_type_code": "SUSPENSION_1_14", "days": 13, "charges": []}
        refused(lambda: discipline.proposed(session, action, **told), "milder")
        discipline.proposed(session, action, **told, range_reason="Twelve clean years.")
        discipline.served(session, action)
        row = session.scalars(select(PriorDiscipline)).one()
        assert (row.cited, row.counts, row.reasons, row.penalty) == (
            True,
            True,
            [],
            "Letter of reprimand",
        )
        held = session.scalars(select(PenaltyRange)).one()
        assert (held.offense, held.outside, held.low) == (2, "BELOW", "Suspension, 14 days")
    package = sign_in("official2.cbp").get(f"/packages/{number}/1").text
    assert "Letter of reprimand" in package
    assert "Twelve clean years." in package
    assert "Twelve clean years." in client.get(path).text
    assert f"{path}/prior-discipline" not in client.get(path).text
    assert "Twelve clean years." not in sign_in("supervisor.ia").get(path).text


def test_a_citation_that_no_longer_counts_stops_the_proposal(two_cases, acting):
    old, new, _number = two_cases
    with acting() as session:
        action = draft_of(session, new)
        service.choose_prior(action, actor=current_actor(), cited=[old])
    with acting("supervisor.ler") as session:
        prior = session.get(DisciplinaryAction, old)
        service.cancel_record(prior, actor=current_actor(), reason="Grievance granted")
    with acting() as session:
        action = session.get(DisciplinaryAction, new)
        refused(lambda: discipline.proposed(session, action, charges=[]), "no longer counts")
        service.choose_prior(action, actor=current_actor(), cited=[])
        discipline.proposed(session, action, charges=[], range_reason="Grave")
        row = session.scalars(select(PriorDiscipline)).one()
        assert (row.counts, row.cited) == (False, False)
        assert "cancelled" in row.reasons[0]


def test_the_period_is_a_dated_rule(two_cases, acting):
    _old, new, _number = two_cases
    with acting() as session:
        action = draft_of(session, new)
        [found] = service.consider(action, actor=current_actor())
        assert found.counts
        rule = session.scalar(
            select(DeadlineRule).where(DeadlineRule.code == "PRIOR_DISCIPLINE_PERIOD")
        )
        assert rule.verified is False
        shorter = DeadlineRule(
            **{
                name: getattr(rule, name)
                for name in ("code", "label", "combine", "first_day", "roll", "kind", "citation")
            },
            source="local",
            version=2,
            terms=[{"start": "effective", "number": 30, "unit": "calendar_days"}],
        )
        session.add(shorter)
        session.flush()
        [found] = service.consider(action, actor=current_actor())
        assert "reckoned with until" in found.reasons[0]


@pytest.mark.parametrize(
    ("account", "sees"),
    [
        ("specialist.ler", True),
        ("supervisor.ler", True),
        ("specialist.elr", False),
        ("supervisor.ia", False),
        ("investigator.ia", False),
        ("official.cbp", False),
        ("intake.ia", False),
        ("counsel.cbp", False),
    ],
)
def test_who_reads_a_person_s_history(two_cases, acting, sign_in, account, sees):
    old, _new, _number = two_cases
    with acting() as session:
        person = session.get(DisciplinaryAction, old).party.person_id
    client, path = sign_in(account), f"/people/{person}/discipline"
    answer = client.get(path)
    assert answer.status_code == 200 if sees else answer.status_code in {403, 404}
    assert ("Letter of reprimand" in answer.text) is sees
    page = client.get(f"/people/{person}")
    assert (path in page.text) is sees
    with acting(account) as session:
        actor = current_actor()
        rows = queries_prior.earlier_actions(person, actor=actor, agency_id=actor.agency_id)
        assert bool(rows) is sees


def test_open_restricted_and_walled_cases_are_left_out(two_cases, acting, app):
    old, _new, _number = two_cases

    def seen():
        with acting("specialist.ler"):
            actor = current_actor()
            return queries_prior.earlier_actions(person, actor=actor, agency_id=actor.agency_id)

    with acting() as session:
        person = session.get(DisciplinaryAction, old).party.person_id
    # The new draft of the same person is open: it is not among them.
    assert [row.id for row in seen()] == [old]
    with app.app_context(), unit_of_work.write(Actor.system("test")) as session:
        session.get(DisciplinaryAction, old).case.restricted = True
    assert seen() == []
    with app.app_context(), unit_of_work.write(Actor.system("test")) as session:
        session.get(DisciplinaryAction, old).case.restricted = False
        session.get(DisciplinaryAction, old).party.withdrawn_at = clock.now()
    assert seen() == []
    with app.app_context(), unit_of_work.write(Actor.system("test")) as session:
        action = session.get(DisciplinaryAction, old)
        action.party.withdrawn_at = None
        user = discipline.user("specialist.ler", session)
        told = {"case_id": action.case_id, "user_id": user.id, "reason": "Friends"}
        session.add(Recusal(**told))
    assert seen() == []


def test_a_reprimand_expires_by_its_date(two_cases, acting, sign_in):
    old, new, number = two_cases
    with acting() as session:
        person = session.get(DisciplinaryAction, old).party.person_id
        marks = queries_prior.marks_of(session.get(DisciplinaryAction, old))
        assert queries_prior.expiry_of(marks) == date(2025, 2, 9)
        draft_of(session, new)
    client, path = sign_in("specialist.ler"), f"/people/{person}/discipline"
    prior = f"/cases/{number}/actions/1/prior-discipline"
    page = client.get(path).text
    assert "In force</td>" in page or ">In force<" in page
    assert "Expired: may not be relied on" not in page
    with clock.at(datetime(2025, 2, 9, 15, tzinfo=UTC)):
        client = sign_in("specialist.ler")
        page = client.get(path).text
        assert "Expired: may not be relied on" in page
        assert "No discipline in force is known" in page
        assert "It expired on" in client.get(prior).text
        assert "may not be relied on" in client.get(f"/people/{person}").text
        with acting() as session:
            action = session.get(DisciplinaryAction, new)
            refused(
                lambda: service.choose_prior(action, actor=current_actor(), cited=[old]),
                "that count",
            )
            discipline.proposed(session, action, charges=[], range_reason="Grave")
            assert not session.scalars(select(PriorDiscipline)).one().counts


def test_a_cleared_record_leaves_every_list(two_cases, acting, sign_in):
    old, new, number = two_cases
    with acting() as session:
        action = session.get(DisciplinaryAction, old)
        person, old_number = action.party.person_id, action.case.number
        draft_of(session, new)
    with acting("specialist.ler") as session, pytest.raises(Denied):
        service.clear_record(
            session.get(DisciplinaryAction, old),
            actor=current_actor(),
            reason="Agreed",
            agreement_reference="May 3",
        )
    record = f"/cases/{old_number}/actions/1/record"
    assert sign_in("specialist.ler").get(record).status_code == 403
    assert record not in sign_in("specialist.ler").get(record.removesuffix("/record")).text
    supervisor = sign_in("supervisor.ler")
    assert record in supervisor.get(record.removesuffix("/record")).text
    bad = supervisor.post(record, data={"kind": "CLEARED", "reason": "Agreed"})
    assert bad.status_code == 422
    assert "Name the agreement" in bad.text
    late = {"kind": "EXPIRES", "reason": "Agreed", "on": "03/01/2026"}
    assert supervisor.post(record, data=late).status_code == 422
    told = {"kind": "CLEARED", "reason": "Agreed", "agreement": "Settlement of May 3, § 2"}
    assert supervisor.post(record, data=told).status_code == 302
    assert supervisor.post(record, data=told).status_code == 409
    history, prior = f"/people/{person}/discipline", f"/cases/{number}/actions/1/prior-discipline"
    specialist = sign_in("specialist.ler")
    for path in (history, prior, f"/people/{person}"):
        assert "Letter of reprimand" not in specialist.get(path).text, path
    page = supervisor.get(history).text
    assert "Cleared: shown to supervisors of this office only" in page
    assert "Settlement of May 3" in page
    with acting() as session:
        action = session.get(DisciplinaryAction, new)
        discipline.proposed(session, action, charges=[], range_reason="Grave")
        assert session.scalars(select(PriorDiscipline)).all() == []


@pytest.mark.parametrize(
    ("offense", "ends"),
    [
        (1, ("COUNSELING_WRITTEN", "LETTER_OF_REPRIMAND", "SUSPENSION_15_PLUS:30", "REMOVAL")),
        (2, ("SUSPENSION_1_14:13", "SUSPENSION_1_14:14", "REMOVAL", None)),
        (3, ("INDEFINITE_SUSPENSION", "REMOVAL", "REMOVAL", None)),
        (7, ("DEMOTION_GRADE", "REMOVAL", "REMOVAL", None)),
    ],
)
def test_both_ends_of_the_range_at_each_count(at, acting, offense, ends):
    below, low, high, above = ends
    at("DRAFT")
    with acting() as session:
        action = draft_of(session, session.scalar(select(DisciplinaryAction.id)))
        [found] = ranges_of(charges_of(action), offense)

        def outside(said):
            code, _, days = said.partition(":")
            return found.outside(session.get(ActionType, code), int(days) if days else None)

        assert [outside(one) for one in (below, low, high)] == ["BELOW", "", ""]
        assert above is None or outside(above) == "ABOVE"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE prior_discipline SET cited = FALSE",
        "DELETE FROM prior_discipline",
        "UPDATE penalty_range SET outside = ''",
        "DELETE FROM penalty_range",
        "UPDATE record_mark SET reason = 'Other'",
        "DELETE FROM record_mark",
        (
            'INSERT INTO record_mark (action_id, case_id, kind, "on", reason, agreement,'
            " created_at) SELECT action_id, case_id, 'CLEARED', \"on\", 'x', '', created_at"
            " FROM record_mark"
        ),
    ],
)
def test_the_database_keeps_what_a_proposal_was_held_to(kept_rows, app, statement):
    with app.app_context(), pytest.raises(DatabaseError), unit_of_work.write() as session:
        session.connection().execute(text(statement))


@pytest.fixture
def kept_rows(two_cases, acting):
    """A proposal with a cited action and a range."""
    old, new, _number = two_cases
    with acting() as session:
        action = draft_of(session, new)
        service.choose_prior(action, actor=current_actor(), cited=[old])
        discipline.proposed(session, action, charges=[])
        assert session.scalars(select(Party)).first() is not None
