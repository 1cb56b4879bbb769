"""Scope and audit of the case's own models, in one place."""

from typing import Any

from sqlalchemy import ColumnElement, and_, false, or_, select, true

from jicms.access import scope
from jicms.access.actor import Actor, Role, find_actor
from jicms.audit import recorder, requests
from jicms.audit.models import AuditEvent
from jicms.cases import (
    models,
    models_breakglass,
    models_injury,
    models_links,
    models_vault,
    models_vault_files,
)
from jicms.cases.scope import (
    case_scope,
    of_full_case,
    of_own_side,
    of_visible_case,
    only_system,
    own,
    party_scope,
    walls,
)
from jicms.cases.scope_links import both_ends
from jicms.cases.sight import ground
from jicms.core import unit_of_work
from jicms.deadlines.models import CaseClock, ClockPause
from jicms.workflow import StatusChange


def audit_scope(actor: Actor, event: Any) -> ColumnElement[bool]:
    """The trail: the auditor's, without the auditor's own person and the cases that name it."""
    if actor.is_system:
        return true()
    if actor.role is not Role.AUDITOR:
        return false()
    outside = or_(event.case_id.is_(None), and_(true(), *walls(actor, event.case_id)))
    if not actor.walled_ids:
        return outside
    of_others = or_(event.person_id.is_(None), event.person_id.not_in(actor.walled_ids))
    return and_(outside, of_others)


def clock_scope(actor: Actor, clock: Any) -> ColumnElement[bool]:
    """Clocks of a visible case, on the actor's side."""
    return and_(of_visible_case(actor, clock), of_own_side(actor, clock))


def recusal_scope(actor: Actor, recusal: Any) -> ColumnElement[bool]:
    """One's own, and those of the cases that an investigations supervisor sees."""
    mine = own("user_id")(actor, recusal)
    if actor.role is not Role.INVESTIGATIONS_SUPERVISOR:
        return mine
    return or_(mine, of_visible_case(actor, recusal))


def apart_scope(actor: Actor, row: Any) -> ColumnElement[bool]:
    """Which roles of a protected person stand apart: of the supervisors who decide on it alone."""
    if actor.is_system or actor.role is Role.INVESTIGATIONS_SUPERVISOR:
        return of_full_case("role_apart")(actor, row)
    return false()


def vault_file_scope(actor: Actor, row: Any) -> ColumnElement[bool]:
    """Whoever may reveal identities: supervisors who see the case in full."""
    if actor.is_system:
        return true()
    if actor.role is not Role.INVESTIGATIONS_SUPERVISOR:
        return false()
    return of_full_case("vault_file")(actor, row)


def register_scopes() -> None:
    """Register every model of this package, and the tables below that hang on a case."""
    scope.register(models.Case, case_scope)
    scope.register(AuditEvent, audit_scope)
    for model in (models.ClassChange, models.ClosingSignature, StatusChange):
        scope.register(model, of_visible_case)
    scope.register(CaseClock, clock_scope)
    scope.register(ClockPause, of_visible_case)
    scope.register(models.Party, party_scope)
    scope.register(models.LogEntry, of_full_case("log_entry", handled=True))
    scope.register(models_injury.Injury, of_full_case("injury", handled=True))
    scope.register(models.CaseGrant, of_visible_case)
    scope.register(models.VaultIdentity, only_system)
    scope.register(models_vault.RoleApart, apart_scope)
    scope.register(models_vault_files.VaultFile, vault_file_scope)
    scope.register(models.Recusal, recusal_scope)
    scope.register(models_breakglass.BreakGlass, of_visible_case)
    scope.register(models_links.CaseLink, both_ends)
    scope.unscoped(models.CaseCounter, "numbers only")
    scope.unscoped(models.CaseGrantItem, "ids only, read with the grant that owns them")

    recorder.audited(models.Case, case=lambda case: case.id)
    for child in (models.ClassChange, models.CaseGrant, models.LogEntry, models.Recusal):
        recorder.audited(child, case=lambda row: row.case_id)
    recorder.audited(models.Party, case=lambda row: row.case_id, person=lambda row: row.person_id)
    recorder.audited(models.ClosingSignature, case=lambda row: row.case_id)
    recorder.audited(models.VaultIdentity, case=lambda row: row.case_id)
    recorder.audited(models_vault.RoleApart, case=lambda row: row.case_id)
    recorder.audited(models_vault_files.VaultFile, case=lambda row: row.case_id)
    recorder.audited(models_breakglass.BreakGlass, case=lambda row: row.case_id)
    recorder.audited(models_links.CaseLink, case=lambda row: row.case_id)
    recorder.audited(models_injury.Injury, case=lambda row: row.case_id)
    if _case_id not in requests.case_resolvers:
        requests.case_resolvers.append(_case_id)
        requests.grounds.append(_ground)


def _case_id(arguments: dict[str, Any]) -> int | None:
    """The id behind a number, hidden or not: for the trail's row of a refusal only."""
    number = str(arguments.get("number", ""))
    return unit_of_work.session().scalar(
        select(models.Case.id)
        .where(models.Case.number == number)
        .execution_options(unscoped="the trail records attempts on hidden cases")
    )


def _ground(record: Any) -> str:
    actor = find_actor()
    case = record if isinstance(record, models.Case) else getattr(record, "case", None)
    if actor is None or not isinstance(case, models.Case):
        return ""
    return ground(actor, case)
