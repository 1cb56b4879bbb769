"""Forms of a person's record."""

from typing import Any

from jicms.access.actor import Actor, current_actor
from jicms.core import clock, unit_of_work
from jicms.people import queries, service, ssns
from jicms.people.models import Person, RelationKind
from jicms.refdata.models import RevealReason
from jicms.refdata.queries import choices
from jicms.web.forms import (
    BaseForm,
    Code,
    Codes,
    Email,
    Flag,
    LongText,
    Phone,
    Text,
    UsDate,
    Version,
)

GENDERS = (("F", "Female"), ("M", "Male"), ("X", "Another or not stated"))


class SsnText(Text):
    """A Social Security number: it is never among the texts of a form, nor in a page that compares
    two versions of one."""

    is_text = False
    inputmode = "numeric"

    def said(self) -> str:
        return ""


class PersonForm(BaseForm):
    """Identity. Date of birth and Social Security number are never shown again: blank keeps what
    is stored. There is no field for the latter unless the installation collects them."""

    version = Version()
    kind_code = Code("Kind")
    given_name = Text("Given name", limit=120, optional=True)
    family_name = Text("Family name", limit=120)
    employee_number = Text(
        "Employee number",
        limit=40,
        hint="Never a Social Security number.",
    )
    gender = Code("Gender", optional=True, blank="Not recorded")
    born = UsDate("Date of birth", optional=True)
    ssn = SsnText("Social Security number", limit=20, optional=True)
    remove_ssn = Flag("Remove the stored Social Security number")
    different = Flag("This is another person than those listed above")

    def offer(self, actor: Actor, person: Person | None = None) -> None:
        """Offer the lists, and what the installation collects of the person."""
        if person is None:
            self.kind_code.offer(queries.kinds(actor, only=service.DIRECTORY_KINDS))
            self.gender.offer(GENDERS)
        else:
            stored = (person.gender, person.gender) if person.gender else None
            self.kind_code.offer(queries.kinds(actor, keep=person.kind_code))
            self.gender.offer(GENDERS, keep=stored)
            self.employee_number.optional |= person.employee_number is None
        if not ssns.are_collected():
            del self.ssn
        if not ssns.are_collected() or person is None or person.ssn_sealed is None:
            del self.remove_ssn


class ContactForm(PersonForm):
    """Identity and contact, for the staff of a case that names the person."""

    telephone = Phone("Telephone", optional=True)
    email = Email("E-mail", optional=True)


class AliasForm(BaseForm):
    """Another name."""

    name = Text("Other name", limit=200)


class EmploymentForm(BaseForm):
    """A period of employment."""

    valid_from = UsDate("From", needed="Enter the first day")
    valid_until = UsDate("Until", optional=True)
    title = Text("Position", limit=160)
    series = Text("Series", limit=20, optional=True, hint="1895")
    grade = Text("Grade", limit=20, optional=True, hint="12")
    program_office = Text("Component or program office", limit=120, optional=True)
    duty_location = Text("Duty location", limit=160, optional=True)
    bargaining_unit = Text("Bargaining unit", limit=60, optional=True)
    appointment = Text("Appointment", limit=60, optional=True)
    entered_on_duty = UsDate("Entered on duty", optional=True)
    probation_ends = UsDate("Probation ends", optional=True)
    is_law_enforcement = Flag("Law-enforcement officer")
    is_supervisor = Flag("Supervisor")
    is_ses = Flag("Senior executive")
    is_internal_affairs = Flag("Works in internal affairs")


class MergeForm(BaseForm):
    """That two records are one person's; the versions are those that were compared."""

    kept_version = Version()
    other_version = Version()
    take = Codes("Taken from the other record", optional=True)
    reason = LongText(
        "Reason",
        limit=2000,
        rows=3,
        needed="Write why they are one person",
        hint="What shows it: the same employee number, date of birth, or somebody’s word.",
    )

    def compared(self) -> dict[str, Any]:
        """The arguments of `merge_persons`: what was compared, chosen and written."""
        return {
            "versions": (self.kept_version.data, self.other_version.data),
            "take": self.take.data or (),
            "reason": self.reason.data or "",
        }


class PartForm(BaseForm):
    """That two records were not one person's."""

    reason = LongText("Reason", limit=2000, rows=3, needed="Write why they are two persons")


class RelationForm(BaseForm):
    """Somebody close to the one who declares."""

    name = Text("Name", limit=200, needed="Enter the name")
    number = Text(
        "Employee number", limit=40, optional=True, hint="Where they work here and you know it."
    )
    kind = Code("Relation", needed="Choose the relation")

    def offer(self) -> None:
        """Offer the kinds of relations."""
        self.kind.offer(list(RelationKind))


class ReasonCodeForm(BaseForm):
    """Why something is uncovered."""

    reason_code = Code("Reason", needed="Choose a reason")
    note = Text("Note", optional=True, limit=200, hint="Not kept in the trail word for word.")

    def offer(self) -> None:
        """Offer the short list of reasons."""
        session, today = unit_of_work.session(), clock.today(current_actor().zone)
        self.reason_code.offer(choices(session, RevealReason, today))
