"""Forms of the case's own pages."""

from collections.abc import Iterator

from jicms.auth.models import OfficeKind
from jicms.cases.directory import directory
from jicms.cases.kinds import GrantLevel, IdentityMode, LogKind, PartyRole
from jicms.cases.models import Case
from jicms.core import clock, unit_of_work
from jicms.refdata import queries as lists
from jicms.refdata.models import (
    CaseType,
    ClosureReason,
    ComplainantKind,
    CorruptionAxis,
    LinkKind,
    RevealReason,
    SeverityClass,
    ShareReason,
)
from jicms.web.forms import (
    BaseForm,
    Choice,
    Code,
    Codes,
    Flag,
    Hidden,
    LocalTime,
    LongText,
    Text,
    UsDate,
    Version,
)

#: Kinds of offices that a case may be shared with.
SHARED_WITH = (OfficeKind.INVESTIGATIONS, OfficeKind.LABOR_RELATIONS, OfficeKind.COUNSEL)
_LEVELS = (
    Choice(
        GrantLevel.SUMMARY,
        "Summary",
        "Header, allegation codes, findings and dates. No narrative, name, log or document.",
    ),
    Choice(GrantLevel.FULL, "Everything", "All that the investigating office reads."),
)
_MODES = (
    Choice(IdentityMode.OPEN, "Open", "Everybody who reads the case reads the name."),
    Choice(
        IdentityMode.CONFIDENTIAL,
        "Confidential",
        "Shown as an alias. The identity is sealed; opening it takes a reason and is recorded.",
    ),
    Choice(IdentityMode.ANONYMOUS, "Anonymous", "Nothing that identifies is stored."),
)


class TitleForm(BaseForm):
    """The title of a case."""

    title = Text("Title", limit=200, hint="A neutral name for the matter, without names.")
    version = Version()


class ClassifyForm(BaseForm):
    """Class, type and corruption axis, with the reason of the change."""

    class_code = Code("Class", optional=True, blank="Not classed")
    case_type_code = Code("Type")
    corruption_code = Code("Corruption axis", optional=True, blank="None")
    reason = LongText("Reason", limit=2000, rows=3, needed="Write why it changes")

    def offer(self, case: Case) -> None:
        """Offer the codes in use, and those that the case has."""
        session, today = unit_of_work.session(), clock.today(case.agency.zone)
        classes = lists.choices(session, SeverityClass, today, keep=case.class_code)
        own = {case.agency.scheme, "LEGACY"}
        self.class_code.offer(
            pair for pair in classes if pair[0].split("-")[0] in own or pair[0] == case.class_code
        )
        self.case_type_code.offer(lists.choices(session, CaseType, today, keep=case.case_type_code))
        self.corruption_code.offer(
            lists.choices(session, CorruptionAxis, today, keep=case.corruption_code)
        )


class PartyForm(BaseForm):
    """Somebody in the case."""

    role = Code("Role")
    who = Text(
        "Who",
        optional=True,
        limit=200,
        hint="Name or employee number. Leave blank where nobody is known.",
    )
    person_id = Hidden("Person")
    complainant_kind_code = Code("Kind of complainant", optional=True)
    identity_mode = Code("Identity", display="radios")
    telephone = Text("Telephone", optional=True, limit=60)
    email = Text("E-mail", optional=True, limit=200)
    address = Text("Address", optional=True, limit=300)
    is_whistleblower = Flag("Says to be a whistleblower")
    alleges_retaliation = Flag("Alleges retaliation")

    unread = dict.fromkeys(
        ("telephone", "email", "address"), "goes to the vault itself, or is refused"
    )

    def texts(self) -> Iterator[tuple[str, str]]:
        """Nothing where it goes to the vault itself, or names a person of the directory."""
        if self.identity_mode.data is IdentityMode.CONFIDENTIAL or self.person_id.data:
            return iter(())
        return super().texts()

    def offer(self, case: Case) -> None:
        """Offer roles, kinds of complainants and identity modes."""
        self.role.offer(list(PartyRole))
        self.complainant_kind_code.offer(
            lists.choices(unit_of_work.session(), ComplainantKind, clock.today(case.agency.zone))
        )
        self.identity_mode.offer(_MODES)
        if not self.is_submitted():
            self.identity_mode.data = IdentityMode.OPEN


class ReasonForm(BaseForm):
    """A step that needs nothing but its reason."""

    reason = LongText("Reason", limit=2000, rows=3, needed="Write the reason")


class WallForm(ReasonForm):
    """The decision on a suspended access."""

    decision = Code("Decision", display="radios")

    def offer(self) -> None:
        """Offer both decisions."""
        self.decision.offer(
            (
                Choice("keep", "There is a conflict", "The person stays shut out. Work moves."),
                Choice(
                    "lift",
                    "There is no conflict",
                    "The person gets back what access there was before.",
                ),
            )
        )


class RevealForm(BaseForm):
    """Why a protected identity is opened."""

    unread = {"note": "is kept nowhere"}

    reason_code = Code("Reason")
    note = Text("Note", optional=True, limit=200, hint="Not kept in the trail word for word.")

    def offer(self, case: Case) -> None:
        """Offer the short list of reasons."""
        session, today = unit_of_work.session(), clock.today(case.agency.zone)
        self.reason_code.offer(lists.choices(session, RevealReason, today))


class LogForm(BaseForm):
    """A line in the log."""

    kind = Code("Kind")
    on = UsDate("Date", optional=True, hint="MM/DD/YYYY. Today when left blank.")
    at = LocalTime("Time", optional=True)
    text = LongText("What happened", limit=8000, rows=6)

    def offer(self) -> None:
        """Offer the kinds of entries."""
        self.kind.offer(list(LogKind))


class ShareForm(BaseForm):
    """Opening the case to an office or a person."""

    to = Code("To", needed="Choose an office or a person")
    level = Code("How much", display="radios")
    why = Code("Why")
    until = UsDate("Until", optional=True, hint="MM/DD/YYYY. Until revoked when left blank.")
    reason = LongText("Note", limit=1000, rows=2, needed="Write what it is for")

    def offer(self, case: Case) -> None:
        """Offer the other offices, their staff, levels and reasons."""
        known = directory()
        offices = [
            office
            for office in known.offices.values()
            if office.kind in SHARED_WITH and office.id != case.lead_office_id
        ]
        choices = [
            Choice(f"office:{office.id}", f"{office.short_name}, {office.name}", group="Offices")
            for office in offices
            if not office.is_legacy
        ]
        choices += [
            Choice(f"member:{entry.membership_id}", entry.name, group=known.office(entry.office_id))
            for entry in sorted(known.staff, key=lambda entry: known.office(entry.office_id))
            if known.offices[entry.office_id].kind in SHARED_WITH
        ]
        self.to.offer(choices)
        self.level.offer(_LEVELS)
        session, today = unit_of_work.session(), clock.today(case.agency.zone)
        self.why.offer(lists.choices(session, ShareReason, today))


class RestrictForm(ReasonForm):
    """The people to whom a case is kept."""

    members = Codes("Named people", needed="Name who may see the case")

    def offer(self, case: Case) -> None:
        """Offer the staff of the lead office, and of labor relations."""
        known = directory()
        kinds = (OfficeKind.LABOR_RELATIONS, OfficeKind.COUNSEL)
        members = [
            entry
            for entry in known.staff
            if entry.office_id == case.lead_office_id
            or (
                known.offices[entry.office_id].kind in kinds
                and known.offices[entry.office_id].agency == case.agency.code
            )
        ]
        self.members.offer(
            Choice(
                entry.membership_id,
                entry.name,
                f"{entry.role.label}, {known.office(entry.office_id)}",
            )
            for entry in members
        )


class CloseForm(BaseForm):
    """A signature under the closing."""

    closure_code = Code("Reason for closing")

    def offer(self, case: Case) -> None:
        """Offer the reasons that fit a case after work."""
        session, today = unit_of_work.session(), clock.today(case.agency.zone)
        self.closure_code.offer(
            row
            for row in session.query(ClosureReason).order_by(ClosureReason.sort_order)
            if row.at_end
            and not row.is_legacy
            and row.code != "ENTERED_IN_ERROR"
            and row.valid_from <= today
            and (row.valid_to is None or row.valid_to >= today)
        )


class RecusalForm(ReasonForm):
    """A case, named by its number, from which somebody steps back."""

    unread = {"number": "the number of a case, or nothing"}

    number = Text("Case number", limit=20, needed="Write the number")


class LinkForm(ReasonForm):
    """Another case, and how this one relates to it."""

    unread = {"other": "the number of a case, or nothing"}

    kind = Code("This case is")
    other = Text("Number of the other case", limit=20, needed="Write the number")

    def offer(self, zone: str) -> None:
        """Offer the kinds in use."""
        today = clock.today(zone)
        self.kind.offer(row for row in lists.entries(LinkKind).values() if row.is_offered(today))


class MergeForm(ReasonForm):
    """The case into which this one is merged."""

    unread = {"other": "the number of a case, or nothing"}
    page_order = ("other",)

    other = Text("Number of the other case", limit=20, needed="Write the number")
