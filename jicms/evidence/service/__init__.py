"""Writes: items, statements, documents, exhibits. What is recorded stays; nothing here commits."""

from jicms.evidence.service.derived import mark_derived
from jicms.evidence.service.exhibits import add_exhibit, remove_exhibit
from jicms.evidence.service.handling import access_list, candidates, mark
from jicms.evidence.service.items import add_document, record_item
from jicms.evidence.service.statements import record_statement, statement_holds
from jicms.evidence.service.weighing import leave_out, weigh

__all__ = [
    "access_list",
    "add_document",
    "add_exhibit",
    "candidates",
    "leave_out",
    "mark",
    "mark_derived",
    "record_item",
    "record_statement",
    "remove_exhibit",
    "statement_holds",
    "weigh",
]
