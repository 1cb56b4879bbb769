"""Statuses move by tables. Knows no domain: features bring their transitions and guards."""

from jicms.workflow.engine import Transition, Workflow
from jicms.workflow.models import StatusChange

__all__ = ["StatusChange", "Transition", "Workflow"]
