"""Writes: plans, activities, requests for records, leads, handovers. Nothing here commits."""

from jicms.fieldwork.service.activities import log_activity
from jicms.fieldwork.service.handovers import hand_over, receive
from jicms.fieldwork.service.leads import add_lead, change_lead, end_lead
from jicms.fieldwork.service.plans import (
    add_element,
    add_step,
    approve_plan,
    change_step,
    judge_element,
    write_plan,
)
from jicms.fieldwork.service.requests import answer_request, give_request, request_records

__all__ = [
    "add_element",
    "add_lead",
    "add_step",
    "answer_request",
    "approve_plan",
    "change_lead",
    "change_step",
    "end_lead",
    "give_request",
    "hand_over",
    "judge_element",
    "log_activity",
    "receive",
    "request_records",
    "write_plan",
]
