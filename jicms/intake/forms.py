"""The one-page form of intake, and the forms of triage."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from jicms.allegations.forms import category_choices, class_choices, zone_hint
from jicms.auth.models import Agency
from jicms.cases.models import IdentityMode, PartyRole
from jicms.core import clock, unit_of_work
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
    Flag,
    Hidden,
    LocalTime,
    LongText,
    Number,
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
ROLES = (
    PartyRole.VICTIM,
    PartyRole.WITNESS,
    PartyRole.REPORTING_OFFICIAL,
    PartyRole.OFFICIAL_WITNESS,
    PartyRole.OTHER_INVOLVED,
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


class AllegedForm(SubForm):
    """One allegation."""

    code = Code("Code", blank="Search by words or code")
    subjects = Codes("Subjects", needed="Choose whom this allegation is about")
    class_code = Code("Class", optional=True, blank="As suggested")
    class_reason = Text("Reason for another class", optional=True, limit=300)
    narrative = LongText("This allegation alone", optional=True, limit=ACCOUNT, rows=3)
    system_code = Code("System accessed", optional=True, blank="Not known")
    query_subject = Text("Person looked up", optional=True)
    query_purpose = Text("Purpose claimed", optional=True, limit=300)
    query_count = Number("Number of queries", optional=True, low=1)


class OtherForm(SubForm):
    """A victim, witness or somebody else."""

    role = Code("Role")
    who = Text("Who", hint="Name or employee number, or a description", limit=200)
    person = Hidden("Person")


class IntakeForm(BaseForm):
    """A complaint, in the order of a call."""

    method = Code("Method")
    received_on = UsDate("Date received")
    received_at = LocalTime("Time")

    identity = Code("Identity", display="radios", needed="Choose how the identity is kept")
    kind = Code("Kind", needed="Choose what kind of person reports")
    reporter = Text("Name", limit=160, needed="Enter the name of the reporter, or choose Anonymous")
    reporter_id = Hidden("Reporter")
    reporter_phone = Phone("Telephone", optional=True)
    reporter_email = Email("E-mail", optional=True)
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

    case_type = Code("Proposed case type")
    checked = Flag("I checked: nothing in it identifies the reporter")
    decided = Hidden("Decided")
    key = Hidden("Draft")
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
        for other in self.others.forms:
            other.role.offer(ROLES)

    def offer_subjects(self, names: Sequence[tuple[str, str]]) -> None:
        """Offer the subjects, by key and name, to every allegation."""
        for alleged in self.allegations.forms:
            alleged.subjects.offer(names)
            alleged.subjects.optional = len(names) < 2

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
