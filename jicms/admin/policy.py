"""Who administers the installation, and who reads the trail."""

from jicms.access.actions import Action
from jicms.access.actor import Role
from jicms.access.policy import Rule, has_role
from jicms.auth.policy import ADMINISTRATOR, SECURITY

AUDITOR = has_role(Role.AUDITOR)

RULES: dict[Action, Rule] = {
    Action.ADMIN_VIEW: ((ADMINISTRATOR,), (SECURITY,)),
    Action.REFDATA_EDIT: ((ADMINISTRATOR,),),
    Action.AUDIT_VIEW: ((AUDITOR,),),
}
