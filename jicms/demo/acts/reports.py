"""Reports beyond the findings: one for a prosecutor and its way there, and a supplement."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from jicms.core import clock
from jicms.demo.acts.work import add_exhibits
from jicms.demo.papers import pdf_file
from jicms.demo.stage import Scene
from jicms.evidence import service as evidence
from jicms.evidence.models import Statement
from jicms.exports import releasing, transmitting
from jicms.exports import service as exports
from jicms.exports.models import ExportPackage
from jicms.exports.service import Addressed
from jicms.investigations import service as investigations
from jicms.investigations.models import Investigation, Report
from jicms.investigations.sections import SectionKind, Spot
from jicms.investigations.workflow import SUPPLEMENT, TO_PROSECUTOR
from jicms.prosecution.models import ProsecutionReferral


def begin_for_prosecutor(scene: Scene) -> None:
    """What the team knows so far, for the office that decides whether to charge."""
    scene.looked()
    matter = scene.matter
    done = "\n".join(f"- {matter.says(line)}" for line in matter.theme.log)
    report = _begin(
        scene,
        f"For prosecution: {scene.case.title}",
        matter.account,
        type_code=TO_PROSECUTOR,
    )
    for spot in investigations.spots_of(report):
        if spot.kind is SectionKind.NARRATIVE:
            _write(scene, report, spot, f"## What was done\n\n{done}")
        elif spot.kind is SectionKind.EVIDENCE_FOR:
            _write(scene, report, spot, matter.says(matter.theme.proof))
    _write(scene, report, Spot(SectionKind.PREDICATION), matter.account)
    add_exhibits(scene, report)


def transmit(scene: Scene) -> None:
    """Put it before the office that has the matter, with every exhibit that may go there."""
    scene.looked()
    report = scene.get(Report, "report")
    key = scene.matter.keys["prosecutions"][0]
    referral = scene.found(scene.session.get(ProsecutionReferral, key), "the prosecution")
    told = Addressed(
        recipient_code=transmitting.PROSECUTOR,
        recipient_name="Rosalind Vale",
        recipient_address=referral.office,
        condition_code="B_7",
        authority="Letter of the office, which asks for the report and its exhibits",
        purpose="Decision whether to charge.",
        referral=referral,
        persons=scene.subjects(),
    )
    chosen = [row.value for row in transmitting.exhibits_for(report) if not row.shut]
    package = transmitting.transmit(report, told, actor=scene.actor, exhibits=chosen)
    scene.matter.keys["package"] = package.id


def release(scene: Scene) -> None:
    """Somebody else lets the package go."""
    scene.looked()
    releasing.at_once(scene.get(ExportPackage, "package"), actor=scene.actor)


def hand_over(scene: Scene) -> None:
    """The office has it."""
    exports.hand_over(
        scene.get(ExportPackage, "package"),
        actor=scene.actor,
        on=scene.today,
        how="By courier, on an encrypted drive",
    )


def begin_supplement(scene: Scene) -> None:
    """A witness corrected what was said: the new statement, and a report that adds it."""
    scene.looked()
    account = "After the report was approved a witness corrected the time that was stated."
    report = _begin(
        scene,
        f"Supplement: {scene.case.title}",
        f"{account} The findings stay as they are.",
        type_code=SUPPLEMENT,
        supplements=scene.get(Report, "report"),
    )
    _write(scene, report, Spot(SectionKind.PREDICATION), account)
    for spot in investigations.spots_of(report):
        if spot.kind is SectionKind.NARRATIVE:
            _write(
                scene,
                report,
                spot,
                "The witness asked by telephone to correct the affidavit, and was heard again.",
            )
    statement = _corrected(scene)
    evidence.add_exhibit(
        report,
        actor=scene.actor,
        description=f"{statement.kind.label} of {statement.giver.name}, corrected",
        statement=statement,
    )


def _corrected(scene: Scene) -> Statement:
    """The first statement of the case, given once more with another time in it."""
    first = scene.found(
        scene.session.scalar(
            select(Statement)
            .where(Statement.case_id == scene.matter.case_id)
            .order_by(Statement.n)
            .limit(1)
        ),
        "a statement",
    )
    text = (
        f"I work at {scene.matter.fill['place']}. I said that I was present from the beginning "
        f"of the shift on {scene.matter.fill['day']}. I have since looked at my calendar: I came "
        "an hour later. All else that I said stays as it is."
    )
    taken = clock.now() - timedelta(hours=2)
    head = f"Correction of {first.key}, case {scene.matter.number}"
    return evidence.record_statement(
        scene.case,
        actor=scene.actor,
        kind_code=first.kind_code,
        warning_code=first.warning.code if first.warning else None,
        giver=first.giver,
        interview=first.interview,
        taken_at=taken,
        ended_at=taken + timedelta(minutes=20),
        place=first.place,
        oath_administrator=scene.actor.name,
        pages=1,
        text=text,
        file=pdf_file("Correction.pdf", head, text, by=scene.actor.user_id),
        copy_given=True,
        corrects=first,
    )


def _begin(scene: Scene, title: str, synopsis: str, **more: Any) -> Report:
    report = investigations.start_report(
        scene.get(Investigation, "investigation"),
        actor=scene.actor,
        title=title[:200],
        synopsis=synopsis,
        **more,
    )
    scene.matter.keys["report"] = report.id
    return report


def _write(scene: Scene, report: Report, spot: Spot, text: str) -> None:
    investigations.save_section(report, spot, actor=scene.actor, text=text, base=0)
