"""Who sees an export package: whoever reads its case in full, and every record in it; one that goes
to the prosecutor of a sealed matter, those listed alone.

A package with one record that is hidden from somebody does not exist for him: neither its number of
records nor its recipient may say what he may not know.
"""

from typing import Any

from sqlalchemy import ColumnElement, and_, not_, or_, select, true

from jicms.access.actor import Actor
from jicms.access.scope import alias_of, criterion_for, fixed, there_is
from jicms.cases.scope import of_full_case
from jicms.evidence.models import Document, EvidenceItem, Exhibit, Statement
from jicms.exports.models import ExportContent, ExportPackage, ExportPerson
from jicms.investigations.models import Report
from jicms.prosecution.models import ProsecutionReferral
from jicms.prosecution.scope import is_sealed_to

_in_full = of_full_case("export_package")
_package = ExportPackage.__table__
_content = ExportContent.__table__
_person = ExportPerson.__table__
_referral = ProsecutionReferral.__table__
_RECORDS: tuple[tuple[str, type[Any]], ...] = (
    ("item_id", EvidenceItem),
    ("statement_id", Statement),
    ("document_id", Document),
    ("report_id", Report),
    ("exhibit_id", Exhibit),
)


def package_scope(actor: Actor, package: Any) -> ColumnElement[bool]:
    """The case in full, and nothing in the package that is hidden."""
    if actor.is_system:
        return true()
    content = alias_of(_content, "scope_content")
    hidden = [_is_hidden(actor, content, column, model) for column, model in _RECORDS]
    any_hidden = there_is(content, where=(content.c.package_id == package.id, or_(*hidden)))
    return and_(_in_full(actor, package), not_(any_hidden), not_(_is_sealed(actor, package)))


def _is_sealed(actor: Actor, package: Any) -> ColumnElement[bool]:
    referral = alias_of(_referral, "scope_sealed")
    sealed = (referral.c.id == package.referral_id, is_sealed_to(actor, referral.c))
    return there_is(referral, where=sealed)


def events_of_sealed(actor: Actor, event: Any) -> ColumnElement[bool]:
    """Events about a package that goes to the prosecutor of a sealed matter."""
    package = alias_of(_package, "trail_package")
    sealed = select(package.c.id).where(_is_sealed(actor, package.c))
    children = [
        and_(
            event.entity == fixed(child.name),
            event.entity_id.in_(select(child.c.id).where(child.c.package_id.in_(sealed))),
        )
        for child in (_content, _person)
    ]
    return or_(and_(event.entity == fixed(_package.name), event.entity_id.in_(sealed)), *children)


def _is_hidden(actor: Actor, content: Any, column: str, model: type[Any]) -> ColumnElement[bool]:
    row = alias_of(model.__table__, f"scope_{column}")
    seen = there_is(row, where=(row.c.id == content.c[column], criterion_for(actor, model, row.c)))
    return and_(content.c[column].is_not(None), not_(seen))


def of_package(actor: Actor, child: Any) -> ColumnElement[bool]:
    """What belongs to a package is seen with it."""
    if actor.is_system:
        return true()
    package = alias_of(_package, "scope_package")
    return there_is(
        package, where=(package.c.id == child.package_id, package_scope(actor, package.c))
    )
