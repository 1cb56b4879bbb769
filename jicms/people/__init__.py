"""Persons: identity, other names, employment, and which account is whose."""

from typing import Any

from flask import Flask
from sqlalchemy import Select, bindparam, case, or_, select

from jicms.access import policy as policies
from jicms.access import scope as scopes
from jicms.access.actions import Action
from jicms.audit import recorder, requests
from jicms.auth import actors
from jicms.core import clock
from jicms.people import models, notices, walking
from jicms.people import policy as rules
from jicms.people.models_merge import PersonMerge, PersonMergeRow
from jicms.people.scope import of_visible_merge, of_visible_person, person_scope
from jicms.people.views import bp, declaring
from jicms.people.views.directory import ground_of
from jicms.web.navigation import NavItem, PageLink, account, main

#: The largest number that the trail keeps.
BIGGEST = 2**63 - 1


def people_of(user_id: Any) -> Select[int]:
    """The people behind an account: the conflict wall follows them over all memberships."""
    # Asked when it runs: the statement of a session is built once.
    now: Any = bindparam("people_at", callable_=clock.now, unique=False)
    link = models.UserPerson
    return select(link.person_id).where(
        link.user_id == user_id,
        link.confirmed_at.is_not(None),
        or_(link.valid_until.is_(None), link.valid_until > now),
    )


def kin_of(user_id: Any) -> Select[int]:
    """Their relatives, as declared and confirmed: the wall of one is the other's."""
    now: Any = bindparam("kin_at", callable_=clock.now, unique=False)
    link, relation = models.UserPerson, models.DeclaredRelation
    other = case(
        (link.person_id == relation.person_id, relation.related_id), else_=relation.person_id
    )
    ours = or_(link.person_id == relation.person_id, link.person_id == relation.related_id)
    return (
        select(other)
        .select_from(relation)
        .join(link, ours)
        .where(
            link.user_id == user_id,
            link.confirmed_at.is_not(None),
            or_(link.valid_until.is_(None), link.valid_until > now),
            relation.confirmed_at.is_not(None),
            relation.ended_at.is_(None),
        )
    )


def _person_id(arguments: dict[str, Any]) -> int | None:
    """The person that URL arguments name, there or not: for the trail's row of a refusal only."""
    number = arguments.get("person_id")
    return number if isinstance(number, int) and 0 < number <= BIGGEST else None


def init_app(app: Flask) -> None:
    """Register scope, rules, audit, routes and the wall's knowledge of who is who."""
    policies.register(rules.RULES)
    scopes.register(models.Person, person_scope)
    scopes.register(models.PersonAlias, of_visible_person)
    scopes.register(models.Employment, of_visible_person)
    scopes.unscoped(models.UserPerson, "ids only; read by the wall and by administration")
    scopes.unscoped(models.DeclaredRelation, "ids only; read by the wall and by administration")
    scopes.register(PersonMerge, of_visible_merge)
    scopes.unscoped(PersonMergeRow, "ids only; read by the undoing of its merge")
    recorder.audited(PersonMerge, person=lambda row: row.kept_id)
    recorder.audited(models.Person, person=lambda row: row.id)
    for model in (models.PersonAlias, models.Employment, models.UserPerson):
        recorder.audited(model, person=lambda row: row.person_id)
    recorder.audited(models.DeclaredRelation, person=lambda row: row.person_id)
    actors.people_behind[:] = [people_of]
    actors.kin_behind[:] = [kin_of]
    if ground_of not in requests.grounds:
        requests.grounds.append(ground_of)
        requests.person_resolvers.append(_person_id)
    walking.register()
    notices.register()
    app.register_blueprint(bp)
    app.register_blueprint(declaring.bp)
    account.add(
        PageLink("Declare relations", "relations.index", action=Action.RELATION_DECLARE, order=35)
    )
    main.add(NavItem("Records", "People", "people", "people.index", Action.PEOPLE_LIST, order=20))
