"""The declination gate: may a compelled statement be taken from this subject now?

Every criminal-capable allegation against the subject, in this case and those linked or merged with
it, needs a prosecutor's declination, an ended prosecution, or the prosecutor's written authority,
and nobody else may still be prosecuting it (Kalkines v. US, 473 F.2d 1391; domain reference §3.1).
There is no override.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select

from jicms.allegations.models import Allegation, AllegationSubject
from jicms.cases.models import Party, PartyRole
from jicms.cases.scope_links import same_matter
from jicms.core import unit_of_work
from jicms.prosecution.line import PENDING, SETTLED
from jicms.prosecution.models import (
    ProsecutionCharge,
    ProsecutionEvent,
    ProsecutionReferral,
    ProsecutionStatus,
)
from jicms.refdata.models import AllegationCategory

#: The one sentence of the refusal: it names nothing that the actor may not see.
SHUT = "Not open for this subject. Ask the reviewing supervisor."
_WHOLE = "the gate counts every allegation and referral of the subject"


@dataclass(frozen=True, slots=True)
class Gate:
    """Whether it is open, and the charges (n.m) of the case itself that keep it shut."""

    is_open: bool
    shut_by: tuple[str, ...] = ()


def gate_of(party: Party) -> Gate:
    """The gate of one subject. Not scoped: what is hidden keeps it shut too."""
    permits = _what_permits(party)
    shut = [row for row in _criminal_charges(party) if not permits.get(row.id, False)]
    own = tuple(f"{row.n}.{row.m}" for row in shut if row.party_id == party.id)
    return Gate(not shut, own)


def is_open(party: Party) -> bool:
    """Whether a compelled statement may be taken."""
    return gate_of(party).is_open


def _is_same_subject(party: Party) -> ColumnElement[bool]:
    """The subject here, and the same person as a subject of a linked or merged case."""
    own = Party.id == party.id
    if party.person_id is None:
        return own
    elsewhere = and_(
        Party.person_id == party.person_id,
        Party.role == PartyRole.SUBJECT,
        Party.withdrawn_at.is_(None),
        same_matter(Party.case_id, party.case_id),
    )
    return or_(own, elsewhere)


def _criminal_charges(party: Party) -> Sequence[Any]:
    rows = unit_of_work.session().execute(
        select(AllegationSubject.id, AllegationSubject.party_id, Allegation.n, AllegationSubject.m)
        .join(Allegation, Allegation.id == AllegationSubject.allegation_id)
        .join(Party, Party.id == AllegationSubject.party_id)
        .outerjoin(AllegationCategory, AllegationCategory.code == Allegation.category_code)
        .where(
            _is_same_subject(party),
            # An allegation without a code may be anything.
            AllegationCategory.criminal_capable.is_not(False),
        )
        .order_by(Allegation.n, AllegationSubject.m)
        .execution_options(unscoped=_WHOLE)
    )
    return rows.all()


def _what_permits(party: Party) -> dict[int, bool]:
    """Per charge that an office was given: whether every such office permits the interview."""
    session = unit_of_work.session()
    rows = session.execute(
        select(
            ProsecutionReferral.id,
            ProsecutionReferral.status,
            ProsecutionCharge.allegation_subject_id,
        )
        .join(ProsecutionCharge, ProsecutionCharge.referral_id == ProsecutionReferral.id)
        .join(Party, Party.id == ProsecutionReferral.party_id)
        .where(
            _is_same_subject(party),
            ProsecutionReferral.status != ProsecutionStatus.NOT_APPLICABLE,
        )
        .execution_options(unscoped=_WHOLE)
    ).all()
    authorities = session.execute(
        select(ProsecutionEvent.referral_id, ProsecutionEvent.authorizes_compelled)
        .where(ProsecutionEvent.referral_id.in_({row.id for row in rows}))
        .order_by(ProsecutionEvent.id)
        .execution_options(unscoped=_WHOLE)
    )
    # An authority counts as long as nothing followed it on the line.
    authorised = {row.referral_id: row.authorizes_compelled for row in authorities}
    found: dict[int, bool] = {}
    for referral_id, status, charge_id in rows:
        permitted = status in SETTLED or (status in PENDING and authorised.get(referral_id, False))
        found[charge_id] = found.get(charge_id, True) and permitted
    return found
