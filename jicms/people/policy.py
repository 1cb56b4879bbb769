"""Who searches the directory and who changes a person's record."""

from jicms.access.actions import Action
from jicms.access.actor import Role
from jicms.access.policy import Rule, has_role, signed_in
from jicms.people.scope import DIRECTORY_ROLES

DIRECTORY = has_role(*DIRECTORY_ROLES)
EDITORS = has_role(Role.INTAKE_SPECIALIST, Role.INVESTIGATOR, Role.INVESTIGATIONS_SUPERVISOR)
SUPERVISOR = has_role(Role.INVESTIGATIONS_SUPERVISOR)

RULES: dict[Action, Rule] = {
    Action.PEOPLE_LIST: ((DIRECTORY,),),
    Action.PERSON_VIEW: ((DIRECTORY,),),
    Action.PERSON_EDIT: ((EDITORS,),),
    Action.RELATION_DECLARE: ((signed_in,),),
    Action.PERSON_MERGE: ((SUPERVISOR,),),
    Action.PERSON_REVEAL: ((EDITORS,),),
    Action.PROTECTED_ROLES: ((SUPERVISOR,),),
}
