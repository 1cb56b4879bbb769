"""Who searches: everybody who works with case content."""

from jicms.access.actions import Action
from jicms.access.policy import Rule
from jicms.cases.policy import CASE_ROLE

RULES: dict[Action, Rule] = {Action.SEARCH: ((CASE_ROLE,),)}
