"""Where the evidence of the last weeks went: to the custodian, a laboratory, back, and not back.

Done by the accounts themselves through the services, each in a session of its own.
"""

import io
from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import select

from jicms.access.actor import Actor
from jicms.auth.models import Office, User
from jicms.cases.models import Case
from jicms.core import clock, unit_of_work
from jicms.core.errors import RuleBroken
from jicms.custody import queries_rounds, service
from jicms.custody.kinds import CustodyKind, OutsideKind
from jicms.custody.models import CustodyState, CustodyStep
from jicms.custody.service import Told
from jicms.demo.stage import DESKS, ZONE, LostThread, Stage
from jicms.evidence.models import EvidenceItem
from jicms.files.models import StoredFile
from jicms.files.service import ingest

KEEPER, AGENCY = "custodian.ia", "CBP"
#: Days back: brought to the evidence room, counted there.
BROUGHT, COUNTED = 24, 6
ROOM = "Evidence room, shelf C-14"
LABORATORY = "R. Ostrander, Digital Forensics Laboratory"
FILES = 6


def add(stage: Stage) -> None:
    """Add everything."""
    brought = _bring_in(stage)
    kept = list(brought)
    if len(kept) < 5:
        raise LostThread(f"only {len(kept)} items can be brought to the evidence room")
    _one_of(kept, lambda key: _send_out(stage, key, days=20, due=-2))
    _one_of(kept, lambda key: _hand(stage, key, giver=KEEPER, taker=brought[key], days=9, due=4))
    boss = DESKS[AGENCY].boss
    _one_of(kept, lambda key: _hand(stage, key, giver=KEEPER, taker=boss, days=5, answered=False))
    _list_files(stage, kept.pop(0))
    _count(stage, but=kept.pop(0))


def _one_of(kept: list[int], act: Callable[[int], None]) -> None:
    """Take the first item with which that is allowed: who may work with one depends on its case."""
    for key in list(kept):
        try:
            act(key)
        except RuleBroken:
            continue
        kept.remove(key)
        return
    raise LostThread("no item of the evidence room is left for a step")


def _account(name: str) -> User:
    found = unit_of_work.session().scalar(select(User).where(User.username == name))
    if found is None:
        raise LostThread(f"there is no account {name}")
    return found


def _item(key: int) -> EvidenceItem:
    found = unit_of_work.session().get(EvidenceItem, key)
    if found is None:
        raise LostThread(f"item {key} is out of sight")
    return found


def _bring_in(stage: Stage) -> dict[int, str]:
    """What the leads hold of open cases goes to the custodian; what arrived, and whose it was."""
    kept: dict[int, str] = {}
    for lead in DESKS[AGENCY].leads:
        with stage.acting(lead, days=BROUGHT) as actor:
            found = unit_of_work.session().scalars(
                select(CustodyState.item_id)
                .join(Case, Case.id == CustodyState.case_id)
                .where(
                    CustodyState.holder_id == actor.user_id,
                    CustodyState.last_at < actor.moment,
                    Case.restricted.is_(False),
                    Case.lead_office_id == actor.office_id,
                )
                .order_by(CustodyState.last_at.desc())
                .limit(6)
            )
            brought = list(found)
        for key in brought:
            _hand(stage, key, giver=lead, taker=KEEPER, days=BROUGHT, location=ROOM)
        kept |= dict.fromkeys(brought, lead)
    return kept


def _hand(
    stage: Stage,
    key: int,
    *,
    giver: str,
    taker: str,
    days: int,
    due: int | None = None,
    location: str = "",
    answered: bool = True,
) -> None:
    kind = CustodyKind.TRANSFERRED if due is None else CustodyKind.CHECKED_OUT
    day = None if due is None else stage.now.astimezone(ZONE).date() + timedelta(days=due)
    told = Told(
        due_on=day,
        location=location,
        condition="Seal intact",
        purpose="Safekeeping" if location else "Work on the case",
    )
    with stage.acting(giver, days=days) as actor:
        item = _item(key)
        service.hand_over(item, actor=actor, kind=kind, to=_account(taker), told=told)
    if answered:
        _confirm(stage, taker, key, days)


def _confirm(stage: Stage, name: str, key: int, days: int) -> None:
    with stage.acting(name, days=days) as actor:
        step = unit_of_work.session().scalar(
            select(CustodyStep)
            .where(CustodyStep.item_id == key, CustodyStep.asked_id == actor.user_id)
            .order_by(CustodyStep.n.desc())
        )
        if step is None:
            raise LostThread(f"{name} is not asked about item {key}")
        service.confirm(step, actor=actor)


def _receipt(actor: Actor) -> StoredFile:
    """The scan of a receipt, as a laboratory signs it."""
    signed = f"Received for examination: {LABORATORY}, {clock.today(ZONE.key):%m/%d/%Y}\n"
    return ingest(io.BytesIO(signed.encode()), name="receipt.txt", by=actor.user_id)


def _send_out(stage: Stage, key: int, *, days: int, due: int) -> None:
    boss = DESKS[AGENCY].boss
    with stage.acting(KEEPER, days=days) as actor:
        service.send_out(
            _item(key),
            actor=actor,
            kind=CustodyKind.SENT_TO_LAB,
            outside=OutsideKind.LABORATORY,
            name=LABORATORY,
            witness=_account(boss),
            told=Told(
                receipt=_receipt(actor),
                purpose="Examination",
                condition="Seal intact",
                due_on=stage.now.astimezone(ZONE).date() + timedelta(days=due),
            ),
        )
    _confirm(stage, boss, key, days)


def _list_files(stage: Stage, key: int) -> None:
    """An image that is too large for the store, by its list."""
    digits = (f"{place + 1:x}" * 64 for place in range(FILES))
    lines = [f"{digest[:64]}  image/part-{place}.e01" for place, digest in enumerate(digits)]
    for days in (18, 8):
        with stage.acting(KEEPER, days=days) as actor:
            item, listed = _item(key), "\n".join(lines)
            if days == 18:
                service.register_medium(item, actor=actor, serial="WX41-D9906", hashes=listed)
            else:
                service.compare_medium(item, actor=actor, hashes=listed)


def _count(stage: Stage, *, but: int) -> None:
    """The shelf was counted; one item was not on it."""
    with stage.acting(KEEPER, days=COUNTED) as actor:
        office = unit_of_work.session().get(Office, actor.office_id)
        if office is None:
            raise LostThread("the custodian has no office")
        made = service.begin_round(office, actor=actor, location=ROOM)
        for row in queries_rounds.items_of(made):
            if row.item_id != but:
                number = f"{row.case.number}-{row.item.key}"
                service.confirm_item(made, actor=actor, typed=number, condition="Seal intact")
        service.close_round(made, actor=actor)
