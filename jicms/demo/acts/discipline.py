"""Labor relations: referral, action, letters, answer, decision, effect, and the closing."""

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
from jicms.discipline.kinds import Channel, FactorWeight, Side
from jicms.discipline.models import (
    AnswerKind,
    DisciplinaryAction,
)
from jicms.discipline.models_answers import HearerPower
from jicms.discipline.models_departures import DepartureKind
from jicms.discipline.models_steps import Recommendation
from jicms.discipline.service import departures, extending, oral
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


def _action(scene: Scene) -> DisciplinaryAction:
    scene.looked()
    return scene.get(DisciplinaryAction, "action")


def _penalty(scene: Scene, stage: str) -> tuple[str, int | None]:
    rank = scene.matter.options.get(stage, scene.matter.options.get("proposed", 0.5))
    return scene.matter.theme.penalty(rank)


def _letter(scene: Scene, name: str, action: DisciplinaryAction, *lines: str) -> StoredFile:
    head = f"{name}, {action.number}"
    return pdf_file(f"{name}.pdf", head, *lines, by=scene.actor.user_id)


def review(scene: Scene) -> None:
    """Counsel has looked at it, and found it sufficient."""
    action = _action(scene)
    discipline.record_legal_review(
        action,
        actor=scene.actor,
        on=scene.today,
        by=scene.matter.desk.counsel,
        file=_letter(scene, "Legal review", action, "The proposal is legally sufficient."),
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
    action, matter = _action(scene), scene.matter
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


def _handed_over(scene: Scene) -> dict[str, Any]:
    """How the notice travelled: by hand or carrier, by mail, or refused, as the plan says."""
    how = scene.matter.options.get("served", "")
    if how == "mailed":
        return {
            "method_code": "FIRST_CLASS_MAIL",
            "sent_on": _action(scene).proposed_on,
            "proof": "Certificate of mailing, to the home address of record.",
        }
    if how == "refused":
        return {
            "method_code": "REFUSED",
            "attempted_on": scene.today - timedelta(days=1),
            "proof": "Statement of the supervisor who offered it, and of a second witness.",
        }
    return {
        "received_at": clock.now() - timedelta(minutes=scene.rng.randint(20, 110)),
        "method_code": scene.rng.choice(("HAND_DELIVERY", "HAND_DELIVERY", "OVERNIGHT_CARRIER")),
        "proof": "Signed for by the employee.",
    }


def serve_notice(scene: Scene) -> None:
    """The notice reaches the employee."""
    action = _action(scene)
    letters.sign(scene, action)
    discipline.serve_notice(
        action,
        actor=scene.actor,
        **_handed_over(scene),
        material_with_notice=True,
        answer_by=scene.today + timedelta(days=scene.matter.options.get("answer_days", 14)),
    )


def extend(scene: Scene) -> None:
    """More time to answer is granted."""
    action = _action(scene)
    assert action.answer_due_on is not None
    extending.ask_extension(
        action,
        actor=scene.actor,
        asked_on=scene.today,
        asked_by=Side.REPRESENTATIVE,
        channel=Channel.EMAIL,
        reason="The representative was named this week and needs to read the material.",
    )
    assert action.deciding_official is not None
    discipline.extend_answer(
        action,
        actor=scene.actor,
        until=action.answer_due_on + timedelta(days=7),
        decided_by=action.deciding_official.name,
        reason="The request came in time and is reasonable.",
    )


def answer(scene: Scene) -> None:
    """A written or oral answer."""
    kind = scene.rng.choice((AnswerKind.WRITTEN, AnswerKind.WRITTEN, AnswerKind.ORAL))
    action = _action(scene)
    text = (
        "The employee does not dispute the facts, points to eleven years without discipline and "
        "asks for a lesser penalty."
    )
    name = "Union representative" if scene.rng.randrange(2) else ""
    if kind is AnswerKind.ORAL:
        _orally(scene, action, text, name)
    else:
        discipline.record_answer(
            action,
            actor=scene.actor,
            kind=kind,
            received_at=clock.now() - timedelta(hours=1),
            channel=Channel.EMAIL,
            submitted_by=Side.REPRESENTATIVE if name else Side.EMPLOYEE,
            summary=text,
            representative=name,
            file=_letter(scene, "Written answer", action, text),
        )
    if scene.matter.options.get("news"):
        packages.news(scene, action)


def _orally(scene: Scene, action: DisciplinaryAction, text: str, name: str) -> None:
    """Asked for, heard by the deciding official, and summarized; the employee got the summary."""
    hearer = action.deciding_official
    assert hearer is not None
    asked = oral.request_oral(action, actor=scene.actor, requested_on=scene.today)
    at = clock.now() - timedelta(minutes=30)
    oral.schedule_oral(
        asked,
        actor=scene.actor,
        at=at,
        place="Conference room 2",
        hearer=hearer,
        power=HearerPower.DECIDE,
    )
    oral.hold_oral(
        asked,
        actor=scene.actor,
        held_at=at,
        summary_by=scene.matter.desk.counsel,
        summary=text,
        representative=name,
        file=_letter(scene, "Summary of the oral answer", action, text),
    )
    oral.furnish_summary(asked, actor=scene.actor, on=scene.today, method_code="EMAIL")


def no_answer(scene: Scene) -> None:
    """The time has passed without an answer."""
    discipline.record_answer(_action(scene), actor=scene.actor, kind=AnswerKind.NONE)


def worksheet(scene: Scene) -> None:
    """All twelve factors, where subpart D asks for them."""
    action = _action(scene)
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
    action = _action(scene)
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
    action = _action(scene)
    discipline.record_decision(
        action,
        actor=scene.actor,
        action_type_code=code,
        deciding=scene.user(scene.matter.desk.deciding),
    )
    letters.write(scene, action, decision=True)


def terminate(scene: Scene) -> None:
    """An employee in probation is terminated: decided without notice, before the period ends."""
    action, code = _action(scene), "PROBATIONARY_TERMINATION"
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
    action = _action(scene)
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
    discipline.make_effective(_action(scene), actor=scene.actor)


def make_final(scene: Scene) -> None:
    """The outcome stands."""
    discipline.make_final(_action(scene), actor=scene.actor)


def conclude(scene: Scene) -> None:
    """It ends without a decision: the employee left, or nothing is called for."""
    code, action = scene.matter.options["ends"], _action(scene)
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
        _action(scene),
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
