"""Who runs reports."""

from jicms.access.actions import Action
from jicms.access.actor import Role
from jicms.access.policy import Rule, has_role

#: Supervisors of both sides; the head of an office is one of them.
REPORTING_ROLES = (Role.INVESTIGATIONS_SUPERVISOR, Role.LR_SUPERVISOR)

RULES: dict[Action, Rule] = {Action.REPORTS: ((has_role(*REPORTING_ROLES),),)}
