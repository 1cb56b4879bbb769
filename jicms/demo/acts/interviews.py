"""Interviews: planned some days before, warned by the form, recorded as held; some still ahead."""

from datetime import datetime, timedelta

from sqlalchemy import select

from jicms.cases.models import Case, CaseStatus, Party, PartyRole
from jicms.core import clock, unit_of_work
from jicms.demo.papers import pdf_file
from jicms.demo.stage import DESKS, ZONE, Scene, Stage
from jicms.interviews import service
from jicms.interviews.models import AdvisedUnder, Interview, PresentAs, Recording, UnitStatus
from jicms.interviews.service.people import People
from jicms.investigations.models import Investigation
from jicms.investigations.policy import live_team

_FORMS = {"KALKINES": "KALKINES_1", "GARRITY_BECKWITH": "GARRITY_BECKWITH_1"}


def held(scene: Scene, party: Party, warning: str, began: datetime, ended: datetime) -> Interview:
    """An interview with a subject as it comes to be on record."""
    investigation = scene.get(Investigation, "investigation")
    lead = next(row.user for row in live_team(investigation) if row.is_lead)
    assert lead is not None
    people: People = {PresentAs.INTERVIEWER: lead, PresentAs.REPRESENTATIVE: "R. Castellan, union"}
    with clock.at(began - timedelta(hours=30)):
        interview = service.schedule(
            investigation,
            actor=scene.actor,
            party=party,
            at=began,
            warning_code=warning,
            people=people,
            place=scene.matter.fill["place"],
            recording=Recording.AUDIO,
            contract_code="UNIT_STANDARD",
        )
    paper = f"Warning, case {scene.matter.number}"
    service.give_warning(
        interview,
        actor=scene.actor,
        form_code=_FORMS[warning],
        read_by=scene.actor.name,
        given_at=began,
        is_signed=True,
        file=pdf_file("Warning.pdf", paper, "Read and signed.", by=scene.actor.user_id),
    )
    service.record_representation(
        interview,
        actor=scene.actor,
        unit_status=UnitStatus.IN_UNIT,
        advised_under=AdvisedUnder.CONTRACT,
        contract_code="UNIT_STANDARD",
        requested=True,
        union_name="Union of the bargaining unit",
        representative="R. Castellan",
        was_present=True,
    )
    return service.hold(
        interview,
        actor=scene.actor,
        began_at=began,
        ended_at=ended,
        people=people,
        recording=Recording.AUDIO,
        recording_where="Evidence room, shelf 12",
    )


def plan_ahead(stage: Stage) -> None:
    """One interview of a witness ahead for each office, by whoever leads the case."""
    for place, agency in enumerate(DESKS):
        with stage.acting(DESKS[agency].leads[0], days=1) as actor:
            wanted = (
                select(Investigation, Party)
                .join(Case, Case.id == Investigation.case_id)
                .join(Party, Party.case_id == Case.id)
                .where(
                    Case.status == CaseStatus.OPEN,
                    Case.lead_user_id == actor.user_id,
                    Investigation.opened_at.is_not(None),
                    Investigation.done_at.is_(None),
                    Party.role.in_((PartyRole.WITNESS, PartyRole.COMPLAINANT)),
                    Party.withdrawn_at.is_(None),
                )
                .order_by(Case.id.desc(), Party.n)
                .limit(1)
            )
            found = unit_of_work.session().execute(wanted).first()
            if found is None:
                continue
            investigation, party = found
            lead = next(row.user for row in live_team(investigation) if row.is_lead)
            day = stage.now.astimezone(ZONE) + timedelta(days=4 + place)
            service.schedule(
                investigation,
                actor=actor,
                party=party,
                at=day.replace(hour=10, minute=0, second=0, microsecond=0),
                warning_code="NONE_WITNESS",
                people={PresentAs.INTERVIEWER: lead},
                place="Interview room 2",
            )
