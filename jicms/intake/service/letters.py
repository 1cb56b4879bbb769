"""Acknowledgements: what is written or read to whoever reported, and recorded as sent.

The text is sealed. Of a confidential reporter it holds neither name nor address: they stay in the
vault, and a copy is addressed when it is printed, by whoever may open the vault. Of an anonymous
reporter's nothing is kept but that it was made, for it holds the receipt code.
"""

import json
from dataclasses import asdict, dataclass, replace
from datetime import date

from sqlalchemy import func, select

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import Actor
from jicms.allegations.models import Allegation
from jicms.audit import recorder
from jicms.audit.events import Event
from jicms.auth.models import Office, User
from jicms.cases import service as cases
from jicms.cases.models import Case, IdentityMode, Party, PartyRole
from jicms.core import clock, crypto, unit_of_work
from jicms.core.errors import RuleBroken
from jicms.intake import letters
from jicms.intake.models_letters import Acknowledgement, LetterForm
from jicms.intake.service.receipts import give_receipt

REPORTERS = (PartyRole.COMPLAINANT, PartyRole.REPORTING_OFFICIAL)
NOT_NAMED = "To the person who reported"


@dataclass(frozen=True, slots=True)
class Letter:
    """A text as it is sent. Addressee and salutation are blank where they stay in the vault."""

    form: LetterForm
    subject: str
    text: str
    addressee: str = ""
    salutation: str = "Dear Sir or Madam:"

    @property
    def whole(self) -> str:
        """All of it, to be copied into an e-mail."""
        return "\n\n".join(part for part in (self.salutation, self.text) if part)


def mode_of(party: Party) -> IdentityMode:
    """How the identity of a reporter is kept."""
    return party.identity_mode or IdentityMode.OPEN


def method_of(party: Party) -> str | None:
    """How the report came in: of the reporter's own allegations, else of the case's first."""
    return unit_of_work.session().scalar(
        select(Allegation.intake_method_code)
        .where(Allegation.case_id == party.case_id)
        .order_by(func.coalesce(Allegation.complainant_id == party.id, False).desc(), Allegation.n)
        .limit(1)
    )


def compose(
    party: Party,
    *,
    actor: Actor,
    form: LetterForm,
    added: str = "",
    address: str = "",
    code: str = letters.CODE_LATER,
) -> tuple[Letter, letters.LetterText]:
    """The text for a reporter as it would be sent today, and the version that it comes from."""
    policy.require(actor, Action.ACKNOWLEDGE, party)
    case, mode, method = party.case, mode_of(party), method_of(party)
    source = letters.text_for(mode, form, method, clock.today(case.agency.zone))
    subject, text = source.fill(_facts(case, actor, method) | {"added": added, "code": code})
    if mode is not IdentityMode.OPEN:
        return Letter(form, subject, text, salutation=_salutation(form, "")), source
    return _named(Letter(form, subject, text), party.name, address), source


def _facts(case: Case, actor: Actor, method: str | None) -> dict[str, str]:
    session = unit_of_work.session()
    office = session.get(Office, actor.office_id) if actor.office_id is not None else None
    user = session.get(User, actor.user_id) if actor.user_id is not None else None
    of = office or case.lead_office
    return {
        "received": _day(case.received_on),
        "through": letters.through(method),
        "number": case.number,
        "office": of.name,
        "agency": of.agency.name,
        "telephone": of.telephone,
        "official": user.name if user is not None else "",
    }


def _day(on: date) -> str:
    return f"{on:%B} {on.day}, {on.year}"


def _salutation(form: LetterForm, name: str) -> str:
    if form is LetterForm.SPOKEN:
        return ""
    return f"Dear {name}:" if name else "Dear Sir or Madam:"


def _named(letter: Letter, name: str, address: str) -> Letter:
    lines = [name, *address.splitlines()] if letter.form is LetterForm.LETTER else [name, address]
    return Letter(
        letter.form,
        letter.subject,
        letter.text,
        addressee="\n".join(line.strip() for line in lines if line.strip()),
        salutation=_salutation(letter.form, name),
    )


def acknowledge(
    party: Party,
    *,
    actor: Actor,
    form: LetterForm,
    n: int | None,
    added: str = "",
    address: str = "",
) -> tuple[Acknowledgement, Letter]:
    """Record an acknowledgement as sent; the letter holds the receipt code, which is shown once.

    `n` is the number that the page was opened with: of the same page sent twice the second is
    refused. Raises `RuleBroken`, `Denied`.
    """
    policy.require(actor, Action.ACKNOWLEDGE, party)
    case, mode = party.case, mode_of(party)
    cases.lock(case)
    if party.withdrawn_at is not None or party.role not in REPORTERS:
        raise RuleBroken("Only somebody who reported is sent an acknowledgement.")
    if n != next_number(case):
        raise RuleBroken("This acknowledgement was recorded already. Open the page once more.")
    if address and mode is not IdentityMode.OPEN:
        raise RuleBroken("The address of this reporter is not kept here.", field="address")
    code = give_receipt(case) if mode is IdentityMode.ANONYMOUS else ""
    letter, source = compose(party, actor=actor, form=form, added=added, address=address, code=code)
    row = Acknowledgement(
        case_id=case.id,
        n=n,
        party_id=party.id,
        form=form,
        template=source.code,
        template_version=source.version,
        user_id=actor.user_id,
    )
    unit_of_work.session().add(row)
    unit_of_work.session().flush()
    if mode is not IdentityMode.ANONYMOUS:
        row.sealed = crypto.seal_text("letter", _context(row), json.dumps(asdict(letter)))
        unit_of_work.session().flush()
    recorder.record(
        Event.ACKNOWLEDGEMENT_MADE,
        obj=row,
        form=form.value,
        template=source.code,
        version=source.version,
    )
    return row, letter


def next_number(case: Case) -> int:
    """The number of the next acknowledgement of a case."""
    last = unit_of_work.session().scalar(
        select(func.max(Acknowledgement.n)).where(Acknowledgement.case_id == case.id)
    )
    return (last or 0) + 1


def letter_of(row: Acknowledgement) -> Letter | None:
    """What was sent; None of an anonymous reporter. Without name and address where the reporter is
    protected by now: the case keeps one alias, and the letter would say who is behind it."""
    if not row.sealed:
        return None
    kept = json.loads(crypto.open_text("letter", _context(row), row.sealed))
    letter = Letter(**kept | {"form": LetterForm(kept["form"])})
    if mode_of(row.party) is IdentityMode.OPEN:
        return letter
    return replace(letter, addressee="", salutation=_salutation(letter.form, ""))


def address_letter(
    row: Acknowledgement, *, actor: Actor, reason_code: str, note: str = ""
) -> Letter:
    """The letter with the name and address that the vault keeps: a reveal like any other."""
    letter = letter_of(row)
    if letter is None or mode_of(row.party) is not IdentityMode.CONFIDENTIAL:
        raise RuleBroken("No identity is kept for this acknowledgement.")
    known = cases.reveal_identity(row.party, actor=actor, reason_code=reason_code, note=note)
    way = known.get("email" if row.form is LetterForm.EMAIL else "address", "")
    return _named(letter, known.get("name", ""), way)


def _context(row: Acknowledgement) -> str:
    return f"acknowledgement:{row.id}:{row.party_id}"
