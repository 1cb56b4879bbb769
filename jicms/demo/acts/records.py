"""One person’s record: a letter that expired by agreement, an action that a new one cites, and
discipline of an earlier agency that a second person verified."""

from datetime import timedelta

from jicms.access.actor import Actor
from jicms.core import clock, unit_of_work
from jicms.demo.stage import DESKS, Stage
from jicms.discipline import service as discipline
from jicms.discipline.models import DisciplinaryAction
from jicms.discipline.models_outside import OutsideDiscipline
from jicms.discipline.queries_charges import chargeable
from jicms.discipline.service import outside
from jicms.evidence.models import Exhibit

#: The names of the plans.
OLD, NEW = "old letter", "third time"


def add(stage: Stage) -> None:
    """Let the letter expire, draft the new charge, and cite what counts."""
    desk = DESKS["CBP"]
    with stage.acting(desk.lr_boss, days=2) as actor:
        action = _action(stage, OLD)
        assert action.effective_on is not None
        discipline.shorten_expiry(
            action,
            actor=actor,
            on=action.effective_on + timedelta(days=60),
            reason="The employee withdrew the grievance; the letter stays for sixty days.",
            agreement_reference="Grievance settlement, paragraph 2",
        )
    with stage.acting(desk.specialist, days=2) as actor:
        person = _action(stage, NEW).party.person
        assert person is not None
        row = outside.record_outside(person, actor=actor, facts=_before(actor))
        entered = row.id
    with stage.acting(desk.lr_boss, days=1) as actor:
        found = unit_of_work.session().get(OutsideDiscipline, entered)
        assert found is not None
        outside.verify_outside(found, actor=actor)
    with stage.acting(desk.specialist, days=1) as actor:
        _draft(_action(stage, NEW), actor)


def _before(actor: Actor) -> outside.OutsideFacts:
    """A suspension by a former employer."""
    decided = clock.today(actor.zone) - timedelta(days=500)
    return outside.OutsideFacts(
        imposed_by="National Park Service, Alder Bend",
        action_type_code="SUSPENSION_1_14",
        days=3,
        charge="Absence without leave",
        decided_on=decided,
        received_on=decided + timedelta(days=1),
        effective_on=decided + timedelta(days=10),
        in_writing=True,
        contestable=True,
        is_final=True,
        source_document="SF-50 and decision letter in the transferred personnel folder",
    )


def _action(stage: Stage, name: str) -> DisciplinaryAction:
    found = unit_of_work.session().get(DisciplinaryAction, stage.named[name].keys["action"])
    assert found is not None
    return found


def _draft(action: DisciplinaryAction, actor: Actor) -> None:
    link = chargeable(action)[0]
    assert action.referral is not None
    texts = (
        "You claimed overtime for hours in which the badge readers show that you had left.",
        "You signed the claims as true.",
    )
    discipline.draft_charge(
        action,
        actor=actor,
        text=discipline.ChargeText(
            link,
            "False claim of overtime",
            specifications=[
                discipline.SpecificationText(
                    link, text, exhibits=discipline.released(action.referral, Exhibit)[:2]
                )
                for text in texts
            ],
            offense_code="CBP-ATTENDANCE",
        ),
    )
    counted = [
        row.earlier.id
        for row in discipline.consider(action, actor=actor)
        if row.counts and row.earlier.outside is None
    ]
    discipline.choose_prior(action, actor=actor, cited=counted[:1])
