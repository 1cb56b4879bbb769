"""Labor relations: review, proposal, worksheets, decision, effect, and the closing."""

from datetime import timedelta
from typing import Any

from jicms.allegations.models import AllegationSubject
from jicms.cases import service as cases
from jicms.cases.models import CaseStatus, SubjectStatus
from jicms.core import clock
from jicms.demo.acts import letters, packages
from jicms.demo.papers import pdf_file
from jicms.demo.stage import Scene
from jicms.discipline import procedures
from jicms.discipline import service as discipline
from jicms.discipline.coverage import Facts
from jicms.discipline.kinds import FactorWeight
from jicms.discipline.models import (
    DisciplinaryAction,
)
from jicms.discipline.models_departures import DepartureKind
from jicms.discipline.models_steps import Recommendation
from jicms.discipline.service import departures
from jicms.evidence.models import Exhibit
from jicms.files.models import StoredFile
from jicms.refdata.models import DouglasFactor
from jicms.refdata.models_discipline import ServiceKind
from jicms.refdata.queries import entries

_SUBSTANTIATING = ("SUBSTANTIATED", "PARTIALLY_SUBSTANTIATED")
#: Rows of the table of offenses by the group of what was alleged; another is charged freely.
_OFFENSES = {
    "IT": "SYSTEMS",
    "INT": "CANDOR",
    "TNA": "ATTENDANCE",
    "ALC": "ALCOHOL",
    "FIN": "PROPERTY",
    "WRK": "CONDUCT",
    "SEX": "CONDUCT",
}
_FACTORS = (
    ("AGGRAVATING", "The conduct touches the core of the duties of the position."),
    ("AGGRAVATING", "The position deals with the public and with personal information."),
    ("MITIGATING", "No earlier discipline."),
    ("MITIGATING", "Fully successful or better in each year."),
    ("AGGRAVATING", "The supervisor states that confidence is impaired, not lost."),
    ("NEUTRAL", "Two comparable actions of the last five years ended alike."),
    ("NEUTRAL", "Within the range of the table."),
    ("NOT_RELEVANT", "Not known outside the agency."),
    ("AGGRAVATING", "The rule is repeated in yearly training; the last was in spring."),
    ("MITIGATING", "Admitted the conduct at the first interview."),
    ("MITIGATING", "A separation in the family at the time."),
    ("NEUTRAL", "A lesser penalty was considered and would not deter."),
)


def action_of(scene: Scene) -> DisciplinaryAction:
    """The action that the scene is about."""
    scene.looked()
    return scene.get(DisciplinaryAction, "action")


def _penalty(scene: Scene, stage: str) -> tuple[str, int | None]:
    rank = scene.matter.options.get(stage, scene.matter.options.get("proposed", 0.5))
    return scene.matter.theme.penalty(rank)


def paper(scene: Scene, name: str, action: DisciplinaryAction, *lines: str) -> StoredFile:
    """A letter or other paper of the action."""
    head = f"{name}, {action.number}"
    return pdf_file(f"{name}.pdf", head, *lines, by=scene.actor.user_id)


def review(scene: Scene) -> None:
    """Counsel has looked at it, and found it sufficient."""
    action = action_of(scene)
    discipline.record_legal_review(
        action,
        actor=scene.actor,
        on=scene.today,
        by=scene.matter.desk.counsel,
        file=paper(scene, "Legal review", action, "The proposal is legally sufficient."),
    )


def _analyze(scene: Scene, action: DisciplinaryAction) -> None:
    """The specialist's analysis, where the procedure asks for one."""
    if discipline.needs_analysis(action):
        discipline.record_analysis(
            action,
            actor=scene.actor,
            recommends=Recommendation.PROPOSE,
            text="The findings support each charge. Comparable cases ended alike; the employee has "
            "no earlier discipline that may be cited.",
        )


def _cover(scene: Scene, action: DisciplinaryAction, considered: str, **more: Any) -> None:
    """Which procedure covers the employee: the facts of the employment, confirmed; `more` where
    they are others."""
    known = discipline.prefilled(action)
    known.pop("considered", None)
    facts = {
        **known,
        "service": known.get("service") or ServiceKind.COMPETITIVE,
        "tenure": "Permanent",
        "schedule": "Full-time",
        "preference_eligible": scene.rng.randrange(3) == 0,
        "serving_since": known.get("serving_since") or scene.today - timedelta(days=2000),
        **more,
    }
    discipline.determine_coverage(action, actor=scene.actor, found=Facts(considered, **facts))


def propose(scene: Scene) -> None:
    """The proposing official's notice, with a charge for each substantiated finding."""
    action, matter = action_of(scene), scene.matter
    code, days = _penalty(scene, "proposed")
    _cover(scene, action, code)
    _analyze(scene, action)
    charges = _charges(scene, action)
    discipline.name_officials(
        action,
        actor=scene.actor,
        proposing=scene.user(matter.desk.proposing),
        deciding=scene.user(matter.desk.deciding),
    )
    packages.with_proposal(scene, action)
    discipline.record_proposal(
        action,
        actor=scene.actor,
        action_type_code=code,
        days=days,
        charges=charges,
        reason="The conduct was repeated, and the rule is taught each year.",
        range_reason="The number of occasions and the position of trust weigh more than the table.",
    )
    letters.write(scene, action)


def _charges(scene: Scene, action: DisciplinaryAction) -> list[discipline.ChargeText]:
    """A charge for each finding: the first as the theme has it, then what was said about it."""
    theme, says = scene.matter.theme, scene.matter.says
    assert action.referral is not None
    proofs = discipline.released(action.referral, Exhibit)[:2]
    texts = [(theme.charge, says(theme.specification))]
    texts += [("Lack of candor", "Your account in the interview contradicts the records.")]
    return [
        discipline.ChargeText(
            link,
            texts[min(n, 1)][0],
            offense_code=_offense(scene, n),
            specifications=(
                discipline.SpecificationText(link, texts[min(n, 1)][1], exhibits=proofs),
            ),
        )
        for n, link in enumerate(_proved(scene, action))
    ]


def _offense(scene: Scene, n: int) -> str | None:
    """The row of the agency's table for the theme's charge; the second charge is candor."""
    group = scene.matter.theme.code.partition("-")[0]
    row = _OFFENSES.get(group) if n == 0 else "CANDOR"
    return f"{scene.matter.agency}-{row}" if row is not None else None


def _proved(scene: Scene, action: DisciplinaryAction) -> list[AllegationSubject]:
    found = scene.charges(action.party)
    return [charge for charge in found if charge.finding_code in _SUBSTANTIATING]


def worksheet(scene: Scene) -> None:
    """All twelve factors, where subpart D asks for them."""
    action = action_of(scene)
    if not procedures.weighs_factors(action):
        return
    codes = sorted(entries(DouglasFactor))
    weights = {
        code: (FactorWeight(weight), text)
        for code, (weight, text) in zip(codes, _FACTORS, strict=True)
    }
    discipline.save_worksheet(action, actor=scene.actor, weights=weights)


def decide(scene: Scene) -> None:
    """The deciding official's decision; milder than the proposal where the plan says so."""
    action = action_of(scene)
    code, days = _penalty(scene, "decided")
    milder = _penalty(scene, "proposed") != (code, days)
    discipline.record_decision(
        action,
        actor=scene.actor,
        action_type_code=code,
        days=days,
        sustained=[charge.n for charge in action.charges],
        effective_on=discipline.earliest_effective(action) + timedelta(days=4),
        reason="Candor at the first interview and a clean record weigh." if milder else "",
        outcome_reason_code="DOUGLAS_MITIGATION" if milder else None,
    )
    letters.write(scene, action, decision=True)


def decide_directly(scene: Scene) -> None:
    """What needs no notice: counseling or a reprimand."""
    code, _ = scene.matter.theme.penalty(scene.matter.options.get("decided", 0.0))
    action = action_of(scene)
    discipline.record_decision(
        action,
        actor=scene.actor,
        action_type_code=code,
        deciding=scene.user(scene.matter.desk.deciding),
    )
    letters.write(scene, action, decision=True)


def terminate(scene: Scene) -> None:
    """An employee in probation is terminated: decided without notice, before the period ends."""
    action, code = action_of(scene), "PROBATIONARY_TERMINATION"
    _cover(
        scene,
        action,
        code,
        serving_since=scene.today - timedelta(days=310),
        probation_ends=scene.today + timedelta(days=55),
    )
    discipline.record_decision(
        action,
        actor=scene.actor,
        action_type_code=code,
        deciding=scene.user(scene.matter.desk.deciding),
        effective_on=scene.today + timedelta(days=30),
    )
    letters.write(scene, action, decision=True)


def serve_decision(scene: Scene) -> None:
    """The decision is handed over."""
    action = action_of(scene)
    letters.sign(scene, action, decision=True)
    discipline.serve_decision(
        action,
        actor=scene.actor,
        received_at=clock.now() - timedelta(minutes=scene.rng.randint(20, 90)),
        method_code="HAND_DELIVERY",
        proof="Handed over by the supervisor; the employee signed.",
    )


def take_effect(scene: Scene) -> None:
    """The effective date has come."""
    discipline.make_effective(action_of(scene), actor=scene.actor)


def make_final(scene: Scene) -> None:
    """The outcome stands."""
    discipline.make_final(action_of(scene), actor=scene.actor)


def conclude(scene: Scene) -> None:
    """It ends without a decision: the employee left, or nothing is called for."""
    code, action = scene.matter.options["ends"], action_of(scene)
    if code != "NO_ACTION":
        kind = DepartureKind(code.removesuffix("_PENDING"))
        made = departures.record_departure(
            action,
            actor=scene.actor,
            kind=kind,
            left_on=clock.today(action.office.agency.zone),
            reason="The employee left the agency.",
            nature_code={"RESIGNED": "317", "RETIRED": "300"}[kind],
        )
        departures.ask_counsel(made, actor=scene.actor, counsel=scene.user("counsel.cbp"))
        return
    discipline.conclude(
        action,
        actor=scene.actor,
        action_type_code=code,
        reason="The facts are undisputed and minor.",
        no_action_code="MITIGATED_TO_NONE",
    )


def withdraw(scene: Scene) -> None:
    """Take the proposal back: it named the wrong week."""
    discipline.withdraw(
        action_of(scene),
        actor=scene.actor,
        reason="The notice named the wrong dates; a new one follows.",
    )


def sign(scene: Scene) -> None:
    """Sign the closing for one's side."""
    scene.looked()
    code = scene.matter.options.get("closure", "COMPLETED")
    cases.sign_closing(scene.case, actor=scene.actor, closure_code=code)


def reopen(scene: Scene) -> None:
    """A witness came forward."""
    case = scene.case
    assert case.status is CaseStatus.CLOSED
    cases.reopen(case, actor=scene.actor, reason="A witness who could not be found came forward.")
    for party in scene.subjects():
        if party.subject_status is SubjectStatus.CODED:
            discipline.uncode_subject(
                party, actor=scene.actor, reason="The new witness speaks about this subject."
            )
