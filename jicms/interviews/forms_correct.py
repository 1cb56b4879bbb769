"""The form of a correction: everything that is recorded of a held interview, as it stands."""

from collections.abc import Iterable
from typing import Any
from zoneinfo import ZoneInfo

from jicms.cases.models import Case
from jicms.core import clock, unit_of_work
from jicms.interviews.forms import UPLOAD_MB, HoldForm
from jicms.interviews.models import AdvisedUnder, Interview, Recording, UnitStatus
from jicms.interviews.service.people import candidates
from jicms.interviews.service.rules import given_of
from jicms.refdata import queries as lists
from jicms.refdata.models_interviews import BargainingAgreement, InterviewWarning, WarningForm
from jicms.web.forms import Code, File, LocalTime, LongText, Text, UsDate, moment_of

_TOLD = ("place", "language", "recording", "recording_where", "warning_code", "version")
_READING = ("form_code", "read_by", "refusal_witness")
_SAID = ("unit_status", "advised_under", "contract_code", "union_name")
_THREE_WAY = ("requested", "delay_granted", "was_present", "waived")
_WORD = {True: "yes", False: "no"}


class CorrectForm(HoldForm):
    """What is right of an interview that was held, and what was wrong."""

    page_order = ("reason", *HoldForm.page_order)

    reason = LongText("What was wrong", limit=2000, rows=3)
    warning_code = Code("Warning given")
    form_code = Code("Form", optional=True, blank="No form was read")
    given_on = UsDate("Read on", optional=True)
    given_time = LocalTime("Time", optional=True)
    read_by = Text("Read by", optional=True, limit=120)
    signed = Code("Signature", optional=True, blank="Not said")
    refusal_witness = Text(
        "Witness of the refusal", optional=True, limit=120, hint="Where signing was refused"
    )
    file = File(
        "Another signed copy",
        optional=True,
        limit_mb=UPLOAD_MB,
        resumable=True,
        hint="The copy on record stays where none is uploaded.",
    )
    unit_status = Code("Unit status", optional=True, blank="Not recorded")
    advised_under = Code("Advised of the right", optional=True, blank="Not said")
    contract_code = Code("Agreement", optional=True, blank="None applies")
    requested = Code("Representative requested", optional=True, blank="Not said")
    union_name = Text("Union", optional=True, limit=160)
    representative_name = Text("Representative’s name", optional=True, limit=120)
    delay_granted = Code("Delay granted", optional=True, blank="Not said")
    was_present = Code("Representative present", optional=True, blank="Not said")
    waived = Code("Request waived", optional=True, blank="Not said")

    @classmethod
    def of(cls, interview: Interview) -> "CorrectForm":
        """The form, filled with what is recorded."""
        form = cls(data={name: getattr(interview, name) for name in _TOLD} | _as_typed(interview))
        form.on.latest = form.given_on.latest = clock.today(interview.case.agency.zone)
        form._offer(interview)
        if not form.is_submitted():
            form.show_people(interview)
        return form

    def _offer(self, interview: Interview) -> None:
        session, own = unit_of_work.session(), given_of(interview)
        began = interview.began_at or interview.scheduled_at
        day = clock.local_date(began, interview.case.agency.zone)
        known, warnings = lists.entries(WarningForm), lists.facts(InterviewWarning)
        codes = {code for code, _label in lists.choices(session, InterviewWarning, day)}
        offered = [
            row
            for row in warnings.values()
            if (row.code in codes and not row.is_parallel) or row.code == interview.warning_code
        ]
        self.warning_code.offer((row.code, row.label) for row in offered)
        self.form_code.offer(
            (row.code, f"{row.label}, edition {row.edition}")
            for row in lists.facts(WarningForm).values()
            if not warnings[row.warning_code].is_parallel
            and (known[row.code].is_offered(day) or (own and own.form_code == row.code))
        )
        self.signed.offer([("yes", "Signed"), ("no", "Refused to sign")])
        self.recording.offer((row, row.label) for row in Recording)
        self.unit_status.offer((each, each.label) for each in UnitStatus)
        self.advised_under.offer((each, each.label) for each in AdvisedUnder)
        self.contract_code.offer(lists.choices(session, BargainingAgreement, day))
        for name in _THREE_WAY:
            self[name].offer((("yes", "Yes"), ("no", "No")))
        self._offer_people(interview)

    def _offer_people(self, interview: Interview) -> None:
        """The team, and whoever was of it when the interview was held."""
        found = {user.id: user for user in candidates(interview.investigation)}
        found |= {row.user.id: row.user for row in interview.people if row.user is not None}
        self._users = found
        rows = sorted(((user.id, user.name) for user in found.values()), key=lambda row: row[1])
        self.interviewer.offer(rows)
        self.second_interviewer.offer(rows)

    def said(self, case: Case) -> dict[str, Any]:
        """The values as the service takes them, without the file."""
        code = self.unit_status.data
        told = {name: self[name].data for name in _SAID[1:]}
        told["representative"] = self.representative_name.data
        told |= {n: {"yes": True, "no": False}.get(self[n].data) for n in _THREE_WAY}
        return {
            **super().said(case),
            "reason": self.reason.data,
            "warning_code": self.warning_code.data,
            "warning": self._reading(case),
            "unit_status": UnitStatus(code) if code else None,
            "representation": told,
        }

    def _reading(self, case: Case) -> dict[str, Any] | None:
        if not self.form_code.data:
            return None
        # Where the date or the hour is not said, it is that of the interview.
        day, hour = (self.given_on.data or self.on.data), (self.given_time.data or self.began.data)
        return {
            "form_code": self.form_code.data,
            "given_at": moment_of(day, hour, case.agency.zone, "given_time"),
            "read_by": self.read_by.data or "",
            "is_signed": self.signed.data == "yes",
            "refusal_witness": self.refusal_witness.data or "",
        }


def _as_typed(interview: Interview) -> dict[str, Any]:
    zone = ZoneInfo(interview.case.agency.zone)
    began = (interview.began_at or interview.scheduled_at).astimezone(zone)
    ended = interview.ended_at.astimezone(zone).time() if interview.ended_at else None
    told: dict[str, Any] = {"on": began.date(), "began": began.time(), "ended": ended}
    given, row = given_of(interview), interview.representation
    if given is not None:
        at = given.given_at.astimezone(zone)
        told |= _values(given, _READING)
        told |= {"given_on": at.date(), "given_time": at.time(), "signed": _WORD[given.is_signed]}
    if row is not None:
        told |= _values(row, _SAID) | {"representative_name": row.representative}
        told |= {name: _WORD.get(getattr(row, name)) for name in _THREE_WAY}
    return told


def _values(row: Any, names: Iterable[str]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}
