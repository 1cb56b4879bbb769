"""Who may upload in parts: everybody whose role can hold case content."""

from jicms.access.actions import Action
from jicms.access.actor import NO_CASE_CONTENT, Actor
from jicms.access.policy import Rule, signed_in
from jicms.files.tus.models import Upload


def attaches(actor: Actor, _obj: object) -> bool:
    """Whether the role has forms that take a file."""
    return actor.role not in NO_CASE_CONTENT


def own(actor: Actor, obj: object) -> bool:
    """Whether the upload is the actor's, under this membership; a new one is."""
    if not isinstance(obj, Upload):
        return obj is None
    return (obj.user_id, obj.membership_id) == (actor.user_id, actor.membership_id)


RULES: dict[Action, Rule] = {Action.FILE_UPLOAD: ((signed_in, attaches, own),)}
