"""One person’s record: a letter that expired by agreement, an action that a new one cites."""

from datetime import timedelta

from jicms.access.actor import Actor
from jicms.core import unit_of_work
from jicms.demo.stage import DESKS, Stage
from jicms.discipline import service as discipline
from jicms.discipline.models import DisciplinaryAction
from jicms.discipline.queries_charges import chargeable
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
    with stage.acting(desk.specialist, days=1) as actor:
        _draft(_action(stage, NEW), actor)


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
    counted = [row.earlier.id for row in discipline.consider(action, actor=actor) if row.counts]
    discipline.choose_prior(action, actor=actor, cited=counted[:1])
