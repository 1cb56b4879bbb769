"""What forms may offer: officials, penalties, codes, material."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from jicms.auth.models import User
from jicms.core import clock, unit_of_work
from jicms.discipline import procedures, queries
from jicms.discipline.models import DisciplinaryAction, PenaltyStage
from jicms.discipline.service import today_of, zone_of
from jicms.discipline.service.penalties import LADDER
from jicms.files.taking import taken_in
from jicms.refdata.models import ActionType, PenaltyGroup
from jicms.refdata.queries import choices
from jicms.web.dates import day, local
from jicms.web.forms import Choice, Code, moment


def offer_officials(
    action: DisciplinaryAction, *, proposing: Code | None = None, deciding: Code | None = None
) -> None:
    """Management officials, those who are named already included."""
    people = [Choice(user.id, user.name) for user in queries.officials(action.office)]
    for field, named in (
        (proposing, action.proposing_official),
        (deciding, action.deciding_official),
    ):
        if field is not None:
            field.offer(people, keep=Choice(named.id, named.name) if named else None)


def chosen(people: Sequence[User], user_id: int | None) -> User | None:
    """The account behind a choice that was offered."""
    return next((user for user in people if user.id == user_id), None)


def offer_penalties(field: Code, action: DisciplinaryAction, *, decision: bool = False) -> None:
    """What the procedure carries. A decision is offered none that ranks above the proposal."""
    proposed = action.penalty(PenaltyStage.PROPOSED)
    top = LADDER[-1] if proposed is None else proposed.action_type.penalty_group
    limit = LADDER.index(top) if top in LADDER else len(LADDER)
    carried = _carried(action, decision=decision)
    field.offer(
        Choice(row.code, row.label)
        for row in types_of(action)
        if row.code in carried
        and row.penalty_group in LADDER
        and LADDER.index(row.penalty_group) <= limit
        and (decision or row.penalty_group is not PenaltyGroup.NO_ACTION)
    )


def _carried(action: DisciplinaryAction, *, decision: bool) -> frozenset[str]:
    """What may be chosen: by the procedure, and from the draft what needs no determination."""
    procedure = procedures.procedure_of(action)
    direct = frozenset[str]()
    if decision and action.proposed_on is None:
        direct = frozenset(
            row.code for row in types_of(action) if procedures.direct_for(row.code) is not None
        )
    if procedure is None or (direct and procedure.needs_notice):
        return direct
    return direct | procedures.carried(procedure.code, decided=decision)


def types_of(action: DisciplinaryAction) -> Sequence[ActionType]:
    """Outcomes in use, the mildest first."""
    statement = select(ActionType).where(
        ActionType.offered(today_of(action)), ActionType.is_outcome
    )
    return unit_of_work.session().scalars(statement.order_by(ActionType.sort_order)).all()


def codes(model: Any, on: date) -> list[tuple[str, str]]:
    """The codes of a list that are in use on a day."""
    return choices(unit_of_work.session(), model, on)


def key_of(row: Any) -> str:
    """`exhibit-12`: a row of the referred material as a form names it."""
    return f"{row.__tablename__}-{row.id}"


def name_of(row: Any) -> str:
    """A row of the referred material in words."""
    words = {
        "report": lambda: f"Report {row.n:03d}: {row.title}",
        "exhibit": lambda: f"Exhibit {row.n}: {row.description}",
        "document": lambda: f"Document {row.n}: {row.title}",
    }
    return words[row.__tablename__]()


def delivery(form: Any, action: DisciplinaryAction) -> dict[str, Any] | None:
    """How a letter travelled, as typed; None where a time is missing or was skipped, with the
    error."""
    typed: dict[str, Any] = {
        name: form[name].data for name in ("method_code", "sent_on", "attempted_on")
    }
    if form.received_on.data is not None:
        if form.received_time.data is None:
            form.fault("received_time", "Enter the time of receipt.")
            return None
        typed["received_at"] = received_at(form, action)
        if typed["received_at"] is None:
            return None
    return {**typed, "proof": form.proof.data or "", "proof_file": taken_in(form.proof_file)}


def received_at(form: Any, action: DisciplinaryAction) -> datetime | None:
    """The moment typed in a form; a time that the clock skipped is an error there."""
    at = moment(form.received_on.data, form.received_time.data, zone_of(action))
    if at is None:
        form.fault("received_time", "This time does not exist on that day.")
    return at


def now_there() -> dict[str, Any]:
    """Today and now, as the viewer's clocks show them, to begin with."""
    at = local(clock.now())
    return {"received_on": at.date(), "received_time": at.time().replace(second=0, microsecond=0)}


def effective_hint(action: DisciplinaryAction) -> str:
    """What the effective date is held to."""
    if action.earliest_effective_on is None:
        return "MM/DD/YYYY"
    return f"MM/DD/YYYY. Not before {day(action.earliest_effective_on)}: 30 full days of notice"
