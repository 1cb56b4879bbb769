"""The fieldwork of a demonstration case: its plan, hours, a request for records, a lead."""

from datetime import timedelta

from jicms.allegations.models import Allegation
from jicms.cases.models import Party
from jicms.demo.stage import Scene
from jicms.evidence.models import EvidenceItem
from jicms.evidence.models_weighing import Weight
from jicms.evidence.service import drafts
from jicms.fieldwork import service
from jicms.fieldwork.kinds import Authority, LeadState, ReplyKind, StepKind
from jicms.fieldwork.models import PlanElement
from jicms.fieldwork.models_requests import Lead, RecordsRequest
from jicms.investigations.models import Investigation

#: Fieldwork is shown in the cases of the last months; older ones have their reports.
RECENT = 120

_ELEMENTS = (
    "What is alleged happened, on the day and at the place that are named.",
    "The subject did it, and knew at the time that it was not allowed.",
)
_HERE = "CBP Internal Affairs, evidence room\n1400 Harbor Avenue\nEllerby"


def _is_recent(scene: Scene) -> bool:
    return (scene.stage.now.date() - scene.today).days <= RECENT


def plan(scene: Scene) -> None:
    """What has to be settled and shown, whom to see, what to get."""
    if not _is_recent(scene):
        return
    investigation, matter = scene.get(Investigation, "investigation"), scene.matter
    service.write_plan(
        investigation,
        actor=scene.actor,
        issues=f"Did what is alleged happen, and was it on duty?\n\n{matter.account}",
        approach="Records first, then those who saw it, the subject last.",
    )
    charges = scene.charges()
    for charge in charges:
        alleged = scene.found(scene.session.get(Allegation, charge.allegation_id), "it")
        for text in _ELEMENTS:
            made = service.add_element(
                investigation, actor=scene.actor, allegation=alleged, text=text
            )
            matter.keys.setdefault("elements", []).append(made.id)
    for record in matter.theme.records:
        service.add_step(investigation, actor=scene.actor, kind=StepKind.RECORD, text=record.what)
    for party in scene.subjects():
        day = scene.today + timedelta(days=40)
        service.add_step(
            investigation, actor=scene.actor, kind=StepKind.WITNESS, party=party, due_on=day
        )


def hours(scene: Scene, kind: str, what: str) -> None:
    """What the actor did today."""
    if not _is_recent(scene):
        return
    assert scene.actor.user_id is not None
    service.log_activity(
        scene.get(Investigation, "investigation"),
        actor=scene.actor,
        on=scene.today,
        user_id=scene.actor.user_id,
        kind_code=kind,
        quarters=scene.rng.randint(2, 14),
        what=what,
    )


def ask(scene: Scene) -> None:
    """Ask the keeper of the records for them, and take up a lead."""
    if not _is_recent(scene):
        return
    investigation, matter = scene.get(Investigation, "investigation"), scene.matter
    asked = service.request_records(
        investigation,
        actor=scene.actor,
        addressee="Office of Information and Technology",
        address="Records and audit logs\n7700 Fenwick Road, Building 4",
        return_to=_HERE,
        what="\n".join(record.what for record in matter.theme.records) or "Rosters of the month",
        authority=Authority.VOLUNTARY,
        issued_on=scene.today,
        due_on=scene.today + timedelta(days=75),
    )
    matter.keys["request"] = asked.id
    lead = service.add_lead(
        investigation,
        actor=scene.actor,
        what="Ask the shift before whether anybody saw the same.",
        source="The account of whoever reported",
        owner_id=scene.actor.user_id,
        due_on=scene.today + timedelta(days=75),
    )
    matter.keys["lead"] = lead.id


def followed(scene: Scene) -> None:
    """The lead led nowhere."""
    if "lead" in scene.matter.keys:
        service.end_lead(
            scene.get(Lead, "lead"),
            actor=scene.actor,
            state=LeadState.DONE,
            outcome="Nobody of that shift saw it.",
        )


def answered(scene: Scene) -> None:
    """The records came."""
    if "request" in scene.matter.keys:
        service.answer_request(
            scene.get(RecordsRequest, "request"),
            actor=scene.actor,
            kind=ReplyKind.COMPLETE,
            on=scene.today,
            note="With a certificate of the custodian of records.",
            items=_items(scene)[:1],
        )
    shown(scene)


def _items(scene: Scene) -> list[EvidenceItem]:
    keys = scene.matter.keys.get("items", [])
    return [scene.found(scene.session.get(EvidenceItem, key), "an item") for key in keys]


def shown(scene: Scene) -> None:
    """The records show the first element; what the subject knew is open."""
    elements, items = scene.matter.keys.get("elements", []), _items(scene)
    for key in elements[::2]:
        element = scene.found(scene.session.get(PlanElement, key), "an element")
        for item in items:
            service.add_proof(element, actor=scene.actor, weight=Weight.FOR, item=item)


def begin_statement(scene: Scene, giver: Party) -> None:
    """A further statement of somebody, still being written."""
    if not _is_recent(scene):
        return
    draft = drafts.draft_statement(
        scene.case, actor=scene.actor, kind_code="DECLARATION_1746", giver=giver
    )
    text = f"I was asked again about {scene.matter.fill['day']}. I have nothing to change."
    drafts.write(draft, actor=scene.actor, text=text, base=draft.version)
