"""What everybody with an account may do, and who administers accounts."""

from typing import Any

from jicms.access.actions import Action
from jicms.access.actor import Actor, Role
from jicms.access.policy import Rule, has_role, signed_in
from jicms.auth.models import User

ADMINISTRATOR = has_role(Role.ADMINISTRATOR)
SECURITY = has_role(Role.SECURITY_ADMINISTRATOR)


def concerns_another(actor: Actor, obj: Any) -> bool:
    """The account, membership, link or token is not the actor's own."""
    if obj is None:
        return True
    owner = obj.id if isinstance(obj, User) else obj.user_id
    return bool(owner != actor.user_id)


def asked_by_another(actor: Actor, obj: Any) -> bool:
    """Somebody else asked for it: two people stand behind every membership and link."""
    asked = (getattr(obj, "requested_by_id", None), getattr(obj, "end_requested_by_id", None))
    return actor.user_id not in asked


RULES: dict[Action, Rule] = {
    Action.HOME: ((signed_in,),),
    Action.ACCOUNT: ((signed_in,),),
    Action.USER_EDIT: ((ADMINISTRATOR, concerns_another),),
    Action.USER_CONFIRM: ((SECURITY, concerns_another, asked_by_another),),
    Action.TOKEN_GRANT: ((SECURITY, concerns_another),),
}
