"""The one-page form of intake, and the forms of triage."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from werkzeug.datastructures import FileStorage

from jicms.allegations.forms import category_choices, class_choices, zone_hint
from jicms.allegations.forms_custody import CustodyFields, QueryFields, offer_custody
from jicms.auth.models import Agency
from jicms.cases.models import FORUM, IdentityMode, PartyRole
from jicms.core import clock, unit_of_work
from jicms.prosecution.models_arrest import Duty
from jicms.refdata import queries as lists
from jicms.refdata.models import (
    CaseType,
    ComplainantKind,
    IntakeMethod,
    PersonKind,
    SystemAccessed,
)
from jicms.web.forms import (
    BaseForm,
    Choice,
    Code,
    Codes,
    Email,
    File,
    Flag,
    Hidden,
    LocalTime,
    LongText,
    Phone,
    Repeat,
    SubForm,
    Text,
    UsDate,
    Version,
)

ACCOUNT = 20_000
#: Discovered by the agency itself: nobody reports.
NO_REPORTER = "AGENCY_DISCOVERED"
#: How a subject was entered: chosen from the directory, named by hand, or described.
PERSON, UNLISTED, UNKNOWN = "person", "unlisted", "unknown"
#: Kinds of reporter who are asked whether they learnt of it in the course of duty.
EMPLOYEES = ("DHS_EMPLOYEE", "SUPERVISOR")
YES_NO = (Choice("yes", "Yes"), Choice("no", "No"))
ON_DUTY = (
    Choice("yes", "Yes", "Recorded as the reporting official"),
    Choice("no", "No", "Recorded as the complainant"),
)
DUTIES = (Duty.ON, Duty.OFF)
ROLES = (
    PartyRole.VICTIM,
    PartyRole.WITNESS,
    PartyRole.REPORTING_OFFICIAL,
    PartyRole.OFFICIAL_WITNESS,
    PartyRole.OTHER_INVOLVED,
    *FORUM,
)
MODES = (
    Choice(IdentityMode.OPEN, "Open"),
    Choice(IdentityMode.CONFIDENTIAL, "Confidential"),
    Choice(IdentityMode.ANONYMOUS, "Anonymous"),
)


class SubjectForm(SubForm):
    """One subject. `key` is the page's own name for it, which allegations point to."""

    key = Hidden("Key")
    how = Hidden("How")
    person = Hidden("Person")
    given_name = Text("Given name", optional=True, limit=120)
    family_name = Text("Family name", optional=True, limit=120)
    kind = Code("Kind of person", optional=True, blank="Unknown")
    description = Text(
        "Description",
        optional=True,
        limit=300,
        hint="What is known: uniform, shift, unit, how many",
    )

    @property
    def is_person(self) -> bool:
        """Chosen from the directory."""
        return bool(self.how.data == PERSON)

    @property
    def is_unlisted(self) -> bool:
        """Named by hand."""
        return bool(self.how.data == UNLISTED)


class AllegedForm(QueryFields, CustodyFields, SubForm):
    """One allegation."""

    code = Code("Code", blank="Search by words or code")
    subjects = Codes("Subjects", needed="Choose whom this allegation is about")
    class_code = Code("Class", optional=True, blank="As suggested")
    class_reason = Text("Reason for another class", optional=True, limit=300)
    narrative = LongText("This allegation alone", optional=True, limit=ACCOUNT, rows=3)


class OtherForm(SubForm):
    """A victim, witness or somebody else. `key` is the page's own name for them."""

    key = Hidden("Key")
    role = Code("Role")
    who = Text("Who", hint="Name or employee number, or a description", limit=200)
    person = Hidden("Person")


class InjuryForm(SubForm):
    """An injury of somebody on the page."""

    who = Code("Who was hurt")
    description = Text("Injury", limit=500)
    care = Code("Medical care", optional=True, blank="Not known")


class ArrestForm(SubForm):
    """An arrest of somebody on the page."""

    who = Code("Who was arrested")
    arrested_on = UsDate("Date of arrest", optional=True)
    agency = Text("Arresting agency", limit=160)
    charge = Text("Charge", limit=300)
    duty = Code("Duty", optional=True, blank="Not known")
    disposition = Text("Disposition", optional=True, limit=200)


class FileForm(SubForm):
    """A file that is kept with the page. `key` is the page's own name for it."""

    key = Hidden("Key")
    note = Text("What it is", optional=True, limit=300)
    extract = Flag("Extract of a system log: proof of the query")
    keep_back = Flag("Keep the picture out of the case: it shows who reports")


class Attached(File):
    """Files that are chosen now. Each is judged as it is stored, so that one refuses no other."""

    def _check(self, upload: FileStorage) -> None:
        """The store knows its limits."""


class IntakeForm(BaseForm):
    """A complaint, in the order of a call. Its own key makes one case of it (`views.entry`)."""

    page_key = False

    method = Code("Method")
    received_on = UsDate("Date received")
    received_at = LocalTime("Time")
    received_by = Text(
        "Received by",
        optional=True,
        limit=120,
        hint="The official who took it, if you did not",
    )

    identity = Code("Identity", display="radios", needed="Choose how the identity is kept")
    kind = Code("Kind", needed="Choose what kind of person reports")
    on_duty = Code(
        "Did the employee learn of it in the course of duty?",
        display="radios",
        needed="Say whether the employee learnt of it in the course of duty",
    )
    reporter = Text("Name", limit=160, needed="Enter the name of the reporter, or choose Anonymous")
    reporter_id = Hidden("Reporter")
    reporter_phone = Phone("Telephone", optional=True)
    reporter_email = Email("E-mail", optional=True)
    reporter_address = Text("Address", optional=True, limit=300)
    reporter_relation = Text("Relation to the matter", optional=True, limit=200)
    whistleblower = Flag("Whistleblower")
    retaliation = Flag("Alleges retaliation")

    find = Text("Find an employee", optional=True, limit=100)
    found = Hidden("Found")
    subjects = Repeat(SubjectForm, "Subjects", title="Subject", low=0)

    incident_from = UsDate("Incident from", optional=True, hint="MM/DD/YYYY, or blank")
    incident_to = UsDate("Incident to", optional=True)
    place = Text("Place", hint="Station, facility or address")
    narrative = LongText("Account, in the reporter’s words", limit=ACCOUNT, rows=6)
    summary = LongText(
        "Summary for the case",
        limit=ACCOUNT,
        rows=4,
        hint="The account above goes to the vault. Write nothing that identifies the reporter.",
        needed="Write what the case may show of the account",
    )
    title = Text(
        "Title", optional=True, hint="Without names. Made from code and place if left blank."
    )

    allegations = Repeat(AllegedForm, "Allegations", title="Allegation")
    others = Repeat(OtherForm, "Victims and witnesses", title="Person", low=0)
    injuries = Repeat(InjuryForm, "Injuries", title="Injury", low=0)
    arrests = Repeat(ArrestForm, "Arrests", title="Arrest", low=0)

    attached = Attached("Add files", optional=True, many=True, resumable=True, unnamed=True)
    files = Repeat(FileForm, "Files", title="File", low=0)

    case_type = Code("Proposed case type")
    checked = Flag("I checked: nothing in it identifies the reporter")
    decided = Hidden("Decided")
    key = Hidden("Draft")
    #: The report of the public page that this is recorded from.
    report = Hidden("Report")
    window = Hidden("Window")
    version = Version()

    def offer(self, agency: Agency) -> None:
        """Offer every list; call it again after an entry was added."""
        session, today = unit_of_work.session(), clock.today(agency.zone)
        self.method.offer(lists.choices(session, IntakeMethod, today))
        self.kind.offer(lists.choices(session, ComplainantKind, today))
        self.case_type.offer(lists.choices(session, CaseType, today))
        self.identity.offer(MODES)
        for field in (self.received_on, self.incident_from, self.incident_to):
            field.latest = today
        self.received_at.description = zone_hint(agency.zone)
        nobody = self.kind.data == NO_REPORTER
        self.identity.optional = nobody
        self.on_duty.offer(ON_DUTY)
        self.on_duty.optional = self.kind.data not in EMPLOYEES
        self.reporter.optional = nobody or self.is_anonymous
        self.summary.optional = not self.is_confidential
        self._offer_entries(agency)

    def _offer_entries(self, agency: Agency) -> None:
        session, today = unit_of_work.session(), clock.today(agency.zone)
        kinds = lists.choices(session, PersonKind, today)
        systems = lists.choices(session, SystemAccessed, today)
        codes, classes = category_choices(today), class_choices(agency.scheme, today)
        for subject in self.subjects.forms:
            subject.kind.offer(kinds)
        for alleged in self.allegations.forms:
            alleged.code.offer(codes)
            alleged.class_code.offer(classes)
            alleged.system_code.offer(systems)
            offer_custody(alleged, today)
        for other in self.others.forms:
            other.role.offer(ROLES)
        for injury in self.injuries.forms:
            injury.care.offer(YES_NO)
        for arrest in self.arrests.forms:
            arrest.duty.offer((duty, duty.label) for duty in DUTIES)
            arrest.arrested_on.latest = today

    def offer_subjects(self, names: Sequence[tuple[str, str]]) -> None:
        """Offer the subjects, by key and name, to every allegation."""
        for alleged in self.allegations.forms:
            alleged.subjects.offer(names)
            alleged.subjects.optional = len(names) < 2

    def offer_people(self, names: Sequence[tuple[str, str]]) -> None:
        """Offer everybody on the page, by key and name, to injuries and arrests."""
        for entry in (*self.injuries.forms, *self.arrests.forms):
            entry.who.offer(names)

    @property
    def is_by_employee(self) -> bool:
        """An employee reports: the page asks whether in the course of duty."""
        return self.kind.data in EMPLOYEES

    @property
    def is_confidential(self) -> bool:
        """The account goes to the vault."""
        return bool(self.identity.data is IdentityMode.CONFIDENTIAL)

    @property
    def is_anonymous(self) -> bool:
        """Nothing of the reporter is stored."""
        return bool(self.identity.data is IdentityMode.ANONYMOUS)

    def prefill(self, agency: Agency) -> None:
        """What is usual for a call that comes in now."""
        now = clock.now()
        self.received_on.data = clock.today(agency.zone)
        self.received_at.data = now.astimezone(ZoneInfo(agency.zone)).time()
