"""Forms of leave pending action: begin, extend, end."""

from typing import Any

from jicms.deadlines.tours import FORTNIGHT, SOME_SUNDAY, WEEK, Tour
from jicms.discipline.models import DisciplinaryAction
from jicms.discipline.models_leave import LeaveEnd, LeaveGround, LeaveKind, LeavePeriod
from jicms.discipline.service import today_of
from jicms.discipline.service.leave import Weighed
from jicms.web.forms import (
    BaseForm,
    Choice,
    Code,
    Codes,
    LongText,
    Number,
    Text,
    UsDate,
    Version,
)

KINDS = {
    LeaveKind.ADMIN_LEAVE: (
        "Administrative leave",
        "For the start of an investigation; ten workdays in a calendar year.",
    ),
    LeaveKind.INVESTIGATIVE_LEAVE: (
        "Investigative leave",
        "Follows administrative leave; thirty workdays, then extensions.",
    ),
    LeaveKind.NOTICE_LEAVE: (
        "Notice leave",
        "From receipt of the notice to the end of its period, which sets the last day.",
    ),
}
GROUNDS = {
    LeaveGround.PEOPLE: "People",
    LeaveGround.PROPERTY: "Property",
    LeaveGround.EVIDENCE: "Evidence",
    LeaveGround.INTERESTS: "Legitimate government interests",
}
ENDS = {
    LeaveEnd.RETURNED: "Returned to duty",
    LeaveEnd.NEXT_LEAVE: "Another kind of leave follows",
    LeaveEnd.SEPARATED: "Left the service",
    LeaveEnd.NOTICE_ENDED: "The period of notice ended",
    LeaveEnd.ACTION_ENDED: "The action ended",
}
#: What may be chosen by hand; the others come with the step that they belong to.
BY_HAND = (LeaveEnd.RETURNED, LeaveEnd.NEXT_LEAVE, LeaveEnd.SEPARATED)
_DAYS = [(str(place), name) for place, name in enumerate(WEEK)]
_ALL_WEEK = ["1", "2", "3", "4", "5"]


class LeaveForm(BaseForm):
    """The options first, the determination, who authorized it, the tour, the days."""

    other_duties = LongText(
        "Other duties",
        limit=2000,
        rows=2,
        hint="Duties, another place of work or telework where the threat does not exist",
    )
    own_leave = LongText("The employee’s own leave", limit=2000, rows=2)
    absence = LongText("Absence without leave", limit=2000, rows=2, hint="If not ready to work")
    curtailed = LongText(
        "Curtailed notice", limit=2000, rows=2, optional=True, hint="For notice leave only"
    )
    ground = Code("Presence at work threatens", display="radios")
    determination = LongText("Determination", limit=4000, rows=3, hint="In what way it does")
    kind = Code("Kind of leave", display="radios")
    begins_on = UsDate("First day", hint="MM/DD/YYYY. It counts")
    until_on = UsDate("Last day", optional=True, hint="Leave open for notice leave")
    week = Codes("Days of work")
    second_week = Codes("Days of work in the second week", optional=True)
    first_sunday = UsDate("A Sunday on which a first week begins", optional=True)
    authorized_by = Text("Authorized by", limit=120, hint="Name and office")
    authorized_on = UsDate("Authorized on")
    version = Version()

    def offer(self, action: DisciplinaryAction) -> None:
        """Kinds, grounds, days; a standard tour to begin with."""
        self.kind.offer(Choice(key, label, hint) for key, (label, hint) in KINDS.items())
        self.ground.offer(GROUNDS.items())
        self.week.offer(_DAYS)
        self.second_week.offer(_DAYS)
        self.authorized_on.latest = today_of(action)
        if not self.is_submitted():
            self.week.data = list(_ALL_WEEK)

    def tour(self) -> Tour | None:
        """The tour as ticked; None with the error at its field."""
        first = set(self.week.data or ())
        second = set(self.second_week.data or ()) or first
        if second != first and self.first_sunday.data is None:
            self.fault("first_sunday", "Enter a Sunday on which a first week begins.")
            return None
        anchor = self.first_sunday.data or SOME_SUNDAY
        if anchor.weekday() != SOME_SUNDAY.weekday():
            self.fault("first_sunday", "That day is no Sunday.")
            return None
        marks = [str(place) in first for place in range(7)]
        marks += [str(place) in second for place in range(FORTNIGHT - 7)]
        return Tour("".join("1" if mark else "0" for mark in marks), anchor)

    def said(self) -> dict[str, Any]:
        """The values as the service takes them."""
        found = self.values()
        weighed = Weighed(
            ground=found["ground"],
            determination=found["determination"],
            other_duties=found["other_duties"],
            own_leave=found["own_leave"],
            absence=found["absence"],
            curtailed=found["curtailed"] or "",
        )
        names = ("kind", "begins_on", "until_on", "authorized_by", "authorized_on")
        return {**{name: found[name] for name in names}, "weighed": weighed}


class ExtendForm(BaseForm):
    """More workdays, as the human-capital officer granted them."""

    workdays = Number("Workdays", hint="Of the employee’s own tour, from the last day on")
    granted_by = Text("Granted by", limit=120, hint="The Chief Human Capital Officer or designee")
    granted_on = UsDate("Granted on")
    reason = LongText("Reason", limit=4000, rows=3)
    congress_on = UsDate(
        "Report to Congress", optional=True, hint="Where the total goes beyond the limit"
    )
    congress_reference = Text("Reference of the report", limit=120, optional=True)
    version = Version()

    def offer(self, period: LeavePeriod) -> None:
        """Days up to today."""
        self.granted_on.latest = self.congress_on.latest = today_of(period.action)

    def said(self) -> dict[str, Any]:
        """The values as the service takes them."""
        found = self.values()
        return {**found, "congress_reference": found["congress_reference"] or ""}


class EndLeaveForm(BaseForm):
    """The last day, and how it ended."""

    ended_on = UsDate("Last day of leave")
    how = Code("How it ended", display="radios")
    why = LongText("Why", limit=2000, rows=2, optional=True, hint="Needed for a return to duty")
    version = Version()

    def offer(self, period: LeavePeriod) -> None:
        """What is chosen by hand."""
        self.ended_on.latest = today_of(period.action)
        self.how.offer((key, ENDS[key]) for key in BY_HAND)

    def said(self) -> dict[str, Any]:
        """The values as the service takes them."""
        found = self.values()
        return {**found, "why": found["why"] or ""}
