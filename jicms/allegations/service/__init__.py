"""Writes: allegations, their class and code, findings. Verbs; nothing here commits."""

from jicms.allegations.service.changing import (
    change_class,
    change_code,
    edit_allegation,
)
from jicms.allegations.service.classes import default_class, settle_class
from jicms.allegations.service.findings import record_finding
from jicms.allegations.service.recording import (
    NewAllegation,
    add_allegation,
    add_allegations,
    add_subject,
    changed,
)

__all__ = [
    "NewAllegation",
    "add_allegation",
    "add_allegations",
    "add_subject",
    "change_class",
    "change_code",
    "changed",
    "default_class",
    "edit_allegation",
    "record_finding",
    "settle_class",
]
