"""What cases, allegations and discipline tell of a person: the source that `people` asks."""

import json
from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import Select, Text, bindparam, or_, select
from sqlalchemy.orm import joinedload

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import Actor
from jicms.allegations.models import Allegation, AllegationSubject
from jicms.cases.models import (
    Case,
    CaseGrant,
    GrantKind,
    Party,
    PartyRole,
    SubjectStatus,
    VaultIdentity,
)
from jicms.cases.queries import case_by_number
from jicms.cases.scope import LR_ROLES
from jicms.core import crypto, unit_of_work
from jicms.core.database import like_escaped
from jicms.core.standing import keep
from jicms.discipline.models import ActionStatus, DisciplinaryAction, Penalty, PenaltyStage
from jicms.discipline.models_prior import MarkKind
from jicms.discipline.queries_prior import marked, no_longer_relied_on
from jicms.people.history import Involvement, Line, Matter, Naming, Reach
from jicms.people.models import Person
from jicms.people.names import fold
from jicms.refdata.models import ActionType, AllegationCategory, FindingCode, OutcomeCoding
from jicms.refdata.queries import label_of

SHOWN = 50
#: Cases looked at for the ground; the newest decide.
LOOKED_AT = 200
#: Vault entries without a person record that a search is compared with.
VAULT_ROWS = 2_000
#: The best ground first.
GROUNDS = (
    GrantKind.NAMED,
    GrantKind.ASSIGNMENT,
    GrantKind.PACKAGE,
    GrantKind.REFERRAL,
    GrantKind.SHARE,
)
#: The last word on a penalty stands.
STAGES = (
    PenaltyStage.DECIDED,
    PenaltyStage.SETTLED,
    PenaltyStage.AFTER_APPEAL,
    PenaltyStage.FINAL,
)
_WHY = "a protected name never stands in the trail"


class CaseHistory:
    """Implements `people.history.Source`; every statement is scoped to the viewer."""

    def reach(self, actor: Actor, person: Person) -> Reach:
        """The best ground among the visible cases that name the person, in two statements.

        Among equal ones a case in which the person is a subject is named. Labor relations reaches
        nobody by another role: that a case names a witness is not theirs to learn here.
        """
        session = unit_of_work.session()
        as_subject = Party.role == PartyRole.SUBJECT
        cases = session.execute(
            select(
                Case.id, Case.number, Case.lead_office_id, Party.n, as_subject.label("as_subject")
            )
            .join(Party, Party.case_id == Case.id)
            .where(
                Party.person_id == person.id,
                Party.withdrawn_at.is_(None),
                *((as_subject,) if actor.role in LR_ROLES else ()),
            )
            .order_by(as_subject.desc(), Case.received_at.desc(), Case.id.desc())
            .limit(LOOKED_AT)
        ).all()
        if not cases:
            return Reach()
        kinds = self._grants(actor, {case.id for case in cases})
        for kind in GROUNDS:
            for case in cases:
                if (case.id, kind) in kinds:
                    return _through(case, kind.value.upper())
        own = next((c for c in cases if c.lead_office_id in actor.whole_offices), None)
        return _through(own, "OFFICE") if own else Reach()

    @staticmethod
    def _grants(actor: Actor, cases: Iterable[int]) -> set[tuple[int, GrantKind]]:
        rows = unit_of_work.session().execute(
            select(CaseGrant.case_id, CaseGrant.kind).where(
                CaseGrant.case_id.in_(cases),
                CaseGrant.principal_id.in_(actor.principals or (0,)),
                CaseGrant.revoked_at.is_(None),
                or_(CaseGrant.until.is_(None), CaseGrant.until > actor.moment),
                or_(CaseGrant.office_id.is_(None), CaseGrant.office_id == actor.office_id),
            )
        )
        return {(row.case_id, row.kind) for row in rows}

    def involvement(self, actor: Actor, person: Person) -> Involvement:
        """The person's cases as a subject, in three statements."""
        subject = list(
            unit_of_work.session().scalars(
                select(Party)
                .join(Case, Case.id == Party.case_id)
                .where(
                    Party.person_id == person.id,
                    Party.role == PartyRole.SUBJECT,
                    Party.withdrawn_at.is_(None),
                )
                .options(joinedload(Party.case))
                .order_by(Case.received_at.desc(), Party.id.desc())
                .limit(SHOWN + 1)
            )
        )
        found = Involvement(more=len(subject) > SHOWN)
        lines, outcomes = _lines(subject), _outcomes(subject)
        for party in subject[:SHOWN]:
            matter = _matter(actor, party, lines.get(party.id, []), outcomes)
            if matter is not None:
                found.matters.append(matter)
                _note_uses(found, party)
        return found

    def may_log(self, actor: Actor, number: str) -> bool:
        """Whether the actor writes in the log of that case, in two statements."""
        case = case_by_number(number)
        return case is not None and policy.allows(actor, Action.LOG_ADD, case)

    def namings(self, actor: Actor, person: Person) -> list[Naming]:
        """The parties in sight that are this person, in one statement."""
        rows = unit_of_work.session().execute(
            select(Case.number, Party.role, Case.received_on)
            .join(Party, Party.case_id == Case.id)
            .where(Party.person_id == person.id, Party.withdrawn_at.is_(None))
            .order_by(Case.received_at.desc(), Case.id.desc(), Party.n)
            .limit(LOOKED_AT)
        )
        return [Naming(row.number, row.role.value, row.received_on) for row in rows]

    def holds_protected(self, words: list[str]) -> bool:
        """Whether the words fit a name in the vault."""
        session = unit_of_work.session()
        count = len(words)
        fits = {f"word_{n}": "%" + like_escaped(word) + "%" for n, word in enumerate(words)}
        if session.scalar(_named(count), fits) is not None:
            return True
        rows = session.execute(_sealed())
        return any(set(words) <= _words_of(row.party_id, row.sealed) for row in rows)


def _through(case: Any, ground: str) -> Reach:
    return Reach(ground, case.number, bool(case.as_subject), case.n)


@cache
def _named(words: int) -> Select[Any]:
    """A person in the vault whose name has so many words in it."""
    found = select(VaultIdentity.id).join(Person, Person.id == VaultIdentity.person_id)
    for n in range(words):
        found = found.where(Person.search_name.like(bindparam(f"word_{n}", type_=Text), escape="/"))
    return keep(found.limit(1).execution_options(unscoped=_WHY))


@cache
def _sealed() -> Select[int, str]:
    """The newest identities in the vault of people who are in no directory."""
    return keep(
        select(VaultIdentity.party_id, VaultIdentity.sealed)
        .where(VaultIdentity.sealed != "", VaultIdentity.person_id.is_(None))
        .order_by(VaultIdentity.id.desc())
        .limit(VAULT_ROWS)
        .execution_options(unscoped=_WHY)
    )


def _words_of(party_id: int, sealed: str) -> set[str]:
    kept = json.loads(crypto.open_text("vault", f"vault:{party_id}", sealed))
    return set(fold(str(kept.get("name", ""))).split())


def _matter(
    actor: Actor,
    party: Party,
    lines: Sequence[Line],
    outcomes: dict[int, tuple[str, str, date | None]],
) -> Matter | None:
    """One case; None where labor relations may not know of it: nothing unproven, nothing open
    that was not sent to them."""
    if actor.role in LR_ROLES:
        proven = _substantiating()
        lines = [line for line in lines if line.finding_code in proven]
        if not lines or party.subject_status is SubjectStatus.NOT_REFERRED:
            return None
    outcome, note, on = outcomes.get(party.id, ("", "", None))
    if party.subject_status is SubjectStatus.CODED:
        outcome, note = "No referral", label_of(OutcomeCoding, party.outcome_code)
    return Matter(
        number=party.case.number,
        received_on=party.case.received_on,
        status=party.case.status.value,
        lines=tuple(lines),
        outcome=outcome,
        outcome_note=note,
        outcome_on=on,
    )


def _substantiating() -> frozenset[str]:
    rows = unit_of_work.session().scalars(
        select(FindingCode.code).where(FindingCode.is_substantiating)
    )
    return frozenset(rows)


def _lines(parties: Sequence[Party]) -> dict[int, list[Line]]:
    found: dict[int, list[Line]] = {}
    rows = unit_of_work.session().execute(
        select(
            AllegationSubject.party_id,
            AllegationSubject.finding_code,
            Allegation.category_code,
            Allegation.legacy_category,
        )
        .join(Allegation, Allegation.id == AllegationSubject.allegation_id)
        .where(AllegationSubject.party_id.in_([party.id for party in parties]))
        .order_by(Allegation.n, AllegationSubject.m)
    )
    for row in rows:
        code = row.category_code
        words = f"{code} {label_of(AllegationCategory, code)}" if code else row.legacy_category
        found.setdefault(row.party_id, []).append(Line(words or "Not coded", row.finding_code))
    return found


def _outcomes(parties: Sequence[Party]) -> dict[int, tuple[str, str, date | None]]:
    """The outcome of each subject, derived from the last word on the penalty that is visible, with
    a note where nothing may rely on it. What an agreement cleared is told nobody."""
    rows = unit_of_work.session().execute(
        select(
            DisciplinaryAction.party_id,
            Penalty.stage,
            Penalty.action_type_code,
            Penalty.days,
            Penalty.on,
            marked(DisciplinaryAction.id, MarkKind.CLEARED).label("is_cleared"),
            no_longer_relied_on(DisciplinaryAction.id).label("is_past"),
        )
        .join(Penalty, Penalty.action_id == DisciplinaryAction.id)
        .where(
            DisciplinaryAction.party_id.in_([party.id for party in parties]),
            DisciplinaryAction.status != ActionStatus.WITHDRAWN,
            Penalty.stage.in_(STAGES),
        )
        .order_by(DisciplinaryAction.n, Penalty.id)
    )
    best: dict[int, Any] = {}
    for row in rows:
        kept = best.get(row.party_id)
        if kept is None or STAGES.index(row.stage) >= STAGES.index(kept.stage):
            best[row.party_id] = row
    return {party: _said(row) for party, row in best.items()}


def _said(row: Any) -> tuple[str, str, date | None]:
    if row.is_cleared:
        return "None that may be shown", "", None
    days = f", {row.days} days" if row.days else ""
    note = "Expired or cancelled: may not be relied on" if row.is_past else ""
    return f"{label_of(ActionType, row.action_type_code)}{days}", note, row.on


def _note_uses(found: Involvement, party: Party) -> None:
    """Say which case took which employment row, at incident and at opening."""
    taken: dict[int, list[str]] = {}
    for row, word in ((party.at_incident_id, "incident"), (party.at_opening_id, "opening")):
        if row is not None:
            taken.setdefault(row, []).append(word)
    for row, words in taken.items():
        said = f"{' and '.join(words).capitalize()} of"
        texts = found.uses.setdefault(row, [])
        place = next((n for n, text in enumerate(texts) if text.startswith(f"{said} ")), None)
        if place is None:
            texts.append(f"{said} {party.case.number}")
        else:
            texts[place] += f", {party.case.number}"


source = CaseHistory()
