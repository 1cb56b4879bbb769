"""Which forums are open for an action, and which the employee's first timely filing has closed.

Nothing here refuses a record: the forum decides. What stands against a filing is said, and whoever
records it says why all the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from jicms.appeals import forums
from jicms.appeals.models import Appeal
from jicms.discipline.models import DisciplinaryAction, PenaltyStage
from jicms.discipline.service.coverage import current
from jicms.discipline.service.penalties import is_appealable, is_grievable
from jicms.refdata.models import ActionType, AppealForum
from jicms.refdata.queries import facts, label_of
from jicms.web.dates import day

#: 5 CFR 752.405: what excludes each other, by the marks of the forums' list.
_EXCLUDES = {"MSPB": "GRIEVANCE", "GRIEVANCE": "MSPB"}
_UNTIMELY = "DISMISSED_UNTIMELY"


@dataclass(frozen=True, slots=True)
class Standing:
    """A forum as it stands for an action: `against` holds what speaks against a filing there."""

    code: str
    label: str
    is_barred: bool
    against: tuple[str, ...]

    @property
    def is_open(self) -> bool:
        """Nothing speaks against it."""
        return not self.against


def election_of(appeals: Sequence[Appeal]) -> Appeal | None:
    """The filing that is the binding election: the first that was timely in a forum that excludes
    another. One that was never told of as late counts as timely."""
    electing = [
        row
        for row in appeals
        if _mark(row.forum_code) and not row.days_late and row.outcome_code != _UNTIMELY
    ]
    return min(electing, key=lambda row: (row.filed_on, row.n), default=None)


def barred_by(forum_code: str, appeals: Sequence[Appeal]) -> Appeal | None:
    """The election that excludes a forum, if one does."""
    elected = election_of(appeals)
    if elected is None or _EXCLUDES.get(_mark(elected.forum_code) or "") != _mark(forum_code):
        return None
    return elected


def standing(action: DisciplinaryAction, forum_code: str, appeals: Sequence[Appeal]) -> Standing:
    """How a forum stands for an action."""
    against = []
    elected = barred_by(forum_code, appeals)
    if elected is not None:
        against.append(
            f"Barred by election: {label_of(AppealForum, elected.forum_code)} was filed first and "
            f"in time, on {day(elected.filed_on)} (5 CFR 752.405)."
        )
    said = _closed(action, forum_code, appeals)
    if said:
        against.append(said)
    label = label_of(AppealForum, forum_code)
    return Standing(forum_code, label, elected is not None, tuple(against))


def previous(forum_code: str, appeals: Sequence[Appeal]) -> Appeal | None:
    """The filing that a new one in this forum reviews: the newest in a forum before it."""
    before = forums.REVIEWS.get(forum_code, ())
    return next((row for row in reversed(appeals) if row.forum_code in before), None)


def _closed(action: DisciplinaryAction, code: str, appeals: Sequence[Appeal]) -> str:
    before = forums.REVIEWS.get(code)
    if before:
        if previous(code, appeals) is not None:
            return ""
        names = " or ".join(label_of(AppealForum, one) for one in before)
        return f"Nothing is recorded that it could follow: {names}."
    if action.decision_received_at is None and code not in forums.BEFORE_DECISION:
        return "No decision was served yet."
    kind = _kind_of(action)
    if code in forums.OF_THE_BOARD and (kind is None or not is_appealable(action, kind)):
        return "The Board hears no appeal of this action by its procedure and penalty."
    return _grieved(action, code, kind)


def _grieved(action: DisciplinaryAction, code: str, kind: ActionType | None) -> str:
    if code not in {forums.GRIEVANCE, forums.ADMIN_GRIEVANCE}:
        return ""
    if kind is not None and not is_grievable(kind):
        return "This penalty is not grieved."
    covered = current(action)
    has_agreement = covered is not None and covered.agreement_code is not None
    if covered is None or has_agreement == (code == forums.GRIEVANCE):
        return ""
    if has_agreement:
        return "A union agreement covers the employee: its grievance procedure takes the place."
    return "No union agreement covers the employee by the determination of coverage."


def _kind_of(action: DisciplinaryAction) -> ActionType | None:
    row = action.penalty(PenaltyStage.DECIDED) or action.penalty(PenaltyStage.PROPOSED)
    return row.action_type if row is not None else None


def _mark(forum_code: str) -> str | None:
    row = facts(AppealForum).get(forum_code)
    return row.election if row is not None else None
