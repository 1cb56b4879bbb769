"""What everybody with an account may do."""

from jicms.access.actions import Action
from jicms.access.policy import Rule, signed_in

RULES: dict[Action, Rule] = {
    Action.HOME: ((signed_in,),),
    Action.ACCOUNT: ((signed_in,),),
}
