"""The only tables that a report reads: `scoped_*`, each cut down to what the actor may see.

Every table carries the criterion that the listener adds to ORM statements for the same model, so
that a case that the actor may not see changes no number. Facts that stand for a code (the group of
a category, whether a finding substantiates) are joined in here: a definition names no table at all.
"""

from datetime import date
from functools import cached_property
from typing import Any

from sqlalchemy import CTE, Select, String, and_, cast, func, or_, select

from jicms.access.actor import Actor
from jicms.access.scope import criterion_for
from jicms.allegations.models import Allegation, AllegationSubject
from jicms.auth.models import Agency, Office
from jicms.cases.models import Case, Party
from jicms.core import clock
from jicms.deadlines.models import CaseClock, ClockState
from jicms.discipline.models import DisciplinaryAction, LrReferral, Penalty
from jicms.discipline.models_contractors import ContractorOutcome
from jicms.imports.models import SourceCase
from jicms.investigations.models import Assignment, Report
from jicms.people.models import Employment, Person, UserPerson
from jicms.refdata.models import ActionType, AllegationCategory, FindingCode
from jicms.routing.models import OutsideReferral
from jicms.routing.queries import AWAITING

_office, _agency = Office.__table__, Agency.__table__


def _table(stmt: Select[Any], name: str) -> CTE:
    """The CTE of a table. Both databases are told to fold it into the statement that reads it: so
    its indexes are used, where a copy of a hundred thousand rows would have none."""
    return stmt.cte(name).prefix_with("NOT MATERIALIZED")


class Scoped:
    """The tables of one actor. Each is made once, so that all parts of a statement share it."""

    def __init__(self, actor: Actor) -> None:
        self._actor = actor

    def _seen(self, model: type[Any], columns: tuple[str, ...]) -> tuple[Any, Select[Any]]:
        """An alias of the model's table and a select of its visible rows."""
        rows = model.__table__.alias(f"source_{model.__tablename__}")
        stmt = select(*(rows.c[name] for name in columns))
        return rows, stmt.where(criterion_for(self._actor, model, rows.c))

    @cached_property
    def case(self) -> CTE:
        """Cases, with the codes of their lead office and agency."""
        rows, stmt = self._seen(
            Case,
            ("id", "number", "status", "class_code", "case_type_code", "origin", "received_on",
             "received_at", "opened_at", "closed_on", "closure_code", "legacy_status"),
        )  # fmt: skip
        joined = rows.join(_office, _office.c.id == rows.c.lead_office_id).join(
            _agency, _agency.c.id == rows.c.agency_id
        )
        codes = (_office.c.code.label("office_code"), _agency.c.code.label("agency_code"))
        return _table(stmt.add_columns(*codes).select_from(joined), "scoped_case")

    @cached_property
    def allegation(self) -> CTE:
        """Allegations, with the group of their category."""
        rows, stmt = self._seen(
            Allegation,
            ("id", "case_id", "category_code", "class_code", "incident_from",
             "intake_method_code", "legacy_category"),
        )  # fmt: skip
        category = AllegationCategory.__table__
        joined = rows.outerjoin(category, category.c.code == rows.c.category_code)
        return _table(
            stmt.add_columns(category.c.group_code).select_from(joined), "scoped_allegation"
        )

    @cached_property
    def allegation_subject(self) -> CTE:
        """Allegation × subject, with what its finding means. Withdrawn subjects are left out."""
        rows, stmt = self._seen(
            AllegationSubject, ("id", "case_id", "allegation_id", "party_id", "finding_code")
        )
        finding, party = FindingCode.__table__, Party.__table__.alias("named_party")
        joined = rows.outerjoin(finding, finding.c.code == rows.c.finding_code).join(
            party, party.c.id == rows.c.party_id
        )
        table = (
            stmt.add_columns(finding.c.is_substantiating, finding.c.mark, finding.c.verified)
            .select_from(joined)
            .where(party.c.withdrawn_at.is_(None))
        )
        return _table(table, "scoped_allegation_subject")

    @cached_property
    def party(self) -> CTE:
        """Parties that stand, with the program office of their employment at incident."""
        rows, stmt = self._seen(Party, ("id", "case_id", "role", "person_id", "subject_status"))
        job = Employment.__table__
        joined = rows.outerjoin(job, job.c.id == rows.c.at_incident_id)
        table = (
            stmt.add_columns(func.nullif(job.c.program_office, "", type_=String).label("component"))
            .select_from(joined)
            .where(rows.c.withdrawn_at.is_(None))
        )
        return _table(table, "scoped_party")

    @cached_property
    def person(self) -> CTE:
        """Persons: name and key (employee number, or the key of the source)."""
        rows, stmt = self._seen(Person, ("id",))
        name = func.trim(rows.c.given_name + " " + rows.c.family_name)
        number = func.coalesce(rows.c.employee_number, rows.c.legacy_key)
        key = func.coalesce(number, "no number " + cast(rows.c.id, String))
        return _table(stmt.add_columns(name.label("name"), key.label("key")), "scoped_person")

    @cached_property
    def action(self) -> CTE:
        """Disciplinary actions, with the code of the office that handles them."""
        rows, stmt = self._seen(
            DisciplinaryAction,
            ("id", "case_id", "party_id", "status", "proposed_on", "decided_on", "effective_on"),
        )
        joined = rows.join(_office, _office.c.id == rows.c.office_id)
        table = stmt.add_columns(_office.c.code.label("office_code")).select_from(joined)
        return _table(table, "scoped_action")

    @cached_property
    def penalty(self) -> CTE:
        """Penalties: proposed, decided, final."""
        rows, stmt = self._seen(
            Penalty, ("action_id", "case_id", "stage", "action_type_code", "source_code", "on")
        )
        kind = ActionType.__table__
        joined = rows.join(kind, kind.c.code == rows.c.action_type_code)
        more = (kind.c.is_disciplinary, kind.c.penalty_group)
        standing = stmt.add_columns(*more).select_from(joined).where(rows.c.stands)
        return _table(standing, "scoped_penalty")

    @cached_property
    def contractor(self) -> CTE:
        """What became of contractors."""
        columns = ("id", "case_id", "action_id", "party_id", "kind", "reply_due_on", "replied_on")
        _rows, stmt = self._seen(ContractorOutcome, columns)
        return _table(stmt, "scoped_contractor")

    @cached_property
    def referral(self) -> CTE:
        """Referrals to labor relations."""
        _rows, stmt = self._seen(
            LrReferral, ("case_id", "party_id", "status", "created_at", "answered_at")
        )
        return _table(stmt, "scoped_referral")

    @property
    def today(self) -> date:
        """The actor's day."""
        return clock.today(self._actor.zone)

    @cached_property
    def outside(self) -> CTE:
        """Referrals to bodies outside."""
        _rows, stmt = self._seen(OutsideReferral, ("id", "case_id", "ends_case", "state"))
        return _table(stmt, "scoped_outside")

    @cached_property
    def reply_clock(self) -> CTE:
        """The clocks that run for the replies and outcomes of those."""
        rows, stmt = self._seen(CaseClock, ("id", "case_id", "due_on"))
        running = stmt.where(
            rows.c.rule_code.in_(AWAITING), rows.c.state == ClockState.RUNNING.value
        )
        return _table(running, "scoped_reply_clock")

    @cached_property
    def report(self) -> CTE:
        """Reports of investigation."""
        _rows, stmt = self._seen(Report, ("case_id", "status", "submitted_at", "approved_at"))
        return _table(stmt, "scoped_report")

    @cached_property
    def assignment(self) -> CTE:
        """Who works or worked on an investigation, as persons: linked to the account or named."""
        rows, stmt = self._seen(Assignment, ("id", "case_id"))
        link = UserPerson.__table__.alias("assigned_link")
        joined = rows.outerjoin(
            link,
            and_(
                rows.c.person_id.is_(None),
                link.c.user_id == rows.c.user_id,
                link.c.confirmed_at.is_not(None),
                or_(link.c.valid_until.is_(None), link.c.valid_until > rows.c.from_at),
            ),
        )
        person = func.coalesce(rows.c.person_id, link.c.person_id).label("person_id")
        return _table(stmt.add_columns(person).select_from(joined), "scoped_assignment")

    @cached_property
    def clock(self) -> CTE:
        """Clocks of the sides that the actor may see."""
        _rows, stmt = self._seen(
            CaseClock,
            ("id", "case_id", "rule_code", "kind", "state", "start_on", "due_on", "ended_on",
             "paused_days"),
        )  # fmt: skip
        return _table(stmt, "scoped_clock")

    @cached_property
    def source(self) -> CTE:
        """What the source of an imported case says beyond our own columns."""
        _rows, stmt = self._seen(SourceCase, ("case_id", "incident_on"))
        return _table(stmt, "scoped_source")
