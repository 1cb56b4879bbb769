"""Severity classes: of an allegation by its code, of a case by its gravest allegation."""

from collections.abc import Iterable
from typing import Any, Protocol

from sqlalchemy import select

from jicms.access.actor import Actor
from jicms.allegations.models import Allegation
from jicms.cases import service as cases
from jicms.cases.models import Case
from jicms.core import unit_of_work
from jicms.core.errors import RuleBroken
from jicms.refdata.models import SeverityClass
from jicms.refdata.queries import facts


class Classed(Protocol):
    """What knows its usual class: a row of the taxonomy, or its facts."""

    @property
    def default_class_cbp(self) -> str | None:
        """In the scheme of CBP."""

    @property
    def default_class_ice(self) -> str | None:
        """In the scheme of ICE."""


def default_class(category: Classed, scheme: str) -> str | None:
    """The class that the code has in an agency's scheme, as long as nobody gave a reason."""
    by_scheme = {"CBP": category.default_class_cbp, "ICE": category.default_class_ice}
    return by_scheme.get(scheme)


def classes_of(scheme: str) -> dict[str, Any]:
    """The classes of a scheme by code, the gravest first, with their ranks."""
    found = {row.code: row for row in facts(SeverityClass).values() if row.scheme == scheme}
    return dict(sorted(found.items(), key=lambda pair: int(pair[1].rank)))


def refuse_foreign_class(case: Case, code: str | None, known: dict[str, Any]) -> None:
    """Raise `RuleBroken` for a class that the agency's scheme does not have."""
    if code is not None and code not in known:
        raise RuleBroken(f"Choose a class of the {case.agency.scheme} scheme.", field="class_code")


def gravest_class(codes: Iterable[str | None], known: dict[str, Any]) -> str | None:
    """The gravest of some classes; None where there is none."""
    present = [known[code] for code in codes if code is not None and code in known]
    best = min(present, key=lambda row: (row.rank, row.code), default=None)
    return str(best.code) if best is not None else None


def settle_class(case: Case, *, actor: Actor, reason: str) -> None:
    """Give the case the class of its gravest allegation, unless somebody overrode it."""
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
    cases.follow_class(case, actor=actor, class_code=gravest, reason=reason)
