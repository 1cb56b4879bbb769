"""Every text that is typed on a page of a case is read for what a protected person is known by.

Registered with the forms themselves: a form of a later feature is read like all others, without a
word of its own. What is not to be read stands on the form, with the reason (`BaseForm.unread`).
"""

from typing import Any

from jicms.access import guard
from jicms.audit import recorder
from jicms.audit.events import Event
from jicms.cases import leaks
from jicms.cases.models import Case
from jicms.cases.service.vault import identities_of
from jicms.web.forms import BaseForm

CONFIRMED = "leak_checked"
_ASKED = "I checked: nothing in it identifies the reporter"
_ERROR = "Confirm that nothing identifies the reporter, or rewrite it."


def case_in(record: Any) -> Case | None:
    """The case that a page is about: the record that its route loaded, or that record's."""
    found = record if isinstance(record, Case) else getattr(record, "case", None)
    return found if isinstance(found, Case) else None


def read(form: BaseForm, valid: bool) -> bool:
    """Whether the texts may be saved; else there is an error at each, and a box to tick.

    Each warning is recorded: who may write could otherwise try names until one is warned of.
    """
    case = case_in(guard.loaded())
    texts = list(form.texts()) if case is not None else []
    if not texts:
        return True
    assert case is not None
    found = leaks.found_among(texts, identities_of(case))
    if not found:
        return True
    told = " ".join(sorted(found))
    if form.ask(CONFIRMED, _ASKED, _ERROR):
        if valid:
            recorder.record(Event.LEAK_CONFIRMED, case=case, fields=told)
        return True
    recorder.record(Event.LEAK_WARNED, case=case, fields=told)
    guard.keep_rows()
    for name, sentence in found.items():
        form.fault(name, sentence)
    return False
