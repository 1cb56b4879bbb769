"""What goes to labor relations, what needs not to, and what labor relations answers."""

from sqlalchemy import select

from jicms.demo.stage import Scene
from jicms.discipline import service as discipline
from jicms.discipline.kinds import InterimPurpose
from jicms.discipline.models import LrReferral
from jicms.evidence.models import Document, Exhibit
from jicms.investigations.models import Report

_SUBSTANTIATING = ("SUBSTANTIATED", "PARTIALLY_SUBSTANTIATED")
_CODES = {
    "UNSUBSTANTIATED": "UNSUBSTANTIATED",
    "UNFOUNDED": "UNFOUNDED",
    "EXONERATED": "EXONERATED",
    "ADMIN_CLOSED": "ADMIN_CLOSED",
    "REFERRED_TO_MANAGEMENT": "REFERRED_TO_MANAGEMENT",
}


def refer(scene: Scene) -> None:
    """Send each subject with a substantiated finding; code the others."""
    scene.looked()
    for party in scene.subjects():
        codes = {charge.finding_code for charge in scene.charges(party)}
        if codes & set(_SUBSTANTIATING):
            _send(scene, party.id)
        else:
            _code(scene, party.id, codes)


def _send(scene: Scene, party_id: int) -> None:
    party = next(row for row in scene.subjects() if row.id == party_id)
    report = scene.get(Report, "report")
    exhibits = scene.session.scalars(
        select(Exhibit).where(Exhibit.report_id == report.id).order_by(Exhibit.n)
    )
    referral = discipline.refer_to_lr(
        scene.case,
        actor=scene.actor,
        party=party,
        report=report,
        exhibits=list(exhibits),
        note="The report and all of its exhibits are released for this subject.",
    )
    scene.matter.keys["referral"] = referral.id


def _code(scene: Scene, party_id: int, findings: set[str | None]) -> None:
    party = next(row for row in scene.subjects() if row.id == party_id)
    wish = next((code for code in _CODES if code in findings), "UNSUBSTANTIATED")
    discipline.code_subject(
        party,
        actor=scene.actor,
        outcome_code=_CODES[wish],
        reason="No finding against this subject calls for a referral.",
    )


def refer_fact_finding(scene: Scene) -> None:
    """Send a management matter with the file of the fact-finder."""
    referral = discipline.refer_to_lr(
        scene.case,
        actor=scene.actor,
        party=scene.subject(),
        documents=[scene.get(Document, "document")],
        note="Management inquiry; facts are admitted.",
    )
    scene.matter.keys["referral"] = referral.id


def tell_early(scene: Scene) -> None:
    """Send an interim matter: the subject is charged, the report is far off."""
    scene.looked()
    referral = discipline.refer_interim(
        scene.case,
        actor=scene.actor,
        party=scene.subject(),
        purpose=InterimPurpose.INDEFINITE_SUSPENSION,
        facts="Charged by indictment, released on bond. Armed post; probation is over.",
    )
    scene.matter.keys["referral"] = referral.id


def accept(scene: Scene) -> None:
    """The supervisor of labor relations takes it over and gives it to the specialist."""
    name = scene.matter.desk.specialist
    specialist = None if scene.matter.options.get("unassigned") else scene.user(name)
    referral = scene.get(LrReferral, "referral")
    action = discipline.accept_referral(referral, actor=scene.actor, specialist=specialist)
    scene.matter.keys["action"] = action.id


def send_back(scene: Scene) -> None:
    """Labor relations returns the referral."""
    discipline.return_referral(
        scene.get(LrReferral, "referral"),
        actor=scene.actor,
        reason="The report does not say whether the employee had been trained on the rule. Add the"
        " training record and the signed rules of behavior.",
    )
