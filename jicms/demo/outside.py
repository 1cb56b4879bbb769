"""What came in from the public page and with complaints, and what went to bodies outside."""

import io
from datetime import timedelta

from sqlalchemy import select

from jicms.access.actor import Actor
from jicms.cases.models import Case, CaseStatus
from jicms.core import clock, crypto, unit_of_work
from jicms.demo import papers
from jicms.demo.stage import DESKS, ZONE, Stage
from jicms.dropbox import envelope
from jicms.dropbox.envelope import REPORT, Attachment, Item
from jicms.intake.models import IntakeDraft
from jicms.intake.service import files as intake_files
from jicms.intake.service import received
from jicms.routing import referrals
from jicms.routing.models import OutsideReferral, ReplyState
from jicms.routing.referrals import Sending

#: Reports of the public page: hours ago, what was typed, the identity, a file.
REPORTS: tuple[tuple[int, dict[str, str], str], ...] = (
    (
        30,
        {
            "agency": "CBP",
            "what": "At the second booth an officer kept our papers until my uncle paid him for"
            " a stamp that costs nothing. Others in the line paid too.",
            "when": "A Sunday afternoon, three weeks ago",
            "where": "Port of Alder Bend, the lanes for cars",
            "who": "A tall officer with a grey beard",
            "kind": "TRAVELER_PUBLIC",
            "identity": "CONFIDENTIAL",
            "name": "Iolanthe Zellmere",
            "telephone": "555-0137",
        },
        "stamp-receipt",
    ),
    (
        7,
        {
            "agency": "ICE",
            "what": "The night shift of the unit plays cards while the calls from the rooms are"
            " not answered.",
            "when": "Most nights in November",
            "where": "Fenwick Hollow Processing Center",
            "who": "I do not know the names",
            "kind": "DHS_EMPLOYEE",
            "duty": "NO",
            "whistleblower": "YES",
            "retaliation": "UNSURE",
            "identity": "ANONYMOUS",
        },
        "",
    ),
)
#: Days from sending to acceptance, and from there to the outcome.
_ACCEPTED, _OUTCOME = 9, 24

_LONG_AGO = timedelta(days=60)


def add(stage: Stage) -> None:
    """Add everything."""
    for hours, typed, paper in REPORTS:
        _report(stage, hours, typed, paper)
    _with_the_drafts(stage)
    for agency in DESKS:
        _replies(stage, agency)
        _question(stage, agency)


def _report(stage: Stage, hours: int, typed: dict[str, str], paper: str) -> None:
    """A report as collecting takes it in."""
    at, actor = stage.now - timedelta(hours=hours), Actor.system("public")
    code, phrase = crypto.random_name(), crypto.random_name()
    body = typed | {
        "mailbox": envelope.code_digest(code),
        "writes_to": envelope.reporter_key(code, phrase).public,
        "at": at.isoformat(),
    }
    sent = [Attachment(f"{paper}.pdf", papers.pdf("Receipt", "Stamp: 40.00"))] if paper else []
    with clock.at(at), unit_of_work.write(actor):
        received.take_in(Item(crypto.random_name(), REPORT, body, sent), actor=actor)


def _with_the_drafts(stage: Stage) -> None:
    """A paper that came with the complaint that a desk has begun to enter."""
    with stage.acting(DESKS["ICE"].intake) as actor:
        draft = unit_of_work.session().scalars(
            select(IntakeDraft).where(IntakeDraft.author_id == actor.user_id).limit(1)
        )
        page = papers.pdf("Property receipt", "One telephone, one wallet, received on arrival.")
        upload = intake_files.Upload(io.BytesIO(page), "property-receipt.pdf")
        intake_files.attach(draft.one(), [upload], actor=actor, mode="OPEN")


def _replies(stage: Stage, agency: str) -> None:
    """What was referred out months ago was answered; what went later is still waited for."""
    today = stage.now.astimezone(ZONE).date()
    with unit_of_work.read(stage.actor(DESKS[agency].boss, stage.now)) as session:
        found = session.execute(
            select(OutsideReferral.id, OutsideReferral.sent_on)
            .where(OutsideReferral.state == ReplyState.SENT)
            .where(OutsideReferral.sent_on < today - _LONG_AGO)
        ).all()
    steps = (
        (ReplyState.ACCEPTED, _ACCEPTED, "They take the matter over."),
        (ReplyState.OUTCOME, _ACCEPTED + _OUTCOME, "Handled there; no further request."),
    )
    for number, sent_on in found:
        for state, days, note in steps:
            ago = (today - sent_on).days - days
            if ago > 0:
                with stage.acting(DESKS[agency].boss, days=ago) as actor:
                    referral = unit_of_work.session().get_one(OutsideReferral, number)
                    on = clock.today(ZONE.key)
                    referrals.record_reply(
                        referral, actor=actor, state=state, replied_on=on, note=note
                    )


def _question(stage: Stage, agency: str) -> None:
    """A body outside was asked about a matter of an open case, and has not replied."""
    with stage.acting(DESKS[agency].boss, days=8) as actor:
        case = unit_of_work.session().scalars(
            select(Case)
            .where(Case.status == CaseStatus.OPEN, Case.restricted.is_(False))
            .where(Case.lead_office_id == actor.office_id, Case.received_at < actor.at)
            .order_by(Case.id.desc())
            .limit(1)
        )
        what = Sending(
            target_code="STATE_LOCAL_LEA",
            sent_on=clock.today(ZONE.key),
            sent_what="Request for the police report of the incident.",
            recipient="Alder Bend Police",
        )
        referrals.refer(case.one(), what, actor=actor)
