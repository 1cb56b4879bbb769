"""Who looks at early notices: supervisors of investigations. Labor relations never does."""

from jicms.access.actions import Action
from jicms.access.actor import Role
from jicms.access.policy import Rule, has_role

RULES: dict[Action, Rule] = {
    Action.EARLY_NOTICE: ((has_role(Role.INVESTIGATIONS_SUPERVISOR),),),
}
