"""The findings of a demonstration case, and what they rest on."""

from jicms.allegations import service as allegations
from jicms.allegations.models import AllegationSubject
from jicms.demo.stage import Scene
from jicms.evidence import service as evidence
from jicms.evidence.models import EvidenceItem
from jicms.evidence.models_weighing import Weight


def find(scene: Scene) -> None:
    """A finding for each charge, as the plan says; a second charge may differ."""
    scene.looked()
    theme, wish = scene.matter.theme, scene.matter.options.get("findings", ("SUBSTANTIATED",))
    by_subject: dict[int, int] = {}
    for charge in scene.charges():
        place = by_subject.setdefault(charge.party_id, len(by_subject))
        code = wish[min(place, len(wish) - 1)]
        second = charge.allegation.category_code != theme.code
        if second and code == "SUBSTANTIATED" and scene.rng.randrange(2):
            code = "UNSUBSTANTIATED"
        proved = code in {"SUBSTANTIATED", "PARTIALLY_SUBSTANTIATED", "REFERRED_TO_MANAGEMENT"}
        closed = "INSUFFICIENT_INFO" if code == "ADMIN_CLOSED" else None
        allegations.record_finding(
            charge,
            actor=scene.actor,
            code=code,
            reasons=scene.matter.says(theme.proof if proved else theme.doubt),
            admin_close_code=closed,
            policy_cited="Standards of Conduct, section 6.4" if proved else "",
        )
        if not closed:
            _weigh(scene, charge, proved=proved)


def _weigh(scene: Scene, charge: AllegationSubject, *, proved: bool) -> None:
    """The first record speaks for the finding, or against it."""
    for key in scene.matter.keys.get("items", ())[:1]:
        evidence.weigh(
            charge,
            actor=scene.actor,
            item=scene.found(scene.session.get(EvidenceItem, key), "an item"),
            weight=Weight.FOR if proved else Weight.AGAINST,
            note="Shows who was there, and when.",
        )


def find_for_management(scene: Scene) -> None:
    """A management matter: each charge is left to management."""
    for charge in scene.charges():
        allegations.record_finding(
            charge,
            actor=scene.actor,
            code="REFERRED_TO_MANAGEMENT",
            reasons="The employee admits the facts; the fact-finding file is complete.",
        )
