"""Forms of appeals."""

from collections.abc import Iterable, Sequence
from typing import Any

from jicms.appeals.elections import standing
from jicms.appeals.forums import step_name
from jicms.appeals.models import Appeal, FiledAs
from jicms.appeals.service import steps_ahead
from jicms.auth.models import User
from jicms.core import unit_of_work
from jicms.discipline.models import DisciplinaryAction
from jicms.discipline.service import today_of
from jicms.refdata.models import AppealForum, ServiceMethod
from jicms.refdata.queries import choices
from jicms.web.forms import BaseForm, Choice, Code, File, LongText, Text, UsDate, Version


class FileForm(BaseForm):
    """A filing in a forum."""

    forum_code = Code("Forum", blank="Choose")
    filed_on = UsDate("Filed on")
    filed_as = Code("Filed by")
    filed_by = Text("Name of who filed", limit=160)
    representative = Text("Representative", optional=True, limit=160)
    docket = Text("Docket number", optional=True, limit=80)
    judge = Text("Judge, arbitrator or official", optional=True, limit=160)
    adr_agreed_on = UsDate(
        "Dispute resolution agreed on",
        optional=True,
        hint="MM/DD/YYYY. To the Board alone: agreed by both in writing before the time was over",
    )
    acknowledged_why = LongText(
        "Why it is recorded although something speaks against it",
        optional=True,
        limit=2000,
        rows=3,
        hint="Asked where the election or the procedure speaks against the forum",
    )

    def offer(self, action: DisciplinaryAction, appeals: Sequence[Appeal]) -> None:
        """The forums, those that are open first."""
        today = today_of(action)
        self.filed_on.latest = today
        self.filed_as.offer((one, one.value.capitalize()) for one in FiledAs)
        found = [
            standing(action, code, appeals)
            for code, _label in choices(unit_of_work.session(), AppealForum, today)
        ]
        groups = {True: "Open", False: "Something speaks against it"}
        self.forum_code.offer(
            Choice(row.code, row.label, group=groups[row.is_open])
            for row in sorted(found, key=lambda row: not row.is_open)
        )

    def said(self) -> dict[str, Any]:
        """The values as the service takes them; texts that were left blank are empty."""
        blank = ("representative", "docket", "judge", "acknowledged_why")
        return self.values() | {name: self[name].data or "" for name in blank}


class PapersForm(BaseForm):
    """Who acts in an appeal, and its number there."""

    representative = Text("Representative", optional=True, limit=160)
    docket = Text("Docket number", optional=True, limit=80)
    judge = Text("Judge, arbitrator or official", optional=True, limit=160)
    version = Version()

    def said(self) -> dict[str, Any]:
        """The values; what was left blank is empty."""
        return {name: value or "" for name, value in self.values().items()}


class CounselForm(BaseForm):
    """Which counsel has it."""

    counsel = Code("Counsel", blank="Choose")
    version = Version()

    def offer(self, people: Iterable[User]) -> None:
        """The counsel of the agency who may act."""
        self.counsel.offer(Choice(user.id, user.name) for user in people)


class ReceivedForm(BaseForm):
    """A paper of the forum: its day, and when and how the employee got it."""

    on = UsDate("Date", hint="MM/DD/YYYY. Of an order or decision, the day of issue")
    received_on = UsDate("Received on", optional=True)
    method_code = Code("How it was delivered", optional=True, blank="Not recorded")
    proof = Text("Proof of receipt", optional=True, limit=500)
    file = File("Paper, or proof as a file", optional=True, resumable=True)

    def offer(self, appeal: Appeal) -> None:
        """Days up to today, methods of service."""
        today = today_of(appeal.action)
        self.on.latest = self.received_on.latest = today
        self.method_code.offer(choices(unit_of_work.session(), ServiceMethod, today))


class StepForm(ReceivedForm):
    """A step that a filing has come to."""

    page_order = ("step", "on")

    step = Code("Step", blank="Choose")
    note = LongText("Note", optional=True, limit=4000, rows=3)
    version = Version()

    def offer(self, appeal: Appeal) -> None:
        """The steps that may come next in this forum."""
        super().offer(appeal)
        ahead = steps_ahead(appeal)
        self.step.offer((step, step_name(appeal.forum_code, step)) for step in ahead)

    def said(self) -> dict[str, Any]:
        """The values as the service takes them."""
        return self.values() | {name: self[name].data or "" for name in ("proof", "note")}
