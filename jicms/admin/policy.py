"""Who administers the installation, and who reads the trail."""

from typing import Any

from jicms.access.actions import Action
from jicms.access.actor import Actor, Role
from jicms.access.policy import Rule, has_role
from jicms.auth.policy import ADMINISTRATOR, SECURITY

AUDITOR = has_role(Role.AUDITOR)
CUSTODIAN = has_role(Role.EVIDENCE_CUSTODIAN)


def declared_by_another(actor: Actor, obj: Any) -> bool:
    """The relation was declared by somebody else and is not the actor's own."""
    if obj is None:
        return True
    own = {obj.person_id, obj.related_id} & set(actor.person_ids)
    return bool(obj.declared_by_id != actor.user_id and not own)


RULES: dict[Action, Rule] = {
    Action.ADMIN_VIEW: ((ADMINISTRATOR,), (SECURITY,)),
    Action.FILE_CHECKS: ((ADMINISTRATOR,), (CUSTODIAN,), (AUDITOR,)),
    Action.REFDATA_EDIT: ((ADMINISTRATOR,),),
    Action.RELATION_CONFIRM: ((SECURITY, declared_by_another),),
    Action.AUDIT_VIEW: ((AUDITOR,),),
}
