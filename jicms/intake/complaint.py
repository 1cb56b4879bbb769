"""A complaint as it is recorded: who reports, about whom, what, and where it should go."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from jicms.allegations.service import Prea
from jicms.cases.models import IdentityMode, PartyRole
from jicms.files.models import StoredFile
from jicms.people.models import Person
from jicms.prosecution.models_arrest import Duty

#: The key of whoever reports, where an injury or arrest names somebody.
REPORTER = "reporter"


@dataclass(frozen=True, slots=True)
class Reporter:
    """Who reports, and how the identity is kept.

    OPEN: a person, or a name. CONFIDENTIAL: all of it goes to the vault, with `account`, the report
    in the reporter's own words. ANONYMOUS: kind and flags only.
    """

    identity_mode: IdentityMode
    kind_code: str
    person: Person | None = None
    name: str = ""
    telephone: str = ""
    email: str = ""
    address: str = ""
    relation: str = ""
    account: str = ""
    is_whistleblower: bool = False
    alleges_retaliation: bool = False
    #: Learnt in the course of duty: an official who reports, not a complainant.
    is_on_duty: bool = False

    @property
    def identity(self) -> dict[str, str]:
        """What the vault keeps, without blanks."""
        known = {
            "name": self.name,
            "telephone": self.telephone,
            "email": self.email,
            "address": self.address,
            "relation": self.relation,
            "account": self.account,
        }
        return {key: value for key, value in known.items() if value}


@dataclass(frozen=True, slots=True)
class Somebody:
    """A person of the directory, a person who is not in it, or a description.

    `key` is the complaint's own name for a subject; allegations point to it.
    """

    key: str = ""
    person: Person | None = None
    given_name: str = ""
    family_name: str = ""
    kind_code: str = "UNKNOWN"
    description: str = ""


@dataclass(frozen=True, slots=True)
class Other:
    """A victim or witness, or somebody else named at intake."""

    role: PartyRole
    who: Somebody


@dataclass(frozen=True, slots=True)
class Alleged:
    """One thing alleged. No `subjects`: all of them. `narrative` blank: the whole account."""

    category_code: str
    subjects: Sequence[str] = ()
    class_code: str | None = None
    class_reason: str = ""
    narrative: str = ""
    system_code: str | None = None
    query_subject: str = ""
    query_purpose: str = ""
    query_count: int | None = None
    query_recipient: str = ""
    query_person: Person | None = None
    prea: Prea | None = None


@dataclass(frozen=True, slots=True)
class Injured:
    """An injury of somebody named: `who` is a key, or REPORTER. `medical_care` None: not known."""

    who: str
    description: str
    medical_care: bool | None = None


@dataclass(frozen=True, slots=True)
class Arrested:
    """An arrest of somebody named, by key."""

    who: str
    agency: str
    charge: str
    arrested_on: date | None = None
    duty: Duty = Duty.UNKNOWN
    disposition: str = ""


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that came with the complaint.

    `name` is the one it came with, "" where none is kept. `is_extract`: the log that shows the
    query of the allegations about a system. `keep_back`: the case gets no copy of a picture that
    shows a confidential reporter. `copy`: the picture drawn anew, where the public page did so
    already. `replaced` takes originals of which only a copy stays.
    """

    file: StoredFile
    name: str = ""
    copy: StoredFile | None = None
    is_cleaned: bool = False
    note: str = ""
    is_extract: bool = False
    keep_back: bool = False
    replaced: list[StoredFile] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Complaint:
    """Everything that intake records at once.

    `narrative` is what the case shows: for a confidential reporter a summary written by intake.
    `decisions`: case number -> whether it is the same matter.
    """

    received_at: datetime
    intake_method_code: str
    case_type_code: str
    subjects: Sequence[Somebody]
    allegations: Sequence[Alleged]
    reporter: Reporter | None = None
    others: Sequence[Other] = ()
    incident_from: date | None = None
    incident_to: date | None = None
    place: str = ""
    narrative: str = ""
    title: str = ""
    received_by: str = ""
    injuries: Sequence[Injured] = ()
    arrests: Sequence[Arrested] = ()
    files: Sequence[Attached] = ()
    decisions: Mapping[str, bool] = field(default_factory=dict)
