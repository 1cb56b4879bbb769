"""Forms of letters: the details that a writer types, files, service."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from jicms.discipline.forms.offers import codes
from jicms.discipline.letters.blocks import BLOCKS
from jicms.discipline.letters.composing import facts_of
from jicms.discipline.letters.facts import FACTS, Fact, Form
from jicms.discipline.letters.kinds import LetterType
from jicms.discipline.models import DisciplinaryAction
from jicms.discipline.models_letters import Letter, LetterVersion, VersionSource
from jicms.discipline.service import today_of
from jicms.refdata.models import ServiceMethod
from jicms.web.forms import (
    BaseForm,
    Choice,
    Code,
    Codes,
    File,
    LocalTime,
    LongText,
    Number,
    Text,
    UsDate,
    Version,
)

#: A letter with its enclosures; an edited one holds no pictures worth the name.
_PDF_MB, _DOCX_MB = 50, 10


def facts_form(kind: LetterType, record: Any) -> BaseForm:
    """The details of a letter of that kind; none has to be known at once."""
    fields: dict[str, Any] = {"version": Version()}
    for name, fact in facts_of(kind).items():
        fields[name] = _field(fact)
    form: BaseForm = type("LetterForm", (BaseForm,), fields)(obj=record)
    return form


def _field(fact: Fact) -> Any:
    said: Any = {"hint": fact.hint} if fact.hint else {}
    said["optional" if fact.optional else "later"] = True
    if fact.form is Form.DATE:
        return UsDate(fact.label, **said)
    if fact.form is Form.NUMBER:
        return Number(fact.label, low=fact.low, high=365, **said)
    if fact.form is Form.TEXT:
        return LongText(fact.label, limit=8000, rows=4, **said)
    return Text(fact.label, limit=160, **said)


class Facts:
    """The details of a letter as a record: its fields by name, and the letter's version."""

    def __init__(self, facts: Mapping[str, Any], version: int | None = None) -> None:
        self.version = version
        for name, value in facts.items():
            known = FACTS.get(name)
            dated = known is not None and known.form is Form.DATE and isinstance(value, str)
            setattr(self, name, date.fromisoformat(value) if dated else value)


class EditedForm(BaseForm):
    """A version that was edited in a word processor."""

    file = File("Edited letter", limit_mb=_DOCX_MB, accept=".docx", hint="DOCX")
    note = Text("What was changed", limit=200, optional=True)
    version = Version()


class SignedForm(BaseForm):
    """The signed letter."""

    made_from = Code("Version that was signed")
    file = File("Signed letter", limit_mb=_PDF_MB, accept=".pdf", hint="PDF")
    confirmed = Codes(
        "Only for a scan: I looked at the signed letter and saw in it",
        optional=True,
        hint="A PDF with text is read by the system; your confirmation is kept with your name.",
    )
    note = Text("Remark", limit=200, optional=True, hint="Such as who signed, and when")
    version = Version()

    def offer(self, letter: Letter) -> None:
        """The newest version that is not a signed one, and the blocks that it must have."""
        made = [row for row in letter.versions if row.source is not VersionSource.SIGNED][-1:]
        self.made_from.offer(Choice(row.n, version_name(row)) for row in made)
        must: Iterable[str] = made[0].must if made else ()
        self.confirmed.offer(Choice(block, BLOCKS[block].label) for block in must)


def version_name(row: LetterVersion) -> str:
    """`2, edited`."""
    words = {"GENERATED": "made from the case", "EDITED": "edited", "SIGNED": "signed"}
    return f"{row.n}, {words[row.source.value]}"


class LetterServiceForm(BaseForm):
    """When and how a letter was received."""

    received_on = UsDate("Received on")
    received_time = LocalTime("Received at", hint="Local time, such as 10:22 a.m.")
    method_code = Code("How it was delivered")
    version = Version()

    def offer(self, action: DisciplinaryAction) -> None:
        """Service methods."""
        self.method_code.offer(codes(ServiceMethod, today_of(action)))


class EffectiveDateForm(BaseForm):
    """Another effective date, before the decision is served."""

    effective_on = UsDate("Effective on")
    version = Version()
