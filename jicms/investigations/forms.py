"""Forms of investigations and reports."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from jicms.access.actor import Role, current_actor
from jicms.cases.models import Case
from jicms.core import clock, unit_of_work
from jicms.deadlines.models import PauseReason
from jicms.investigations import queries
from jicms.investigations.models import (
    Investigation,
    InvestigationStatus,
    InvestigationType,
    Report,
    ReportStatus,
)
from jicms.investigations.sections import Spot
from jicms.investigations.service.writing import LONGEST as SECTION_LIMIT
from jicms.investigations.workflow import SUPPLEMENT
from jicms.refdata import queries as lists
from jicms.refdata.models import ReportType
from jicms.web.forms import BaseForm, Code, Codes, File, Flag, LongText, Text, Version

BODY_LIMIT = 200_000
UPLOAD_MB = 60
WORD_MB = 20
_OF_CASE_TYPE = {
    "CRIMINAL_INVESTIGATION": InvestigationType.CRIMINAL,
    "MANAGEMENT_INQUIRY": InvestigationType.MANAGEMENT_INQUIRY,
    "CRITICAL_INCIDENT_REVIEW": InvestigationType.CRITICAL_INCIDENT,
    "PREA_INVESTIGATION": InvestigationType.PREA,
    "INSPECTION": InvestigationType.INSPECTION,
}


def type_for(case: Case) -> InvestigationType:
    """The type of investigation that fits the type of case."""
    return _OF_CASE_TYPE.get(case.case_type_code, InvestigationType.ADMINISTRATIVE)


class TeamForm(BaseForm):
    """Lead, team and reviewing supervisor."""

    lead = Code("Lead", needed="Choose who leads it", blank="Choose an investigator")
    team = Codes("Others on the team", optional=True)
    reviewer = Code(
        "Reviewing supervisor",
        needed="Choose who reviews it",
        blank="Choose a supervisor",
        hint="Reviews the reports. Somebody who neither works on it nor records its findings.",
    )

    def offer(self, case: Case) -> None:
        """Offer the investigators and supervisors of the lead office."""
        today, office = clock.today(case.agency.zone), case.lead_office_id
        team = [(u.id, u.name) for u in queries.staff(office, Role.INVESTIGATOR, today)]
        heads = queries.staff(office, Role.INVESTIGATIONS_SUPERVISOR, today)
        self.lead.offer(team)
        self.team.offer(team)
        self.reviewer.offer((user.id, user.name) for user in heads)

    def show(self, investigation: Investigation) -> None:
        """Fill in who is on it now."""
        rows = [row for row in investigation.assignments if row.until is None]
        members = [row for row in rows if not row.is_reviewer]
        self.lead.data = next((row.user_id for row in members if row.is_lead), None)
        self.team.data = [row.user_id for row in members if not row.is_lead]
        self.reviewer.data = investigation.reviewer_id


class AssignForm(TeamForm):
    """A new investigation."""

    type = Code("Type of investigation")

    def offer(self, case: Case) -> None:
        """Offer the types too, the case's own first chosen."""
        super().offer(case)
        self.type.offer(InvestigationType)
        if self.is_submitted():
            return
        actor = current_actor()
        if actor.role is Role.INVESTIGATIONS_SUPERVISOR:
            self.reviewer.data = actor.user_id
        if self.type.data is None:
            self.type.data = type_for(case)


class SuspendForm(BaseForm):
    """Why the work rests."""

    reason = Code("Reason", display="radios", needed="Choose why it rests")

    def offer(self) -> None:
        """Offer the named reasons; there are no others."""
        self.reason.offer(
            (reason, reason.label[:1].upper() + reason.label[1:]) for reason in PauseReason
        )


class DropForm(BaseForm):
    """Why a planned investigation is not needed."""

    reason = Text("Reason", limit=200, hint="Everybody who sees the summary reads it.")


class ReportForm(BaseForm):
    """A report: written in sections afterwards, or one uploaded file; an older one is one text."""

    type_code = Code("Kind of report")
    supplements = Code(
        "Report that a supplement is to",
        optional=True,
        blank="None",
        hint="The approved report stays as it is; each of the two shows the other.",
    )
    title = Text("Title", limit=200)
    synopsis = LongText(
        "Synopsis", optional=True, limit=4000, rows=4, hint="What was alleged, done and found."
    )
    body = LongText(
        "Report",
        optional=True,
        limit=BODY_LIMIT,
        rows=24,
        hint="This report was begun as one text. Empty it to write in sections.",
    )
    file = File(
        "Report as a file",
        optional=True,
        limit_mb=UPLOAD_MB,
        resumable=True,
        hint="Only if it is not written here, in sections.",
    )
    remove_file = Flag("Remove the uploaded file")
    compelled = Flag(
        "It draws on a compelled statement",
        hint="The report is then shut to everybody on the criminal side of the case.",
    )
    version = Version()

    def offer(self, investigation: Investigation, report: Report | None = None) -> None:
        """Offer the kinds that may be begun; a begun report keeps kind and text."""
        if report is None or not report.body.strip():
            del self.body
        approved = {
            row.n: row for row in investigation.reports if row.status is ReportStatus.APPROVED
        }
        if report is not None or not approved:
            del self.supplements
        if report is not None:
            del self.type_code
            return
        self._approved = approved
        today = clock.today(investigation.case.agency.zone)
        kinds = lists.choices(unit_of_work.session(), ReportType, today)
        done = investigation.status is InvestigationStatus.DONE
        self.type_code.offer(pair for pair in kinds if not done or pair[0] == SUPPLEMENT)
        if done:
            self.type_code.data = SUPPLEMENT
        if approved:
            self.supplements.offer((n, f"{row.key} {row.title}") for n, row in approved.items())
            if not self.is_submitted() and done:
                self.supplements.data = next(
                    n for n in reversed(approved) if approved[n].type_code != SUPPLEMENT
                )

    def supplemented(self) -> Report | None:
        """The report that was chosen for a supplement to be to."""
        chosen = self.supplements.data if self.supplements else None
        return self._approved.get(chosen) if chosen else None


class SectionForm(BaseForm):
    """One section of a report. `version` is that of the section when its page was opened."""

    text = LongText("Text", optional=True, limit=SECTION_LIMIT, rows=22, rich=True)
    version = Version()


class ReturnForm(BaseForm):
    """What has to change in the report as a whole."""

    comment = LongText("What has to change", limit=8000, rows=5)

    def said_of(self, spots: Sequence[Spot]) -> dict[Spot, str]:
        """The comments on single sections."""
        said = {spot: self[_remark(spot)].data for spot in spots}
        return {spot: text for spot, text in said.items() if text}

    def remarks(self, spots: Sequence[Spot]) -> list[Any]:
        """Their fields."""
        return [self[_remark(spot)] for spot in spots]


def return_form(spots: Sequence[Spot]) -> ReturnForm:
    """The form with a field for each of those sections."""
    fields = {
        _remark(spot): LongText(f"About: {spot.title}", optional=True, limit=4000, rows=3)
        for spot in spots
    }
    form: ReturnForm = type("ReturnFormOfReport", (ReturnForm,), fields)()
    return form


def _remark(spot: Spot) -> str:
    return f"on_{spot.field}"


class WordForm(BaseForm):
    """A file of a word processor, to be read."""

    file = File("DOCX file", limit_mb=WORD_MB, accept=".docx")


class ReadForm(BaseForm):
    """What such a file says, by section, before it is saved."""

    spots: ClassVar[Sequence[Spot]] = ()

    replace = Flag(
        "Replace what these sections hold now",
        hint="Else the new text comes after it, unless it only goes on from it.",
    )

    def fields_of(self) -> list[Any]:
        """The field of each section."""
        return [self[f"text_{spot.field}"] for spot in self.spots]

    def texts_of(self) -> dict[Spot, str]:
        """The texts to save."""
        return {spot: self[f"text_{spot.field}"].data or "" for spot in self.spots}

    def collided(self, spot: Spot, version: int) -> None:
        """Somebody saved that section since: say so, and let the next try replace it knowingly."""
        self.fault(
            f"text_{spot.field}",
            "Somebody saved this section since the file was read. Look at it, then save again.",
        )
        base = self[f"base_{spot.field}"]
        base.data, base.raw_data = version, None

    def replaced(self) -> dict[Spot, int] | None:
        """The versions of the sections that are to be replaced, where that was asked for."""
        if not self.replace.data:
            return None
        return {spot: self[f"base_{spot.field}"].data or 0 for spot in self.spots}


def read_form(
    spots: Sequence[Spot],
    texts: Mapping[Spot, str] | None = None,
    bases: Mapping[Spot, int] | None = None,
) -> ReadForm:
    """The form with a field for each of those sections, filled with `texts` if they are given;
    `bases` are the versions of the sections then."""
    fields: dict[str, Any] = {"spots": tuple(spots)}
    for spot in spots:
        fields[f"text_{spot.field}"] = LongText(
            spot.title, optional=True, limit=SECTION_LIMIT, rows=10, rich=True
        )
        fields[f"base_{spot.field}"] = Version()
    made = type("ReadFormOfReport", (ReadForm,), fields)
    if texts is None:
        form: ReadForm = made()
        return form
    given: dict[str, Any] = {f"text_{spot.field}": text for spot, text in texts.items()}
    given |= {f"base_{spot.field}": (bases or {}).get(spot, 0) for spot in spots}
    form = made(formdata=None, data=given)
    assert isinstance(form, ReadForm)
    return form


class ApproveForm(BaseForm):
    """A word with the approval of a report as it was when the page was opened."""

    comment = LongText("Comment", optional=True, limit=4000, rows=3)
    version = Version()
