"""Complaints that the intake desks have begun and not recorded: what was typed in the form."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from jicms.core import clock, crypto, unit_of_work
from jicms.demo.cast import Employee
from jicms.demo.stage import Stage
from jicms.intake import service as intake
from jicms.web.forms import typed_time


@dataclass(frozen=True, slots=True)
class Begun:
    """What somebody typed so many hours ago."""

    username: str
    hours: int
    identity: str
    kind: str
    reporter: str
    code: str
    place: str
    account: str


BEGUN = (
    Begun(
        username="intake.ia",
        hours=3,
        identity="OPEN",
        kind="TRAVELER_PUBLIC",
        reporter="Iolanthe Wexlmere",
        code="WRK-01",
        place="Port of Grey Heron",
        account="The caller waited two hours in the pedestrian lane. When she asked for a"
        " supervisor the officer laughed and told her to write a letter. She calls back.",
    ),
    Begun(
        username="intake.ia",
        hours=26,
        identity="CONFIDENTIAL",
        kind="DHS_EMPLOYEE",
        reporter="Merrin Yarrowgarth",
        code="TNA-03",
        place="Station Harlan Ridge",
        account="Two people on the night shift sign for hours that they do not work. The employee"
        " wants to think about giving names and asks for a call after Thursday.",
    ),
    Begun(
        username="intake.opr",
        hours=5,
        identity="OPEN",
        kind="ATTORNEY_NGO",
        reporter="Roswell Sarnholt",
        code="DET-05",
        place="Fenwick Hollow Processing Center",
        account="A client’s telephone and wallet were not returned on transfer. The attorney sends"
        " the property receipt by e-mail today.",
    ),
)


def save(stage: Stage) -> int:
    """Save them; how many."""
    for begun in BEGUN:
        at = stage.now - timedelta(hours=begun.hours)
        actor = stage.actor(begun.username, at)
        subject = next(
            one
            for one in stage.cast.everybody
            if one.agency == actor.agency_code and one.place == begun.place
        )
        with clock.at(at), unit_of_work.write(actor):
            typed = _typed(begun, subject, at.astimezone(ZoneInfo(actor.zone)))
            intake.save_draft(typed, actor=actor, key=crypto.random_name())
    return len(BEGUN)


def _typed(begun: Begun, subject: Employee, received: datetime) -> list[tuple[str, str]]:
    """The fields of the intake form."""
    return [
        ("method", "PHONE_HOTLINE"),
        ("received_on", f"{received:%m/%d/%Y}"),
        ("received_at", typed_time(received.time())),
        ("identity", begun.identity),
        ("kind", begun.kind),
        ("reporter", begun.reporter),
        ("place", begun.place),
        ("narrative", begun.account),
        ("subjects-0-key", "s1"),
        ("subjects-0-how", "person"),
        ("subjects-0-person", str(subject.person_id)),
        ("allegations-0-code", begun.code),
        ("allegations-0-subjects", "s1"),
        ("case_type", "ADMIN_INVESTIGATION"),
    ]
