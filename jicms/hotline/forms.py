"""The questions, one on a page, in plain words."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

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
YES = "YES"
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
ANSWERS = (
    Choice(YES, "Yes"),
    Choice("NO", "No"),
    Choice("UNSURE", "I am not sure, or would rather not say"),
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


class ChoiceForm(StepForm):
    """Questions that are answered by choosing; `offered` has the answers of each."""

    offered: ClassVar[dict[str, Sequence[Choice]]] = {}

    def offer(self, notice: Notice) -> None:
        for name, choices in self.offered.items():
            self[name].offer(choices)


class YouForm(ChoiceForm):
    """Whether an employee reports, and as a duty."""

    offered: ClassVar = {"kind": KINDS, "duty": ANSWERS}
    kind = Code(
        "Your answer",
        display="radios",
        needed="Choose one of the answers",
        hint="Employees are protected by law when they report wrongdoing.",
    )
    duty = Code(
        "If you work for the Department: did you learn of it on duty, or is it part of your job "
        "to report it?",
        display="radios",
        optional=True,
    )


class TreatedForm(ChoiceForm):
    """Whether somebody reports as a whistleblower, or is made to pay for it."""

    offered: ClassVar = {"whistleblower": ANSWERS, "retaliation": ANSWERS}
    whistleblower = Code(
        "Do you report this as a whistleblower?",
        display="radios",
        optional=True,
        hint="You are or were an employee, a contractor or an applicant, and you tell of a broken "
        "law or rule, gross waste, abuse of power, or a danger to health or safety.",
    )
    retaliation = Code(
        "Do you believe that somebody is punishing you, or threatens to, for speaking up?",
        display="radios",
        optional=True,
        hint="For example a worse post, a bad rating, a threat, or being left out.",
    )


class KnownForm(ChoiceForm):
    """How the identity is kept."""

    offered: ClassVar = {"identity": MODES}
    identity = Code(
        "Identity",
        display="radios",
        needed="Choose how you want to be known",
    )


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


def _files(label: str) -> File:
    return File(
        label,
        optional=True,
        many=True,
        limit_mb=FILE_MB,
        hint=f"Up to {FILES} files of at most {FILE_MB} MB each.",
    )


class SendForm(StepForm):
    """The last page."""

    files = _files("Photos, documents or recordings")


class DoorForm(BaseForm):
    """By what a reporter returns."""

    code = Text("Receipt code", limit=60, hint="For example K7QF-9M2X-WT4H")
    phrase = Password("Passphrase", hint="Five words of five letters")


class WriteForm(BaseForm):
    """What the reporter answers."""

    text = LongText("Your message", limit=ACCOUNT, rows=6, optional=True)
    files = _files("Files to add")


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
    Step("treated", "Speaking up", "Are you at risk for speaking up?", TreatedForm),
    Step("known", "How you are known", "How do you want to be known to us?", KnownForm),
    Step("contact", "Contact", "How can we reach you?", ContactForm),
)
BY_KEY = {step.key: step for step in STEPS}
CHECK = "check"
