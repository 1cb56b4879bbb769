"""What of the trail even its readers may not see: features say which of their events, and for whom.

The events stand and are proved like all others; who reads the trail sees that there is one, not
what it is about.
"""

from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, false, or_

from jicms.access.actor import Actor
from jicms.audit.models import AuditEvent

#: Criteria over the columns of an event. `prosecution` and `exports` register here.
criteria: list[Callable[[Actor, Any], ColumnElement[bool]]] = []


def is_withheld(actor: Actor) -> ColumnElement[bool]:
    """Criterion: what the event is about is not for this reader."""
    return or_(false(), *(criterion(actor, AuditEvent) for criterion in criteria))
