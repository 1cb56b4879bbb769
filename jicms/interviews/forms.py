"""Forms of interviews: planning, moving, recording; the warning; representation; the override."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from jicms.auth.models import User
from jicms.cases import queries as case_queries
from jicms.cases.models import Case
from jicms.core import clock, unit_of_work
from jicms.interviews import queries
from jicms.interviews.models import (
    AdvisedUnder,
    GateOverride,
    Interview,
    PresentAs,
    Recording,
    UnitStatus,
)
from jicms.interviews.service.people import People, candidates
from jicms.investigations.models import Investigation
from jicms.prosecution.queries import subjects_of
from jicms.refdata import queries as lists
from jicms.refdata.models_interviews import BargainingAgreement, InterviewWarning, WarningForm
from jicms.web.forms import (
    BaseForm,
    Choice,
    Code,
    File,
    LocalTime,
    LongText,
    Text,
    UsDate,
    Version,
    moment_of,
)

UPLOAD_MB = 60
_YES_NO = (("yes", "Yes"), ("no", "No"))
_NAMED = (
    PresentAs.REPRESENTATIVE,
    PresentAs.INTERPRETER,
    PresentAs.COUNSEL,
    PresentAs.OTHER,
)


def end_of(day: date, case: Case) -> datetime:
    """The last moment of a local day."""
    midnight = datetime.combine(day + timedelta(days=1), time(), tzinfo=ZoneInfo(case.agency.zone))
    return midnight.astimezone(UTC) - timedelta(seconds=1)


class PeopleForm(BaseForm):
    """Who is at an interview."""

    interviewer = Code("Interviewer", blank="Choose somebody of the team")
    second_interviewer = Code("Second interviewer", optional=True, blank="Nobody")
    representative = Text("Representative", optional=True, limit=200)
    interpreter = Text("Interpreter", optional=True, limit=200)
    counsel = Text("Counsel of the person", optional=True, limit=200)
    other = Text("Others present", optional=True, limit=200)

    def offer_team(self, *investigations: Investigation) -> None:
        """Offer who works on the investigations."""
        users = {user.id: user for row in investigations for user in candidates(row)}
        self._users = users
        rows = [(user.id, user.name) for user in sorted(users.values(), key=lambda u: u.name)]
        self.interviewer.offer(rows)
        self.second_interviewer.offer(rows)

    def people(self) -> People:
        """Who was chosen and named."""
        found: dict[PresentAs, User | str | None] = {
            PresentAs.INTERVIEWER: self._users.get(self.interviewer.data),
            PresentAs.SECOND_INTERVIEWER: self._users.get(self.second_interviewer.data),
        }
        return found | {role: self[role.value.lower()].data for role in _NAMED}

    def show_people(self, interview: Interview) -> None:
        """Fill in who was planned."""
        for row in interview.people:
            self[row.role.value.lower()].data = row.user_id or row.name


class PlanForm(PeopleForm):
    """Planning an interview."""

    page_order = ("investigation", "party", "warning_code", "on", "at")

    investigation = Code("Investigation", blank="Choose")
    party = Code("Person", blank="Choose somebody of this case")
    warning_code = Code("Warning planned", blank="Choose")
    on = UsDate("Date")
    at = LocalTime("Time", hint="For example 2:05 p.m.")
    place = Text("Place", optional=True, limit=200)
    language = Text("Language", optional=True, limit=60, hint="English, where left blank")
    recording = Code("Recording planned", optional=True, blank="Not decided")
    contract_code = Code("Union agreement", optional=True, blank="None applies")
    short_notice_reason = LongText(
        "Reason for short notice",
        optional=True,
        limit=2000,
        rows=2,
        hint="Where the date is nearer than the agreement’s notice.",
    )

    def offer(self, case: Case) -> None:
        """Offer investigations under way, people, warnings, agreements."""
        session, today = unit_of_work.session(), clock.today(case.agency.zone)
        self.on.earliest = clock.local_date(case.received_at, case.agency.zone)
        self.rows = {row.n: row for row in queries.under_way(case)}
        self.investigation.offer(
            (n, f"{n}, {row.type.label.lower()}") for n, row in self.rows.items()
        )
        self.party.offer(
            (row.n, f"{row.name} ({row.role.value.lower().replace('_', ' ')})")
            for row in case_queries.parties(case)
            if row.withdrawn_at is None
        )
        parallel = lists.facts(InterviewWarning)
        self.warning_code.offer(
            pair
            for pair in lists.choices(session, InterviewWarning, today)
            if not parallel[pair[0]].is_parallel
        )
        self.recording.offer((row, row.label) for row in Recording)
        self.contract_code.offer(lists.choices(session, BargainingAgreement, today))
        self.offer_team(*self.rows.values())
        if len(self.rows) == 1 and not self.is_submitted():
            self.investigation.data = next(iter(self.rows))


class MoveForm(BaseForm):
    """Setting a new date."""

    on = UsDate("New date")
    at = LocalTime("New time", hint="For example 2:05 p.m.")
    place = Text("Place", optional=True, limit=200)
    short_notice_reason = LongText("Reason for short notice", optional=True, limit=2000, rows=2)
    version = Version()

    @classmethod
    def of(cls, interview: Interview) -> "MoveForm":
        """The form, with the place as it is."""
        form = cls(data={"place": interview.place, "version": interview.version})
        form.on.earliest = clock.today(interview.case.agency.zone)
        return form


class ReasonForm(BaseForm):
    """Why an interview is postponed, cancelled or was refused."""

    reason = LongText("Reason", limit=2000, rows=3)


class HoldForm(PeopleForm):
    """What is recorded of an interview that was held."""

    page_order: ClassVar[tuple[str, ...]] = (
        "on",
        "began",
        "ended",
        "place",
        "language",
        "recording",
        "recording_where",
    )

    on = UsDate("Held on")
    began = LocalTime("Began", hint="For example 10:05 a.m.", needed="Enter when it began")
    ended = LocalTime("Ended", optional=True)
    place = Text("Place", optional=True, limit=200)
    language = Text("Language", optional=True, limit=60)
    recording = Code("Recording", blank="Choose")
    recording_where = Text("Recording kept at", optional=True, limit=200)
    version = Version()

    @classmethod
    def of(cls, interview: Interview) -> "HoldForm":
        """The form, filled with the plan."""
        planned = interview.scheduled_at.astimezone(ZoneInfo(interview.case.agency.zone))
        form = cls(
            data={
                "on": planned.date(),
                "place": interview.place,
                "language": interview.language,
                "recording": interview.recording,
                "version": interview.version,
            }
        )
        form.on.latest = clock.today(interview.case.agency.zone)
        form.recording.offer((row, row.label) for row in Recording)
        form.offer_team(interview.investigation)
        if not form.is_submitted():
            form.show_people(interview)
        return form

    def said(self, case: Case) -> dict[str, Any]:
        """The values as the service takes them."""
        ended = self.ended.data
        return {
            "began_at": moment_of(self.on.data, self.began.data, case.agency.zone, "began"),
            "ended_at": moment_of(self.on.data, ended, case.agency.zone, "ended")
            if ended
            else None,
            "people": self.people(),
            "recording": self.recording.data,
            **{name: self[name].data or "" for name in ("recording_where", "place", "language")},
        }


class WarningGivenForm(BaseForm):
    """A warning as it was read."""

    form_code = Code("Form", blank="Choose")
    given_on = UsDate("Read on")
    given_time = LocalTime("Time", hint="For example 10:02 a.m.", needed="Enter the time")
    read_by = Text("Read by", limit=120)
    signed = Code("Signature", display="radios")
    refusal_witness = Text(
        "Witness of the refusal", optional=True, limit=120, hint="Where signing was refused"
    )
    file = File("Signed copy", optional=True, limit_mb=UPLOAD_MB, resumable=True)

    def offer(self, interview: Interview) -> None:
        """Offer the forms in use of the interview's warning, and of those given beside it."""
        today = clock.today(interview.case.agency.zone)
        self.given_on.latest = today
        forms, warnings = lists.facts(WarningForm), lists.facts(InterviewWarning)
        known = lists.entries(WarningForm)
        rows = [
            row
            for row in forms.values()
            if known[row.code].is_offered(today)
            and (
                row.warning_code == interview.warning_code
                or (warnings[row.warning_code].is_parallel and row.warning_code != "WEINGARTEN")
            )
        ]
        self.form_code.offer((row.code, f"{row.label}, edition {row.edition}") for row in rows)
        self.signed.offer([("yes", "Signed"), ("no", "Refused to sign")])
        if not self.is_submitted():
            own = [row.code for row in rows if row.warning_code == interview.warning_code]
            self.form_code.data = own[0] if own else None

    def said(self, case: Case) -> dict[str, Any]:
        """The values as the service takes them, without the file."""
        return {
            "form_code": self.form_code.data,
            "given_at": moment_of(
                self.given_on.data, self.given_time.data, case.agency.zone, "given_time"
            ),
            "read_by": self.read_by.data,
            "is_signed": self.signed.data == "yes",
            "refusal_witness": self.refusal_witness.data or "",
        }


class RepresentationForm(BaseForm):
    """The right to a union representative, and what became of it."""

    unit_status = Code("Unit status at the interview", display="radios")
    advised_under = Code("Advised of the right", optional=True, blank="Not said")
    contract_code = Code("Agreement", optional=True, blank="None applies")
    requested = Code("Representative requested", optional=True, blank="Not said")
    union_name = Text("Union", optional=True, limit=160)
    representative = Text("Representative’s name", optional=True, limit=120)
    delay_granted = Code("Delay granted", optional=True, blank="Not said")
    was_present = Code("Representative present", optional=True, blank="Not said")
    waived = Code("Request waived", optional=True, blank="Not said")
    version = Version()

    @classmethod
    def of(cls, interview: Interview) -> "RepresentationForm":
        """The form, filled with what is recorded."""
        row = interview.representation
        form = cls(obj=row) if row is not None else cls(data={"version": 0})
        today = clock.today(interview.case.agency.zone)
        form.unit_status.offer((each, each.label) for each in UnitStatus)
        form.advised_under.offer((each, each.label) for each in AdvisedUnder)
        form.contract_code.offer(lists.choices(unit_of_work.session(), BargainingAgreement, today))
        for name in _THREE_WAY:
            field = form[name]
            field.offer(_YES_NO)
            if row is not None and not form.is_submitted():
                field.data = {True: "yes", False: "no"}.get(getattr(row, name))
        return form

    def said(self) -> dict[str, Any]:
        """The values as the service takes them."""
        texts = {name: self[name].data for name in ("union_name", "representative")}
        ticked = {name: {"yes": True, "no": False}.get(self[name].data) for name in _THREE_WAY}
        return {
            "unit_status": self.unit_status.data,
            "advised_under": self.advised_under.data,
            "contract_code": self.contract_code.data,
            **texts,
            **ticked,
        }


_THREE_WAY = ("requested", "delay_granted", "was_present", "waived")


class AskOverrideForm(BaseForm):
    """Counsel asks for one interview past the gate."""

    party = Code("Subject", blank="Choose a subject")
    expires_on = UsDate("Expires at the end of")
    reason = LongText("Reason", limit=4000, rows=5)

    def offer(self, case: Case) -> None:
        """Offer the subjects."""
        self.rows = {row.n: row for row in subjects_of(case)}
        self.party.offer((n, row.name) for n, row in self.rows.items())
        self.expires_on.earliest = clock.today(case.agency.zone)


class DecideOverrideForm(BaseForm):
    """A second person's word on it."""

    decision = Code("Decision", display="radios")
    reason = LongText("Reason", limit=4000, rows=3)

    def offer(self, _override: GateOverride) -> None:
        """Confirm or decline."""
        self.decision.offer(
            [
                Choice("confirm", "Confirm", "One interview may be compelled until it expires."),
                Choice("decline", "Decline", "The gate stays as it is."),
            ]
        )
