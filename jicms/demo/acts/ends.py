"""How some actions end beside a decision: an agreement that holds one, an employee who leaves."""

from datetime import timedelta

from sqlalchemy import select

from jicms.demo.papers import pdf_file
from jicms.demo.stage import Scene
from jicms.discipline import service as discipline
from jicms.discipline.models import DisciplinaryAction, PenaltyStage
from jicms.discipline.models_agreements import AgreementKind, SignedAs
from jicms.discipline.models_departures import Departure, DepartureKind
from jicms.discipline.service import departures

_STATEMENT = (
    "The whistleblower statement that 5 USC 2302(b)(13) prescribes, as the signed copy carries it."
)


def agree(scene: Scene) -> None:
    """A last-chance agreement holds what was proposed for two years."""
    scene.looked()
    action = scene.get(DisciplinaryAction, "action")
    proposed = action.penalty(PenaltyStage.PROPOSED)
    assert proposed is not None
    made = discipline.draft_agreement(
        action,
        actor=scene.actor,
        kind=AgreementKind.LAST_CHANCE,
        starts_on=scene.today,
        ends_on=scene.today + timedelta(days=730),
        terms=[
            "The employee commits no further misconduct of any kind.",
            "The employee completes the assistance program within ninety days.",
        ],
        breach_test="Any misconduct that the deciding official finds proven.",
        waives_appeal=True,
        waiver="The appeal to the Board and any grievance of the held penalty.",
        held_code=proposed.action_type_code,
        held_days=proposed.days,
    )
    employee = action.party.name if action.party is not None else "The employee"
    for signed_as, name in ((SignedAs.EMPLOYEE, employee), (SignedAs.AGENCY, scene.actor.name)):
        discipline.sign_agreement(
            made, actor=scene.actor, signed_as=signed_as, name=name, signed_on=scene.today
        )
    title = "Last-chance agreement"
    paper = pdf_file(f"{title}.pdf", title, _STATEMENT, by=scene.actor.user_id)
    discipline.put_in_effect(
        made,
        actor=scene.actor,
        effective_on=scene.today,
        statement=_STATEMENT,
        confirmed=True,
        file=paper,
    )


def leave(scene: Scene) -> None:
    """The employee resigns while the action is pending, and counsel is asked."""
    scene.looked()
    action = scene.get(DisciplinaryAction, "action")
    made = departures.record_departure(
        action,
        actor=scene.actor,
        kind=DepartureKind.RESIGNED,
        left_on=scene.today,
        reason="A position outside the government.",
        nature_code="317",
    )
    counsel = scene.user("counsel.cbp")
    if counsel.id in departures.counsel_of(action):
        departures.ask_counsel(made, actor=scene.actor, counsel=counsel)


def not_covered(scene: Scene) -> None:
    """Counsel determines that 5 USC 3322 does not apply: no investigation was open."""
    scene.looked()
    key = scene.matter.keys["action"]
    made = scene.session.scalars(select(Departure).where(Departure.action_id == key)).one()
    departures.determine(
        made,
        actor=scene.actor,
        is_covered=False,
        covered_why="The investigation was closed before the employee left.",
    )
