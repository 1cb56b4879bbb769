"""The comparator finder: final, unrestricted outcomes of the agency, without whom they concern.

The one named exception to the rule that a hidden case changes no list: the rows are read past the
viewer's scope, and hold nothing that leads back to a case.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    bindparam,
    case,
    exists,
    false,
    func,
    or_,
    select,
)
from sqlalchemy.orm import aliased

from jicms.allegations.models import Allegation, AllegationSubject
from jicms.auth.models import Office
from jicms.cases.models import Case, Party
from jicms.core import clock, unit_of_work
from jicms.deadlines.models import CaseClock, ClockState
from jicms.discipline.models import ActionStatus, DisciplinaryAction, Penalty, PenaltyStage
from jicms.discipline.models_agreements import Agreement
from jicms.discipline.models_prior import MarkKind, RecordMark
from jicms.discipline.service.actions import today_of
from jicms.discipline.service.penalties import LADDER
from jicms.people.models import Employment
from jicms.prosecution.models import ProsecutionReferral
from jicms.refdata.models import ActionType, FindingCode
from jicms.refdata.models_comparators import ComparatorWindow
from jicms.refdata.queries import facts

WHY = "comparators: final outcomes without name, number or date (the named exception)"
#: How many of a list are shown, the newest first.
SHOWN = 25
LOW, HIGH = 3, 5
Final, Proposed = aliased(Penalty, name="final"), aliased(Penalty, name="proposed")


@dataclass(frozen=True, slots=True)
class Comparator:
    """One outcome as it is shown."""

    is_near: bool
    same_unit: bool
    same_official: bool
    was_supervisor: bool
    fiscal_year: int
    proposed_code: str | None
    proposed_days: int | None
    final_code: str
    final_days: int | None


@dataclass(frozen=True, slots=True)
class Found:
    """Both lists, each with how many there are in all."""

    near: Sequence[Comparator]
    agency: Sequence[Comparator]
    near_total: int
    agency_total: int

    @property
    def rows(self) -> list[Comparator]:
        """Both lists, in the order in which a form numbers them."""
        return [*self.near, *self.agency]

    @property
    def print(self) -> str:
        """What tells this result from another: a form that chose from an older one is refused."""
        said = repr([astuple(row) for row in self.rows])
        return hashlib.sha256(said.encode()).hexdigest()[:32]


def years_back() -> int:
    """How many years comparators reach back, by the setting; 3 to 5."""
    row = facts(ComparatorWindow).get("DEFAULT")
    return min(max(row.years, LOW), HIGH) if row is not None else HIGH


def categories_of(action: DisciplinaryAction) -> list[tuple[str, str]]:
    """The categories of what is charged, or may be: what a search may ask for."""
    found = unit_of_work.session().scalars(
        select(Allegation)
        .join(AllegationSubject, AllegationSubject.allegation_id == Allegation.id)
        .outerjoin(FindingCode, FindingCode.code == AllegationSubject.finding_code)
        .where(
            AllegationSubject.party_id == action.party_id,
            or_(AllegationSubject.finding_code.is_(None), FindingCode.is_substantiating),
        )
        .order_by(Allegation.n)
    )
    seen: dict[str, str] = {}
    for row in found:
        if row.category is not None:
            seen.setdefault(row.category.code, row.category.label)
    return list(seen.items())


def find(action: DisciplinaryAction, *, category_code: str, years: int) -> Found:
    """The outcomes of that category in the last years: those nearest, then the agency's others.

    One statement, however many there are.
    """
    values = _values(action, category_code, years)
    rows = unit_of_work.session().execute(_statement(), values).all()
    near, agency = (
        [row for row in rows if bool(row.is_near) is wanted] for wanted in (True, False)
    )
    return Found(
        [_comparator(row) for row in near],
        [_comparator(row) for row in agency],
        near[0].total if near else 0,
        agency[0].total if agency else 0,
    )


def _values(action: DisciplinaryAction, category_code: str, years: int) -> dict[str, Any]:
    today = today_of(action)
    party = action.party
    job = party.at_incident or party.at_opening
    return {
        "category": category_code,
        "since": _years_before(today, years),
        "agency": action.office.agency_id,
        "own": action.id,
        "own_party": action.party_id,
        "person": party.person_id or 0,
        "unit": job.program_office if job is not None else "",
        "proposing": action.proposing_official_id or 0,
        "deciding": action.deciding_official_id or 0,
    }


def _years_before(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:  # February 29
        return day.replace(year=day.year - years, day=28)


def _comparator(row: Any) -> Comparator:
    return Comparator(
        is_near=bool(row.is_near),
        same_unit=bool(row.same_unit),
        same_official=bool(row.same_official),
        was_supervisor=bool(row.was_supervisor),
        fiscal_year=clock.fiscal_year(row.day),
        proposed_code=row.proposed_code,
        proposed_days=row.proposed_days,
        final_code=row.final_code,
        final_days=row.final_days,
    )


_UNIT = and_(Employment.program_office != "", Employment.program_office == bindparam("unit"))
_OFFICIAL = or_(
    DisciplinaryAction.proposing_official_id == bindparam("proposing"),
    DisciplinaryAction.deciding_official_id == bindparam("deciding"),
)
_NEAR = and_(func.coalesce(_UNIT, false()), func.coalesce(_OFFICIAL, false()))


def _statement() -> Select[Any]:
    """Each list's newest, each row with how many its list has."""
    found = _found().subquery("found")
    ranked = select(
        found,
        func.count().over(partition_by=found.c.is_near).label("total"),
        func.row_number()
        .over(partition_by=found.c.is_near, order_by=(found.c.day.desc(), found.c.key.desc()))
        .label("place"),
    ).subquery("ranked")
    return (
        select(ranked)
        .where(ranked.c.place <= SHOWN)
        .order_by(ranked.c.place)
        .execution_options(unscoped=WHY)
    )


def _found() -> Select[Any]:
    # First in the FROM, and whole: of so many tables PostgreSQL keeps the order, and the category,
    # which has an index, leads to the few actions that are like.
    like = _same_charge().cte("like").prefix_with("MATERIALIZED")
    return (
        select(
            DisciplinaryAction.id.label("key"),
            case((_NEAR, 1), else_=0).label("is_near"),
            func.coalesce(_UNIT, false()).label("same_unit"),
            func.coalesce(_OFFICIAL, false()).label("same_official"),
            func.coalesce(Employment.is_supervisor, false()).label("was_supervisor"),
            Final.on.label("day"),
            Proposed.action_type_code.label("proposed_code"),
            Proposed.days.label("proposed_days"),
            Final.action_type_code.label("final_code"),
            Final.days.label("final_days"),
        )
        .select_from(like)
        .join(DisciplinaryAction, DisciplinaryAction.party_id == like.c.party_id)
        .join(Case, Case.id == DisciplinaryAction.case_id)
        .join(Office, Office.id == DisciplinaryAction.office_id)
        .join(
            Final,
            and_(
                Final.action_id == DisciplinaryAction.id,
                Final.stage == PenaltyStage.FINAL,
                Final.stands,
            ),
        )
        .join(ActionType, ActionType.code == Final.action_type_code)
        .join(Party, Party.id == DisciplinaryAction.party_id)
        .outerjoin(Employment, Employment.id == Party.at_incident_id)
        .outerjoin(
            Proposed,
            and_(
                Proposed.action_id == DisciplinaryAction.id,
                Proposed.stage == PenaltyStage.PROPOSED,
            ),
        )
        .where(*_criteria())
    )


def _same_charge() -> Select[Any]:
    """The parties with a finding of the category that substantiates."""
    return (
        select(AllegationSubject.party_id)
        .join(Allegation, Allegation.id == AllegationSubject.allegation_id)
        .join(FindingCode, FindingCode.code == AllegationSubject.finding_code)
        .where(Allegation.category_code == bindparam("category"), FindingCode.is_substantiating)
        .distinct()
    )


def _criteria() -> list[ColumnElement[bool]]:
    appealed = exists().where(
        CaseClock.entity_type == DisciplinaryAction.__tablename__,
        CaseClock.entity_id == DisciplinaryAction.id,
        CaseClock.state.in_((ClockState.RUNNING, ClockState.PAUSED)),
    )
    sealed = exists().where(
        ProsecutionReferral.party_id == DisciplinaryAction.party_id, ProsecutionReferral.is_sealed
    )
    cleaned = exists().where(
        Agreement.action_id == DisciplinaryAction.id, Agreement.cleaned_on.is_not(None)
    )
    struck = exists().where(
        RecordMark.action_id == DisciplinaryAction.id, RecordMark.kind != MarkKind.EXPIRES
    )
    return [
        DisciplinaryAction.status == ActionStatus.FINAL,
        DisciplinaryAction.on_appeal.is_(False),
        Final.on >= bindparam("since"),
        Office.agency_id == bindparam("agency"),
        Case.restricted.is_(False),
        func.coalesce(Case.closure_code, "") != "ENTERED_IN_ERROR",
        ActionType.penalty_group.in_(LADDER),
        DisciplinaryAction.id != bindparam("own"),
        DisciplinaryAction.party_id != bindparam("own_party"),
        func.coalesce(Party.person_id, -1) != bindparam("person"),
        Party.withdrawn_at.is_(None),
        ~appealed,
        ~sealed,
        ~cleaned,
        ~struck,
    ]
