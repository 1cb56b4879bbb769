"""Writes: allegations, their class and code, findings. Verbs; nothing here commits."""

from jicms.allegations.service.changing import (
    Facts,
    change_class,
    change_code,
    edit_allegation,
)
from jicms.allegations.service.classes import (
    classes_of,
    default_class,
    gravest_class,
    settle_class,
)
from jicms.allegations.service.custody import Prea, misfit, stored_prea
from jicms.allegations.service.findings import (
    approve_finding,
    approve_standing,
    record_finding,
    superseding,
)
from jicms.allegations.service.recording import (
    NewAllegation,
    add_allegation,
    add_allegations,
    add_subject,
    categories_of,
    changed,
)

__all__ = [
    "Facts",
    "NewAllegation",
    "Prea",
    "add_allegation",
    "add_allegations",
    "add_subject",
    "approve_finding",
    "approve_standing",
    "categories_of",
    "change_class",
    "change_code",
    "changed",
    "classes_of",
    "default_class",
    "edit_allegation",
    "gravest_class",
    "misfit",
    "record_finding",
    "settle_class",
    "stored_prea",
    "superseding",
]
