"""Which actor may do what with which record. Default deny."""

from collections.abc import Callable, Mapping
from typing import Any

from jicms.access.actions import Action
from jicms.access.actor import Actor, Role
from jicms.core.errors import Denied

Predicate = Callable[[Actor, Any], bool]
#: Any of the rows, all of a row.
Rule = tuple[tuple[Predicate, ...], ...]

_rules: dict[Action, Rule] = {}


def register(rules: Mapping[Action, Rule]) -> None:
    """Add a feature's rules. An action has one rule; a second one is a programming error."""
    for action, rule in rules.items():
        if action in _rules and _rules[action] != rule:
            raise ValueError(f"{action} has a rule already")
        _rules[action] = rule


def registered() -> dict[Action, Rule]:
    """Every rule, for the architecture tests."""
    return dict(_rules)


def allows(actor: Actor | None, action: Action, obj: Any = None) -> bool:
    """Whether `actor` may do `action` with `obj`. No rule, or nobody signed in, means no."""
    if actor is None:
        return False
    if actor.is_system:
        return True
    return any(all(check(actor, obj) for check in row) for row in _rules.get(action, ()))


def require(actor: Actor | None, action: Action, obj: Any = None) -> None:
    """Raise `Denied` unless `actor` may do `action` with `obj`."""
    if not allows(actor, action, obj):
        raise Denied


def has_role(*roles: Role) -> Predicate:
    """A predicate: the membership has one of the roles."""

    def holds_role(actor: Actor, _obj: Any) -> bool:
        return actor.role in roles

    return holds_role


def signed_in(actor: Actor, _obj: Any) -> bool:
    """A predicate: anybody with an account."""
    return actor.user_id is not None
