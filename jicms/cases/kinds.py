"""The words that code branches on: statuses, kinds of grants, roles of parties."""

from enum import StrEnum


class CaseStatus(StrEnum):
    """Where a case stands. From OPEN on it follows its investigations and subjects."""

    RECEIVED = "RECEIVED"
    TRIAGE = "TRIAGE"
    OIG_PENDING = "OIG_PENDING"
    ASSIGNED = "ASSIGNED"
    OPEN = "OPEN"
    SUSPENDED_FOR_PROSECUTION = "SUSPENDED_FOR_PROSECUTION"
    ROI_REVIEW = "ROI_REVIEW"
    IN_ADJUDICATION = "IN_ADJUDICATION"
    REFERRED_OUT = "REFERRED_OUT"
    MERGED_DUPLICATE = "MERGED_DUPLICATE"
    CLOSED = "CLOSED"


#: Statuses in which the intake desk has full sight.
EARLY = (CaseStatus.RECEIVED, CaseStatus.TRIAGE, CaseStatus.OIG_PENDING)
#: Statuses in which nobody works on the case any more.
ENDED = (CaseStatus.CLOSED, CaseStatus.MERGED_DUPLICATE, CaseStatus.REFERRED_OUT)


class Origin(StrEnum):
    """Whether the record was made here or taken over from another system."""

    NATIVE = "NATIVE"
    LEGACY = "LEGACY"


class GrantKind(StrEnum):
    """Why somebody outside the office's whole sight reaches a case."""

    ASSIGNMENT = "assignment"
    SHARE = "share"
    REFERRAL = "referral"
    PACKAGE = "package"
    NAMED = "named"


class GrantLevel(StrEnum):
    """How much a grant shows.

    SUMMARY: header, codes, status, finding, dates. ITEMS: the rows that it names.
    """

    SUMMARY = "summary"
    FULL = "full"
    ITEMS = "items"


class PartyRole(StrEnum):
    """What somebody is in a case; the same person may be several."""

    SUBJECT = "SUBJECT"
    COMPLAINANT = "COMPLAINANT"
    VICTIM = "VICTIM"
    WITNESS = "WITNESS"
    REPORTING_OFFICIAL = "REPORTING_OFFICIAL"
    OFFICIAL_WITNESS = "OFFICIAL_WITNESS"
    REPRESENTATIVE = "REPRESENTATIVE"
    CONFIDENTIAL_SOURCE = "CONFIDENTIAL_SOURCE"
    OTHER_INVOLVED = "OTHER_INVOLVED"
    EEO_COMPLAINANT = "EEO_COMPLAINANT"
    OSC_COMPLAINANT = "OSC_COMPLAINANT"
    GRIEVANT = "GRIEVANT"


#: Whoever took the matter, or one that this case touches, to another forum: equal employment
#: opportunity, the Office of Special Counsel, a grievance. Who disciplines never learns of it.
FORUM = (PartyRole.EEO_COMPLAINANT, PartyRole.OSC_COMPLAINANT, PartyRole.GRIEVANT)
#: Roles that shut the person out of the case. Official duty on the case does not. Who complains in
#: another forum complains as a person, and reads no more of the case than any complainant.
WALLING = (
    PartyRole.SUBJECT,
    PartyRole.COMPLAINANT,
    PartyRole.VICTIM,
    PartyRole.WITNESS,
    *FORUM,
)


class IdentityMode(StrEnum):
    """How a reporter's identity is kept."""

    OPEN = "OPEN"
    CONFIDENTIAL = "CONFIDENTIAL"
    ANONYMOUS = "ANONYMOUS"


class SubjectStatus(StrEnum):
    """Where a subject stands between the investigation and labor relations."""

    NOT_REFERRED = "NOT_REFERRED"
    REFERRED = "REFERRED"
    IN_ADJUDICATION = "IN_ADJUDICATION"
    FINAL = "FINAL"
    CODED = "CODED"


class Wall(StrEnum):
    """Whether the party's person is shut out. SUSPENDED shuts out too, until it is decided."""

    NONE = "NONE"
    CONFIRMED = "CONFIRMED"
    SUSPENDED = "SUSPENDED"
    LIFTED = "LIFTED"


class LogKind(StrEnum):
    """What a log entry is about."""

    NOTE = "NOTE"
    CONTACT = "CONTACT"
    INTERVIEW = "INTERVIEW"
    RECORDS = "RECORDS"
    PRESERVATION = "PRESERVATION"
    DECISION = "DECISION"
    HISTORY_SEARCH = "HISTORY_SEARCH"


class Side(StrEnum):
    """The two sides that work a case; both sign its closing where both took part."""

    INVESTIGATION = "INVESTIGATION"
    DISCIPLINE = "DISCIPLINE"
