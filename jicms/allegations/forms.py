"""Forms of allegations and findings."""

from collections.abc import Sequence
from datetime import date
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from sqlalchemy import select

from jicms.allegations import extracts
from jicms.allegations.forms_custody import (
    QUERY,
    CustodyFields,
    QueryFields,
    is_custody_code,
    offer_custody,
    person_looked_up,
    prea_data,
    prea_in,
)
from jicms.allegations.models import Allegation
from jicms.allegations.service import Prea, stored_prea
from jicms.allegations.service.findings import USUAL
from jicms.cases.models import Case, Party
from jicms.core import clock, unit_of_work
from jicms.refdata import queries as lists
from jicms.refdata.models import (
    AdminCloseReason,
    FindingCode,
    IntakeMethod,
    SeverityClass,
    SystemAccessed,
)
from jicms.refdata.models_fieldwork import ProofStandard
from jicms.web.forms import (
    BaseForm,
    Choice,
    Code,
    Codes,
    Flag,
    LocalTime,
    LongText,
    Text,
    UsDate,
    Version,
)

NARRATIVE = 20_000
REASONS = 8_000
POLICY = 300
#: What every page of an allegation asks first.
SAID = ("incident_from", "incident_to", "place", "narrative")


def category_choices(day: date, *, keep: str | None = None) -> list[Choice]:
    """The codes of the taxonomy, grouped, each as "IT-02 Query for personal reasons"."""
    grouped = lists.category_choices(unit_of_work.session(), day, keep=keep)
    return [
        Choice(code, label, group=group)
        for group, pairs in grouped.items()
        for code, label in pairs
    ]


def class_choices(scheme: str, day: date, *, keep: str | None = None) -> list[tuple[str, str]]:
    """The classes of an agency's scheme."""
    offered = lists.choices(unit_of_work.session(), SeverityClass, day, keep=keep)
    return [pair for pair in offered if pair[0].startswith(f"{scheme}-") or pair[0] == keep]


def zone_hint(zone: str) -> str:
    """In which zone a time is typed: `Agency zone, EST`."""
    return f"Agency zone, {clock.now().astimezone(ZoneInfo(zone)).tzname()}"


#: What a finding says, in the words of the form; the lists' own descriptions cite sources.
MEANINGS = {
    "SUBSTANTIATED": "The evidence shows that it occurred.",
    "PARTIALLY_SUBSTANTIATED": "A separate part occurred; say which.",
    "UNSUBSTANTIATED": "Not enough evidence to decide either way.",
    "UNFOUNDED": "The evidence shows that it did not occur.",
    "EXONERATED": "It occurred, and was lawful and within policy.",
    "REFERRED_TO_MANAGEMENT": "Management deals with it; no finding on the facts.",
    "ADMIN_CLOSED": "No finding on the facts; a reason code is required.",
}


class FindingForm(BaseForm):
    """The finding on one allegation and subject."""

    code = Code("Finding", display="radios")
    admin_close_code = Code(
        "Reason of an administrative closing", optional=True, blank="Not closed administratively"
    )
    reasons = LongText(
        "Reasons",
        limit=REASONS,
        rows=10,
        hint="For and against, and why you believe one account over another. "
        "This goes into the report.",
        needed="Write the reasons of the finding",
    )
    standard = Code("Standard of proof")
    policy_cited = Text(
        "Rule or policy", optional=True, limit=POLICY, hint="What was broken or kept, as cited"
    )
    compelled = Flag(
        "The reasons draw on a compelled statement",
        hint="They are then shut to everybody on the criminal side of the case.",
    )
    version = Version()

    def offer(self, codes: Sequence[FindingCode], day: date, *, shut: bool = False) -> None:
        """Offer the findings that the viewer may record now; compelled reasons to those alone who
        may read them."""
        standards = lists.choices(unit_of_work.session(), ProofStandard, day)
        self.standard.offer(standards)
        if self.standard.data is None and not self.is_submitted():
            self.standard.data = USUAL
        if shut:
            del self.compelled
        self.code.offer(
            Choice(row.code, row.label, MEANINGS.get(row.code, row.description)) for row in codes
        )
        self.admin_close_code.offer(lists.choices(unit_of_work.session(), AdminCloseReason, day))

    def values(self) -> dict[str, Any]:
        """The values as the service takes them."""
        return super().values() | {"policy_cited": self.policy_cited.data or ""}


class FactsForm(QueryFields, CustodyFields, BaseForm):
    """What an allegation says, beside its code, class and receipt."""

    page_order: ClassVar[tuple[str, ...]] = SAID

    incident_from = UsDate(
        "Incident from", optional=True, hint="MM/DD/YYYY. Leave blank if not known."
    )
    incident_to = UsDate("Incident to", optional=True)
    place = Text("Place", optional=True, hint="Station, facility or address")
    query_extract = Code(
        "Log extract", optional=True, blank="None", hint="An item of that kind, on the Evidence tab"
    )
    narrative = LongText("What is alleged", limit=NARRATIVE, rows=8)

    def offer_facts(
        self, case: Case, *, keep: str | None = None, keep_abuse: str | None = None
    ) -> None:
        """Offer systems, and refuse days that have not come."""
        today = clock.today(case.agency.zone)
        self.system_code.offer(
            lists.choices(unit_of_work.session(), SystemAccessed, today, keep=keep)
        )
        self.query_extract.offer((row.id, row.label) for row in extracts.of_case(case))
        self.incident_from.latest = self.incident_to.latest = today
        offer_custody(self, today, keep=keep_abuse)

    def facts(self) -> dict[str, Any]:
        """The values as the service takes them."""
        return {
            "incident_from": self.incident_from.data,
            "incident_to": self.incident_to.data,
            "place": self.place.data or "",
            "narrative": self.narrative.data or "",
            "system_code": self.system_code.data,
            "query_subject": self.query_subject.data or "",
            "query_purpose": self.query_purpose.data or "",
            "query_count": self.query_count.data,
            "query_recipient": self.query_recipient.data or "",
            "query_person": person_looked_up(self),
            "query_extract_id": self.query_extract.data,
            "prea": prea_in(self),
        }


class NewAllegationForm(FactsForm):
    """A further allegation in a case."""

    page_order = ("category_code", "class_code", "class_reason", "subjects", *SAID)

    category_code = Code("Code")
    class_code = Code("Class", optional=True, blank="As the code suggests")
    class_reason = Text("Reason for another class", optional=True, limit=300)
    intake_method_code = Code("Method of intake")
    received_on = UsDate("Date received")
    received_at = LocalTime("Time received")
    subjects = Codes("Subjects", needed="Choose who it is about")
    complainant = Code("Reported by", optional=True, blank="Not a complainant of this case")

    def offer(self, case: Case, subjects: Sequence[Party], complainants: Sequence[Party]) -> None:
        """Offer codes, classes, methods and the parties of the case."""
        today, session = clock.today(case.agency.zone), unit_of_work.session()
        self.offer_facts(case)
        self.category_code.offer(category_choices(today))
        self.class_code.offer(class_choices(case.agency.scheme, today))
        self.intake_method_code.offer(lists.choices(session, IntakeMethod, today))
        self.subjects.offer((party.n, party.name) for party in subjects)
        self.complainant.offer((party.n, party.name) for party in complainants)
        self.received_on.latest = today
        self.received_at.description = zone_hint(case.agency.zone)


class EditAllegationForm(FactsForm):
    """Correct what an allegation says, and name further subjects."""

    subjects = Codes("Further subjects", optional=True)
    version = Version()

    @classmethod
    def of(cls, allegation: Allegation, others: Sequence[Party]) -> "EditAllegationForm":
        """The form, filled from an allegation and its detail."""
        detail = allegation.detail
        names = ("place", "narrative", "system_code", *QUERY)
        stored = {name: getattr(detail, name, None) for name in names}
        seen = detail.query_person if detail and detail.query_person_id else None
        stored["query_person"] = str(seen.id) if seen else ""
        stored["query_extract"] = detail.query_extract_id if detail else None
        prea = stored_prea(allegation) if is_custody_code(allegation.category_code) else Prea()
        form = cls(obj=allegation, data={**stored, **prea_data(prea), "subjects": []})
        form.offer_facts(
            allegation.case,
            keep=detail.system_code if detail else None,
            keep_abuse=prea.abuse_type_code,
        )
        form.subjects.offer((party.n, party.name) for party in others)
        return form


class ReclassForm(BaseForm):
    """Another code or class, with the reason."""

    category_code = Code("Code")
    class_code = Code("Class")
    reason = LongText("Reason", limit=2000, rows=3, needed="Write why it changes")
    version = Version()

    def offer(self, allegation: Allegation) -> None:
        """Offer codes and classes, those that it has included."""
        case = allegation.case
        today = clock.today(case.agency.zone)
        code, severity = allegation.category_code, allegation.class_code
        self.category_code.offer(category_choices(today, keep=code))
        self.class_code.offer(class_choices(case.agency.scheme, today, keep=severity))


def offered_findings(day: date) -> list[FindingCode]:
    """The findings in use, in the list's order."""
    found = unit_of_work.session().scalars(
        select(FindingCode).where(FindingCode.offered(day)).order_by(FindingCode.sort_order)
    )
    return list(found)


def parties_by_number(parties: Sequence[Party], numbers: Sequence[int]) -> list[Party]:
    """The parties that were ticked."""
    return [party for party in parties if party.n in numbers]
