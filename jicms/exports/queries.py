"""Reads of export packages. Scoped by the listener."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import joinedload, selectinload

from jicms.access.actor import Role
from jicms.auth.models import Membership, Office
from jicms.cases.models import Case, Party
from jicms.cases.notices import readers_among
from jicms.core import unit_of_work
from jicms.evidence.models import Document, EvidenceItem, Exhibit, Statement
from jicms.exports.models import MADE, ExportContent, ExportPackage, ExportPerson, ExportState
from jicms.exports.scope import package_scope
from jicms.investigations.models import Report
from jicms.people.models import Person
from jicms.refdata.models import DisclosureCondition
from jicms.workflow import StatusChange

#: Who releases, as far as they see the package.
RELEASERS = (Role.INVESTIGATIONS_SUPERVISOR, Role.COUNSEL)
_OF_CASE = (
    joinedload(Case.lead_office).joinedload(Office.agency),
    joinedload(Case.agency),
    joinedload(Case.lead),
)
_LISTED = (
    joinedload(ExportPackage.recipient),
    joinedload(ExportPackage.condition),
    joinedload(ExportPackage.routine_use),
    joinedload(ExportPackage.made_by),
    joinedload(ExportPackage.approved_by),
)
_PERSONS = (
    selectinload(ExportPackage.persons).joinedload(ExportPerson.party).joinedload(Party.person)
)
_CONTENTS = selectinload(ExportPackage.contents).options(
    joinedload(ExportContent.item).options(
        joinedload(EvidenceItem.kind), joinedload(EvidenceItem.file)
    ),
    joinedload(ExportContent.statement).options(
        joinedload(Statement.kind),
        joinedload(Statement.file),
        joinedload(Statement.warning),
        joinedload(Statement.giver).joinedload(Party.person),
    ),
    joinedload(ExportContent.document).joinedload(Document.file),
    joinedload(ExportContent.report).options(joinedload(Report.file), joinedload(Report.type)),
    joinedload(ExportContent.exhibit).joinedload(Exhibit.report),
)


def packages_of(case: Case) -> Sequence[ExportPackage]:
    """The packages of a case that the viewer may see, the latest first."""
    return (
        unit_of_work.session()
        .scalars(
            select(ExportPackage)
            .where(ExportPackage.case_id == case.id)
            .order_by(ExportPackage.n.desc())
            .options(*_LISTED, _PERSONS, selectinload(ExportPackage.contents))
        )
        .all()
    )


def released_with(item: EvidenceItem) -> Sequence[ExportPackage]:
    """The packages that an item left in, that the viewer may see, the latest first."""
    holding = select(ExportContent.package_id).where(ExportContent.item_id == item.id)
    return (
        unit_of_work.session()
        .scalars(
            select(ExportPackage)
            .where(ExportPackage.id.in_(holding), ExportPackage.state.in_(MADE))
            .order_by(ExportPackage.n.desc())
            .options(joinedload(ExportPackage.recipient))
        )
        .all()
    )


def package_of(number: str, export: int) -> ExportPackage | None:
    """A package within its case, with what is in it."""
    return unit_of_work.session().scalar(
        select(ExportPackage)
        .join(Case, Case.id == ExportPackage.case_id)
        .where(Case.number == number, ExportPackage.n == export)
        .options(
            joinedload(ExportPackage.case).options(*_OF_CASE),
            joinedload(ExportPackage.referral),
            *_LISTED,
            _PERSONS,
            _CONTENTS,
        )
    )


def steps_of(package: ExportPackage) -> Sequence[StatusChange]:
    """What was done with the package, in order, with the reasons."""
    return (
        unit_of_work.session()
        .scalars(
            select(StatusChange)
            .where(
                StatusChange.entity == "export_package",
                StatusChange.entity_id == package.id,
                StatusChange.case_id == package.case_id,
            )
            .order_by(StatusChange.id)
        )
        .all()
    )


def disclosures(*criteria: ColumnElement[bool]) -> Select[Any]:
    """Packages that were released on a basis that asks for an accounting (5 USC 552a(c)), with
    what an entry tells; unsorted."""
    return (
        select(ExportPackage)
        .join(DisclosureCondition, DisclosureCondition.code == ExportPackage.condition_code)
        .where(ExportPackage.state.in_(MADE), DisclosureCondition.needs_accounting, *criteria)
        .options(*_LISTED, _PERSONS, _CONTENTS, joinedload(ExportPackage.case))
    )


def disclosures_about(person: Person) -> Sequence[ExportPackage]:
    """The accounting of one person's records, as far as the viewer sees the cases."""
    of_person = (
        select(ExportPerson.package_id)
        .join(Party, Party.id == ExportPerson.party_id)
        .where(Party.person_id == person.id)
    )
    found = disclosures(ExportPackage.id.in_(of_person))
    latest = found.order_by(ExportPackage.released_at.desc(), ExportPackage.id.desc())
    return unit_of_work.session().scalars(latest).all()


def releasers_of(package: ExportPackage) -> set[int]:
    """The accounts that could release the package: supervisors of the lead office and counsel who
    see the whole of it today. Nobody else is told that it exists."""
    return readers_among(
        package,
        package_scope,
        Membership.role.in_(RELEASERS),
        or_(
            Membership.role == Role.COUNSEL,
            Membership.office_id == package.case.lead_office_id,
        ),
        Membership.user_id != package.made_by_id,
    )


def waiting_for(number: str) -> Sequence[ExportPackage]:
    """The packages of a case that wait for a release."""
    return (
        unit_of_work.session()
        .scalars(
            select(ExportPackage)
            .join(Case, Case.id == ExportPackage.case_id)
            .where(Case.number == number, ExportPackage.state == ExportState.ASKED)
        )
        .all()
    )
