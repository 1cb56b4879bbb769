"""Service of the notice, more time, and the answer of the employee."""

from datetime import timedelta
from typing import Any

from jicms.core import clock
from jicms.demo.acts import letters, packages
from jicms.demo.acts.discipline import action_of, paper
from jicms.demo.stage import Scene
from jicms.discipline import service as discipline
from jicms.discipline.kinds import Channel, Side
from jicms.discipline.models import AnswerKind, DisciplinaryAction
from jicms.discipline.models_answers import HearerPower
from jicms.discipline.service import extending, oral


def _handed_over(scene: Scene) -> dict[str, Any]:
    """How the notice travelled: by hand or carrier, by mail, or refused, as the plan says."""
    how = scene.matter.options.get("served", "")
    if how == "mailed":
        return {
            "method_code": "FIRST_CLASS_MAIL",
            "sent_on": action_of(scene).proposed_on,
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
    action = action_of(scene)
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
    action = action_of(scene)
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
    action = action_of(scene)
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
            file=paper(scene, "Written answer", action, text),
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
        file=paper(scene, "Summary of the oral answer", action, text),
    )
    oral.furnish_summary(asked, actor=scene.actor, on=scene.today, method_code="EMAIL")


def no_answer(scene: Scene) -> None:
    """The time has passed without an answer."""
    discipline.record_answer(action_of(scene), actor=scene.actor, kind=AnswerKind.NONE)
