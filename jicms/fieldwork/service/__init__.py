"""Writes: plans, activities, requests for records, leads, handovers. Nothing here commits."""

from jicms.fieldwork.service.activities import log_activity
from jicms.fieldwork.service.handovers import hand_over, receive
from jicms.fieldwork.service.leads import add_lead, change_lead, end_lead
from jicms.fieldwork.service.plans import (
    add_element,
    add_proof,
    add_step,
    approve_plan,
    change_step,
    judge_element,
    remove_proof,
    write_plan,
)
from jicms.fieldwork.service.requests import (
    answer_request,
    complete_request,
    give_request,
    request_records,
)
from jicms.fieldwork.service.sent import answer_sent, give_sent, recall_lead, send_lead

__all__ = [
    "add_element",
    "add_lead",
    "add_proof",
    "add_step",
    "answer_request",
    "answer_sent",
    "approve_plan",
    "change_lead",
    "change_step",
    "complete_request",
    "end_lead",
    "give_request",
    "give_sent",
    "hand_over",
    "judge_element",
    "log_activity",
    "recall_lead",
    "receive",
    "remove_proof",
    "request_records",
    "send_lead",
    "write_plan",
]
