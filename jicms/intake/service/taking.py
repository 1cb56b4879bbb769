"""Taking what a reporter sent by the public page into the case, by the rule of `handing`.

What comes with the report goes the desk's way, with the draft. This is for what comes later, and
for what the desk left with the report.
"""

from sqlalchemy import select

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import Actor
from jicms.audit import recorder
from jicms.audit.events import Event
from jicms.cases.models import IdentityMode, Party
from jicms.cases.policy import case_of
from jicms.core import unit_of_work
from jicms.core.errors import RuleBroken
from jicms.evidence.models import EvidenceItem
from jicms.intake.complaint import Attached
from jicms.intake.models_received import ReceivedFile
from jicms.intake.queries_taken import taken_of
from jicms.intake.reported import words_of
from jicms.intake.service.handing import Source, hand_one
from jicms.intake.service.letters import REPORTERS

MAILBOX = "Reporter’s mailbox"
CAME = "Sent by the reporter by the public page."


def take_file(
    row: ReceivedFile, *, actor: Actor, keep_back: bool = False, note: str = ""
) -> EvidenceItem | None:
    """Take a file of the mailbox into evidence, once; None where the vault alone gets it.

    `keep_back`: the case gets no copy of a picture that shows a confidential reporter. Raises
    `RuleBroken`, `Denied`.
    """
    case = case_of(row)
    policy.require(actor, Action.MAILBOX_READ, case)
    policy.require(actor, Action.EVIDENCE_EDIT, case)
    unit_of_work.hold(row.report)
    if taken_of([row])[row.id].is_taken:
        raise RuleBroken("This file was taken into the case already.")
    reporter, mode = _reporter_of(row)
    source = Source(reporter, mode, row.message.written_at, where=MAILBOX, said=CAME)
    attached = Attached(
        file=row.original or row.file,
        name=name_of(row),
        copy=row.copy,
        is_cleaned=row.is_cleaned and row.original is None,
        note=note,
        keep_back=keep_back,
    )
    if mode is IdentityMode.ANONYMOUS and row.copy:
        # The desk keeps this reporter as nobody: the copy is the item, the original stays here.
        attached = Attached(file=row.copy, is_cleaned=True, note=note)
    item = hand_one(case, attached, source, place=row.n - 1, actor=actor)
    recorder.record(
        Event.REPORTER_FILE_TAKEN, obj=row, case=case, n=row.n, item=item.n if item else None
    )
    return item


def name_of(row: ReceivedFile) -> str:
    """The name that a file came with; "" of an anonymous reporter."""
    if row.report.identity_mode is IdentityMode.ANONYMOUS:
        return ""
    names = words_of(row.report, row.message).names
    place = [file.id for file in row.message.files].index(row.id)
    return names[place] if place < len(names) else ""


def _reporter_of(row: ReceivedFile) -> tuple[Party | None, IdentityMode]:
    """Who in the case sent it, and how that identity is kept there."""
    wanted = row.report.identity_mode
    parties = unit_of_work.session().scalars(
        select(Party)
        .where(
            Party.case_id == row.report.case_id,
            Party.role.in_(REPORTERS),
            Party.withdrawn_at.is_(None),
        )
        .order_by(Party.n)
    )
    known = sorted(parties, key=lambda party: party.identity_mode is not wanted)
    party = known[0] if known else None
    mode = party.identity_mode if party and party.identity_mode else wanted
    is_protected = party is not None and mode is IdentityMode.CONFIDENTIAL
    if row.report.is_confidential and not is_protected:
        raise RuleBroken(
            "This reporter asked for confidentiality, and the case names no confidential reporter."
            " Correct that first: the vault keeps the file under that name."
        )
    return party, mode
