"""The administrator fills a checklist, the security administrator confirms; either takes back."""

from typing import Any

from jicms.access.actions import Action
from jicms.access.actor import Actor
from jicms.access.policy import Rule
from jicms.auth.policy import ADMINISTRATOR, SECURITY
from jicms.go_live.models import GoLiveAnswer


def filled_by_another(actor: Actor, obj: Any) -> bool:
    """Somebody else filled it in: two people stand behind every item."""
    return not isinstance(obj, GoLiveAnswer) or obj.given_by_id != actor.user_id


RULES: dict[Action, Rule] = {
    Action.GO_LIVE_FILL: ((ADMINISTRATOR,),),
    Action.GO_LIVE_CONFIRM: ((SECURITY, filled_by_another),),
    # To switch something off takes one person.
    Action.GO_LIVE_END: ((ADMINISTRATOR,), (SECURITY,)),
}
