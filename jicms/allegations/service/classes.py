"""Severity classes: of an allegation by its code, of a case by its gravest allegation."""

from sqlalchemy import select

from jicms.access.actor import Actor
from jicms.allegations.models import Allegation
from jicms.cases.models import Case, ClassChange
from jicms.core import unit_of_work
from jicms.core.errors import RuleBroken
from jicms.refdata.models import AllegationCategory, SeverityClass


def default_class(category: AllegationCategory, scheme: str) -> str | None:
    """The class that the code has in an agency's scheme, as long as nobody gave a reason."""
    by_scheme = {"CBP": category.default_class_cbp, "ICE": category.default_class_ice}
    return by_scheme.get(scheme)


def classes_of(scheme: str) -> dict[str, SeverityClass]:
    """The classes of a scheme by code, the gravest first. One statement."""
    found = unit_of_work.session().scalars(
        select(SeverityClass).where(SeverityClass.scheme == scheme).order_by(SeverityClass.rank)
    )
    return {row.code: row for row in found}


def refuse_foreign_class(case: Case, code: str | None, known: dict[str, SeverityClass]) -> None:
    """Raise `RuleBroken` for a class that the agency's scheme does not have."""
    if code is not None and code not in known:
        raise RuleBroken(f"Choose a class of the {case.agency.scheme} scheme.", field="class_code")


def settle_class(case: Case, *, actor: Actor, reason: str) -> None:
    """Set the case's class to its gravest allegation's, unless somebody overrode it.

    A change from one class to another leaves a line of history with `reason`.
    """
    if case.class_overridden:
        return
    session = unit_of_work.session()
    session.flush()
    gravest = session.scalar(
        select(SeverityClass.code)
        .join(Allegation, Allegation.class_code == SeverityClass.code)
        .where(Allegation.case_id == case.id)
        .order_by(SeverityClass.rank, SeverityClass.code)
        .limit(1)
        .execution_options(unscoped="the class of a case is that of all its allegations")
    )
    if gravest is None or gravest == case.class_code:
        return
    if case.class_code is not None:
        change = ClassChange(
            case_id=case.id,
            field="class",
            old_code=case.class_code,
            new_code=gravest,
            reason=reason,
            user_id=actor.user_id,
        )
        session.add(change)
    case.class_code = gravest
