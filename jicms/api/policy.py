"""Who reads through the interface for programs."""

from typing import Any

from jicms.access.actions import Action
from jicms.access.actor import Actor
from jicms.access.policy import Rule
from jicms.cases.policy import CASE_ROLE

#: What an actor's source says when a token was presented.
SOURCE = "api"


def came_with_a_token(actor: Actor, _record: Any) -> bool:
    """A bearer token was presented: a session's cookie is worth nothing here."""
    return actor.source == SOURCE


RULES: dict[Action, Rule] = {Action.API_READ: ((CASE_ROLE, came_with_a_token),)}
