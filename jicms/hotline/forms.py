"""The questions, one on a page, in plain words."""

from dataclasses import dataclass

from jicms.core import clock
from jicms.dropbox.notice import Notice
from jicms.web.forms import (
    BaseForm,
    Choice,
    Code,
    Email,
    File,
    LongText,
    Password,
    Phone,
    Text,
    UsDate,
)

OPEN, CONFIDENTIAL, ANONYMOUS = "OPEN", "CONFIDENTIAL", "ANONYMOUS"
MODES = (
    Choice(
        ANONYMOUS,
        "Anonymous",
        "We store nothing that says who you are: no name, no contact, no network address. "
        "We can only reach you through your receipt code.",
    ),
    Choice(
        CONFIDENTIAL,
        "Confidential",
        "You tell us who you are. Your name, and the report in your own words, are kept apart in a "
        "vault. Others work with a summary, unless the law requires more.",
    ),
    Choice(
        OPEN,
        "Open",
        "You tell us who you are. Those who work on the matter may see your name.",
    ),
)
#: Answers to "Do you work for the Department?", as kinds of complainant.
KINDS = (
    Choice("DHS_EMPLOYEE", "Yes, as an employee"),
    Choice("SUPERVISOR", "Yes, as a supervisor"),
    Choice("CONTRACTOR", "Yes, through a contractor"),
    Choice("DETAINEE", "No. I am or was held in custody"),
    Choice("FAMILY_MEMBER", "No. I write for a member of my family"),
    Choice("ATTORNEY_NGO", "No. I am an attorney, or write for an organization"),
    Choice("TRAVELER_PUBLIC", "No"),
    Choice("UNKNOWN", "I would rather not say"),
)
ACCOUNT = 15_000
#: Files of one sending.
FILES, FILE_MB = 5, 10
#: A picture drawn anew may be larger than it came, and is still less than the inside accepts.
CLEANED_MB = 30


class StepForm(BaseForm):
    """The form of one question."""

    def offer(self, notice: Notice) -> None:
        """Offer what the notice of the inside says."""


class AgencyForm(StepForm):
    """Where the report goes."""

    agency = Code(
        "Agency",
        display="radios",
        needed="Choose an agency",
        hint="If it is about the office that receives reports at one agency, choose the other.",
    )

    def offer(self, notice: Notice) -> None:
        self.agency.offer((row.code, f"{row.name} ({row.code})") for row in notice.agencies)


class WhatForm(StepForm):
    """The account."""

    what = LongText(
        "Your account",
        limit=ACCOUNT,
        rows=10,
        needed="Say what happened",
        hint="Use your own words. Leave out Social Security numbers and card numbers.",
    )


class WhenForm(StepForm):
    """The day, as far as known."""

    when_on = UsDate(
        "Date, if you know it", optional=True, hint="Month, day and year, for example 03/04/2026"
    )
    when = Text(
        "Or about when",
        optional=True,
        limit=300,
        hint="For example: in March, several times at night",
    )

    def offer(self, notice: Notice) -> None:
        self.when_on.latest = clock.today(notice.zone)


class WhereForm(StepForm):
    """The place."""

    where = Text(
        "Place",
        optional=True,
        limit=200,
        hint="A station, port, facility, road or town. Leave it blank if you do not know.",
    )


class WhoForm(StepForm):
    """Whom it is about."""

    who = LongText(
        "Name or description",
        optional=True,
        limit=1000,
        rows=4,
        hint="A name or badge number, or what you remember: uniform, looks, vehicle, how many.",
    )


class YouForm(StepForm):
    """Whether an employee reports."""

    kind = Code(
        "Your answer",
        display="radios",
        needed="Choose one of the answers",
        hint="Employees are protected by law when they report wrongdoing.",
    )

    def offer(self, notice: Notice) -> None:
        self.kind.offer(KINDS)


class KnownForm(StepForm):
    """How the identity is kept."""

    identity = Code(
        "Identity",
        display="radios",
        needed="Choose how you want to be known",
    )

    def offer(self, notice: Notice) -> None:
        self.identity.offer(MODES)


class ContactForm(StepForm):
    """Name and ways to be reached; not asked of the anonymous."""

    name = Text("Your name", limit=160)
    telephone = Phone("Telephone", optional=True)
    email = Email("E-mail", optional=True)
    address = Text("Postal address", optional=True, limit=300)
    relation = Text(
        "What you have to do with the matter",
        optional=True,
        limit=200,
        hint="For example: I saw it, or: it happened to my brother",
    )


class SendForm(StepForm):
    """The last page."""

    files = File(
        "Photos, documents or recordings",
        optional=True,
        many=True,
        limit_mb=FILE_MB,
        hint=f"Up to {FILES} files of at most {FILE_MB} MB each.",
    )


class DoorForm(BaseForm):
    """By what a reporter returns."""

    code = Text("Receipt code", limit=60, hint="For example K7QF-9M2X-WT4H")
    phrase = Password("Passphrase", hint="Five words of five letters")


class WriteForm(BaseForm):
    """What the reporter answers."""

    text = LongText("Your message", limit=ACCOUNT, rows=6, optional=True)
    files = File(
        "Files to add",
        optional=True,
        many=True,
        limit_mb=FILE_MB,
        hint=f"Up to {FILES} files of at most {FILE_MB} MB each.",
    )


@dataclass(frozen=True, slots=True)
class Step:
    """One page: `question` is its heading, `name` stands in the list of answers."""

    key: str
    name: str
    question: str
    form: type[StepForm]


STEPS = (
    Step("agency", "Agency", "Which agency is your report about?", AgencyForm),
    Step("what", "What happened", "What happened?", WhatForm),
    Step("when", "When", "When did it happen?", WhenForm),
    Step("where", "Where", "Where did it happen?", WhereForm),
    Step("who", "Who", "Who did it?", WhoForm),
    Step("you", "Working for the Department", "Do you work for the Department?", YouForm),
    Step("known", "How you are known", "How do you want to be known to us?", KnownForm),
    Step("contact", "Contact", "How can we reach you?", ContactForm),
)
BY_KEY = {step.key: step for step in STEPS}
CHECK = "check"
