"""Forms of discipline from outside the system."""

from datetime import date
from typing import Any

from sqlalchemy import select

from jicms.core import unit_of_work
from jicms.discipline.models_outside import OutsideDiscipline
from jicms.discipline.models_prior import MarkKind
from jicms.discipline.service.outside import OutsideFacts
from jicms.discipline.service.penalties import LADDER
from jicms.refdata.models import ActionType, PenaltyGroup
from jicms.refdata.queries import choices
from jicms.web.forms import BaseForm, Choice, Code, LongText, Number, Text, UsDate

#: What is a penalty.
IMPOSED = frozenset(LADDER) - {PenaltyGroup.NO_ACTION}
_YES = ((True, "Yes"), (False, "No"))
#: Blank, the column is empty, and not absent.
_WORDS = ("imposed_by", "charge", "offense_code", "source_document")


class OutsideForm(BaseForm):
    """One earlier action, as its papers have it."""

    imposed_by = Text("Agency and office that took it", limit=200)
    action_type_code = Code("Kind of action")
    days = Number("Days", low=1, high=999, optional=True, hint="Of a suspension")
    charge = LongText("Charge", limit=2000, rows=3, hint="As it was sustained")
    offense_code = Text("Offense code", limit=40, optional=True, hint="Of that agency’s own table")
    misconduct_on = UsDate("Date of the misconduct", optional=True)
    decided_on = UsDate("Date of the decision")
    received_on = UsDate("Received by the employee on", optional=True)
    effective_on = UsDate("Effective on", optional=True)
    in_writing = Code("Given in writing", display="radios", needed="Say whether it was in writing")
    contestable = Code(
        "The employee could contest it",
        display="radios",
        needed="Say whether it could be contested",
    )
    is_final = Code("Final", display="radios", needed="Say whether it is final")
    expires_on = UsDate("Expires on", optional=True)
    ended = Code("Cancelled or cleared", optional=True, blank="Neither")
    ended_on = UsDate("Cancelled or cleared on", optional=True)
    source_document = Text(
        "Source document", limit=300, hint="What shows it, and where that is kept"
    )

    def offer(self, today: date, row: OutsideDiscipline | None = None) -> None:
        """Kinds of action, yes and no, and days up to today."""
        kept = row.action_type_code if row is not None else None
        session = unit_of_work.session()
        imposed = session.scalars(
            select(ActionType.code).where(
                ActionType.penalty_group.in_(IMPOSED), ActionType.is_outcome
            )
        ).all()
        self.action_type_code.offer(
            (code, label)
            for code, label in choices(session, ActionType, today, keep=kept)
            if code in imposed
        )
        for field in (self.in_writing, self.contestable, self.is_final):
            field.offer(_YES)
        self.ended.offer(
            [
                Choice(MarkKind.CANCELLED, "Cancelled"),
                Choice(MarkKind.CLEARED, "Cleared by an agreement"),
            ]
        )
        for name in ("misconduct_on", "decided_on", "received_on", "ended_on"):
            self[name].latest = today

    def facts(self) -> OutsideFacts:
        """What was typed."""
        typed: dict[str, Any] = {name: self[name].data for name in OutsideFacts.__slots__}
        return OutsideFacts(**(typed | {name: typed[name] or "" for name in _WORDS}))


class CorrectionForm(OutsideForm):
    """The same, and what was wrong."""

    reason = LongText("What was wrong", limit=2000, rows=3, needed="Write what was wrong")


class WithdrawalForm(BaseForm):
    """Why a record is withdrawn."""

    reason = LongText("Reason", limit=2000, rows=3, needed="Write the reason")
