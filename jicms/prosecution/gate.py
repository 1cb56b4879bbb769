"""The declination gate: may a compelled statement be taken from this subject now?

Every criminal-capable allegation against the subject, in this case and those linked or merged with
it, needs of each sovereign with likely jurisdiction a prosecutor's declination, an ended
prosecution, the prosecutor's written authority, or a standing declination whose conditions were
ticked; and nobody else may still be prosecuting it (Kalkines v. US, 473 F.2d 1391; domain reference
§3.1). The federal prosecutor is always asked, another sovereign where an assessment finds it likely
or an office of it was given the matter. There is no override here: counsel's belongs to one
interview (`interviews`).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any, NamedTuple, TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Executable, and_, or_, select

from jicms.allegations.models import Allegation, AllegationSubject
from jicms.auth.models import Agency
from jicms.cases.models import Case, Party, PartyRole
from jicms.cases.scope_links import same_matter
from jicms.core import clock, unit_of_work
from jicms.prosecution.line import PENDING, SETTLED, TAKEN_UP
from jicms.prosecution.models import (
    ProsecutionCharge,
    ProsecutionEvent,
    ProsecutionReferral,
    ProsecutionStatus,
)
from jicms.prosecution.models_gate import (
    Jurisdiction,
    StandingCategory,
    StandingDeclination,
    StandingUse,
)
from jicms.refdata.models import AllegationCategory

#: The one sentence of the refusal: it names nothing that the actor may not see.
SHUT = "Not open for this subject. Ask the reviewing supervisor."
#: The same of an interview that began while it was shut.
TOO_EARLY = "It began before the declination gate was open. Ask the reviewing supervisor."
#: Asked for every criminal-capable allegation.
ALWAYS = "FEDERAL"
S = TypeVar("S", bound=Executable)


def whole(statement: S) -> S:
    """The statement for whoever asks: what is hidden keeps the gate shut too."""
    return statement.execution_options(
        unscoped="the gate counts every allegation and referral of the subject"
    )


@dataclass(frozen=True, slots=True)
class Gate:
    """Whether it is open, and the charges (n.m) of the case itself that keep it shut."""

    is_open: bool
    shut_by: tuple[str, ...] = ()
    #: What is missing for those: (n.m, level of the sovereign).
    missing: tuple[tuple[str, str], ...] = field(default=(), compare=False)
    #: Criminal-capable charges of the case itself whose other sovereigns nobody has assessed.
    unassessed: tuple[str, ...] = field(default=(), compare=False)


def gate_of(party: Party) -> Gate:
    """The gate of one subject. Not scoped: what is hidden keeps it shut too."""
    return gates_for(party.case_id, [party])[party.id]


def gates_for(case_id: int, parties: Sequence[Party]) -> dict[int, Gate]:
    """The gates of subjects of one case by their ids, in as many statements as for one."""
    if not parties:
        return {}
    rows = _criminal_charges(case_id, parties)
    permits = _what_permits(case_id, parties)
    assessed = _assessments(rows)
    for use in _standing(rows):
        permits.setdefault(use.charge_id, {}).setdefault(use.level, True)
    return {
        party.id: _gate(party, [row for row in rows if _is_of(row, party)], permits, assessed)
        for party in parties
    }


def _is_of(charge: Any, party: Party) -> bool:
    """A charge against the subject, here or as the same person in a linked or merged case."""
    same_person = party.person_id is not None and charge.person_id == party.person_id
    return bool(charge.party_id == party.id or same_person)


def _gate(
    party: Party,
    charges: Sequence[Any],
    permits: dict[int, dict[str, bool]],
    assessed: dict[int, dict[str, bool]],
) -> Gate:
    shut, missing = [], []
    for row in charges:
        likely = {level for level, is_likely in assessed[row.id].items() if is_likely}
        answers = permits.get(row.id, {})
        lacking = sorted(
            level for level in {ALWAYS, *likely, *answers} if not answers.get(level, False)
        )
        if lacking:
            shut.append(row)
            missing += [(row, level) for level in lacking]
    return Gate(
        not shut,
        _own(party, shut),
        tuple((f"{row.n}.{row.m}", level) for row, level in missing if row.party_id == party.id),
        _own(party, [row for row in charges if not assessed[row.id].keys() - {ALWAYS}]),
    )


def _own(party: Party, rows: Iterable[Any]) -> tuple[str, ...]:
    return tuple(f"{row.n}.{row.m}" for row in rows if row.party_id == party.id)


def is_open(party: Party) -> bool:
    """Whether a compelled statement may be taken."""
    return gate_of(party).is_open


def subjects_that(case: Case, person: Party) -> list[Party]:
    """The subjects that somebody of a case is, also where the person is entered a second time or is
    the subject of a linked case. Whoever asks."""
    same = Party.id == person.id
    if person.person_id is not None:
        same = Party.person_id == person.person_id
    found = unit_of_work.session().scalars(
        whole(
            select(Party).where(
                same_matter(Party.case_id, case.id),
                Party.role == PartyRole.SUBJECT,
                Party.withdrawn_at.is_(None),
                same,
            )
        )
    )
    return list(found)


def gates_of(case: Case, person: Party) -> list[tuple[Party, Gate]]:
    """The gate of every subject that somebody of the case is."""
    return [(subject, gate_of(subject)) for subject in subjects_that(case, person)]


def may_be_compelled(case: Case, person: Party) -> bool:
    """Whether the gate is open for every subject that somebody of the case is."""
    return all(is_open(subject) for subject in subjects_that(case, person))


def answered_on(case: Case, person: Party) -> date | None:
    """The day from which every prosecutor who was given the matter of somebody of the case had
    declined, ended it or authorised the interview once; None where nobody had to. Whoever asks."""
    first: dict[int, date] = {}
    for subject in subjects_that(case, person):
        rows = unit_of_work.session().execute(
            whole(
                select(ProsecutionEvent.referral_id, ProsecutionEvent.on)
                .join(ProsecutionReferral, ProsecutionReferral.id == ProsecutionEvent.referral_id)
                .join(Party, Party.id == ProsecutionReferral.party_id)
                .where(
                    _are_subjects(subject.case_id, [subject]),
                    or_(
                        ProsecutionEvent.status.in_(SETTLED),
                        ProsecutionEvent.authorizes_compelled.is_(True),
                    ),
                )
            )
        )
        for referral_id, on in rows:
            first[referral_id] = min(on, first.get(referral_id, on))
    return max(first.values(), default=None)


def relied_on_at(case: Case, person: Party) -> datetime | None:
    """From when standing declinations were relied on and in force for every charge of somebody of
    the case that no prosecutor was given; None where the gate rests on none. Whoever asks."""
    first: dict[tuple[int, str], datetime] = {}
    for subject in subjects_that(case, person):
        charges = _criminal_charges(subject.case_id, [subject])
        asked = _what_permits(subject.case_id, [subject])
        zones = {row.id: row.zone for row in charges}
        for use in _standing(charges):
            if use.level in asked.get(use.charge_id, {}):
                continue
            in_force = datetime.combine(use.valid_from, time(), ZoneInfo(zones[use.charge_id]))
            since = max(use.since, in_force)
            key = (use.charge_id, use.level)
            first[key] = min(since, first.get(key, since))
    return max(first.values(), default=None)


def is_taken_up(party: Party) -> bool:
    """Whether a prosecutor has the matter of a subject in hand, here or in a linked or merged case:
    past acceptance, or taken up again after it was settled. Whoever asks."""
    before = select(ProsecutionEvent.id).where(
        ProsecutionEvent.referral_id == ProsecutionReferral.id,
        ProsecutionEvent.status.in_((*TAKEN_UP, *SETTLED)),
    )
    found = unit_of_work.session().scalar(
        whole(
            select(ProsecutionReferral.id)
            .join(Party, Party.id == ProsecutionReferral.party_id)
            .where(
                _are_subjects(party.case_id, [party]),
                ProsecutionReferral.status.in_(PENDING),
                before.exists(),
            )
            .limit(1)
        )
    )
    return found is not None


def _are_subjects(case_id: int, parties: Sequence[Party]) -> ColumnElement[bool]:
    """The subjects here, and the same persons as subjects of a linked or merged case."""
    own = Party.id.in_([party.id for party in parties])
    persons = [party.person_id for party in parties if party.person_id is not None]
    if not persons:
        return own
    elsewhere = and_(
        Party.person_id.in_(persons),
        Party.role == PartyRole.SUBJECT,
        Party.withdrawn_at.is_(None),
        same_matter(Party.case_id, case_id),
    )
    return or_(own, elsewhere)


def _criminal_charges(case_id: int, parties: Sequence[Party]) -> Sequence[Any]:
    rows = unit_of_work.session().execute(
        whole(
            select(
                AllegationSubject.id,
                AllegationSubject.party_id,
                Party.person_id,
                Allegation.n,
                AllegationSubject.m,
                Allegation.category_code,
                Agency.zone,
            )
            .join(Allegation, Allegation.id == AllegationSubject.allegation_id)
            .join(Party, Party.id == AllegationSubject.party_id)
            .join(Case, Case.id == Party.case_id)
            .join(Agency, Agency.id == Case.agency_id)
            .outerjoin(AllegationCategory, AllegationCategory.code == Allegation.category_code)
            .where(
                _are_subjects(case_id, parties),
                # An allegation without a code may be anything.
                AllegationCategory.criminal_capable.is_not(False),
            )
            .order_by(Allegation.n, AllegationSubject.m)
        )
    )
    return rows.all()


def _what_permits(case_id: int, parties: Sequence[Party]) -> dict[int, dict[str, bool]]:
    """Per charge and sovereign that were asked: whether every office permits the interview."""
    session = unit_of_work.session()
    rows = session.execute(
        whole(
            select(
                ProsecutionReferral.id,
                ProsecutionReferral.status,
                ProsecutionReferral.level_code,
                ProsecutionCharge.allegation_subject_id,
            )
            .join(ProsecutionCharge, ProsecutionCharge.referral_id == ProsecutionReferral.id)
            .join(Party, Party.id == ProsecutionReferral.party_id)
            .where(
                _are_subjects(case_id, parties),
                ProsecutionReferral.status != ProsecutionStatus.NOT_APPLICABLE,
            )
        )
    ).all()
    authorities = session.execute(
        whole(
            select(ProsecutionEvent.referral_id, ProsecutionEvent.authorizes_compelled)
            .where(ProsecutionEvent.referral_id.in_({row.id for row in rows}))
            .order_by(ProsecutionEvent.id)
        )
    )
    # An authority counts as long as nothing followed it on the line.
    authorised = {row.referral_id: row.authorizes_compelled for row in authorities}
    found: dict[int, dict[str, bool]] = {}
    for referral_id, status, level, charge_id in rows:
        permitted = status in SETTLED or (status in PENDING and authorised.get(referral_id, False))
        of_charge = found.setdefault(charge_id, {})
        of_charge[level] = of_charge.get(level, True) and permitted
    return found


def _assessments(charges: Sequence[Any]) -> dict[int, dict[str, bool]]:
    """Per charge: the latest assessment of each sovereign."""
    found: dict[int, dict[str, bool]] = {row.id: {} for row in charges}
    rows = unit_of_work.session().execute(
        whole(
            select(
                Jurisdiction.allegation_subject_id, Jurisdiction.level_code, Jurisdiction.is_likely
            )
            .where(Jurisdiction.allegation_subject_id.in_(found))
            .order_by(Jurisdiction.id)
        )
    )
    for charge_id, level, is_likely in rows:
        found[charge_id][level] = is_likely
    return found


class _Use(NamedTuple):
    """A sovereign's standing declination relied on for a charge since an instant."""

    charge_id: int
    level: str
    since: datetime
    valid_from: date


def _standing(charges: Sequence[Any]) -> list[_Use]:
    """The standing declinations relied on that count today, by the day of the agency whose case
    each charge is of."""
    known = {row.id: row for row in charges}
    days = {row.zone: clock.today(row.zone) for row in charges}
    rows = unit_of_work.session().execute(
        whole(
            select(
                StandingUse.allegation_subject_id,
                StandingUse.created_at,
                StandingDeclination.level_code,
                StandingCategory.category_code,
                StandingDeclination.valid_from,
                StandingDeclination.valid_until,
            )
            .join(StandingDeclination, StandingDeclination.id == StandingUse.declination_id)
            .join(StandingCategory, StandingCategory.declination_id == StandingDeclination.id)
            .where(
                StandingUse.allegation_subject_id.in_(known),
                StandingUse.withdrawn_at.is_(None),
                StandingDeclination.stands(),
            )
        )
    )
    return [
        _Use(charge_id, level, since, first)
        for charge_id, since, level, code, first, last in rows
        if known[charge_id].category_code == code
        and first <= days[known[charge_id].zone] <= (last or date.max)
    ]
