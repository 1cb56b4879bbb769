"""The form of a warning or notice as a PDF, filled from the case, to be read and signed."""

from sqlalchemy import select

from jicms.core import clock, unit_of_work
from jicms.documents import render
from jicms.interviews.models import Interview, PresentAs
from jicms.refdata.models_interviews import WarningForm
from jicms.refdata.queries import facts
from jicms.web.dates import moment

WEINGARTEN = "WEINGARTEN"
_CHOICES = (
    "I request that my union represent me.",
    "I do not request a representative.",
)


def forms_of(interview: Interview) -> list[WarningForm]:
    """The forms in use on the day of the interview: of its warning, and the notice of the right to
    a representative."""
    day = clock.local_date(interview.scheduled_at, interview.case.agency.zone)
    found = unit_of_work.session().scalars(
        select(WarningForm)
        .where(
            WarningForm.warning_code.in_((interview.warning_code, WEINGARTEN, "PRIVACY_ACT")),
            WarningForm.offered(day),
        )
        .order_by(WarningForm.sort_order, WarningForm.code)
    )
    return list(found)


def form_pdf(interview: Interview, form_code: str) -> bytes:
    """The PDF of a form, filled. A wording that counsel has not approved says so."""
    form, case = facts(WarningForm)[form_code], interview.case
    people = {row.role: row.said for row in interview.people}
    place = f", {interview.place}" if interview.place else ""
    return render(
        "interviews/form",
        {
            "title": form.label,
            "reference": f"{case.number}-{interview.key}",
            "note": "" if form.verified else "Wording not yet approved",
            "case": f"{case.number}, {case.lead_office.name}",
            "person": interview.party.name if interview.party is not None else "",
            "planned": f"{moment(interview.scheduled_at)}{place}",
            "interviewer": people.get(PresentAs.INTERVIEWER, ""),
            "body": form.body,
            "edition": form.edition,
            "choices": list(_CHOICES) if form.warning_code == WEINGARTEN else [],
        },
    )
