"""The form of an acknowledgement."""

from jicms.cases.kinds import IdentityMode
from jicms.cases.models import Party
from jicms.intake.letters import form_for
from jicms.intake.models_letters import LetterForm
from jicms.intake.service.letters import method_of, mode_of
from jicms.web.forms import BaseForm, Choice, Code, LongText, Text, Version

_FORMS = (
    Choice(LetterForm.LETTER, "Letter", "To be printed and signed."),
    Choice(LetterForm.EMAIL, "E-mail", "To be copied into your mail program."),
    Choice(LetterForm.SPOKEN, "Read out", "On the telephone, or in person."),
)


class LetterPage(BaseForm):
    """How an acknowledgement is sent, and what is added to its fixed text."""

    unread = {
        "added": "sealed with the text that it becomes part of",
        "address": "sealed with the text; taken for open reporters alone",
        "email": "sealed with the text; taken for open reporters alone",
    }

    form = Code("How it is sent", display="radios")
    address = LongText(
        "Address", optional=True, limit=300, rows=3, hint="As it stands on the envelope."
    )
    email = Text("E-mail address", optional=True, limit=200)
    added = LongText(
        "A paragraph of your own",
        optional=True,
        limit=1000,
        rows=4,
        hint="Say nothing about persons, evidence or findings. The rest of the text is fixed.",
    )
    n = Version("Number of the acknowledgement")

    def offer(self, party: Party, n: int) -> None:
        """Offer the forms, the usual one for how the report came in first."""
        self.form.offer(_FORMS)
        if not self.is_submitted():
            self.form.data = form_for(method_of(party))
            self.n.data = n
            person = party.person if mode_of(party) is IdentityMode.OPEN else None
            self.email.data = person.email if person is not None else None

    @property
    def chosen(self) -> LetterForm:
        """How it is sent."""
        return LetterForm(self.form.data or LetterForm.LETTER)

    @property
    def way(self) -> str:
        """Where it goes, as typed."""
        typed = {LetterForm.LETTER: self.address, LetterForm.EMAIL: self.email}.get(self.chosen)
        return (typed.data or "") if typed is not None else ""
