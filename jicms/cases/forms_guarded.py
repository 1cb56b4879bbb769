"""Forms whose texts are read for what a protected person would be known by."""

from collections.abc import Iterator
from typing import Any, ClassVar

from jicms.access.guard import keep_rows
from jicms.audit import recorder
from jicms.audit.events import Event
from jicms.cases import leaks, service
from jicms.cases.models import Case
from jicms.web.forms import BaseForm, Flag


class GuardedForm(BaseForm):
    """A form that asks once more before it saves a text that may give a reporter away.

    `guarded` names the texts. The confirmation is drawn by `f.form` once it is asked for. Each
    warning is recorded: who may write could otherwise try names until one is warned of.
    """

    guarded: ClassVar[tuple[str, ...]] = ()

    leak_checked = Flag("I checked: nothing in it identifies the reporter")

    def keeps(self, case: Case) -> bool:
        """Whether the texts may be saved; else there is an error at each, and the box to tick."""
        found = leaks.found_among(self._texts(), service.identities_of(case))
        if not found:
            return True
        told = " ".join(sorted(found))
        if self.leak_checked.data:
            recorder.record(Event.LEAK_CONFIRMED, case=case, fields=told)
            return True
        recorder.record(Event.LEAK_WARNED, case=case, fields=told)
        keep_rows()
        for name, sentence in found.items():
            self.fault(name, sentence)
        self.fault("leak_checked", "Confirm that nothing identifies the reporter, or rewrite it.")
        return False

    def values(self) -> dict[str, Any]:
        """The values without the confirmation."""
        found = super().values()
        del found["leak_checked"]
        return found

    def _texts(self) -> Iterator[tuple[str, str]]:
        for name in self.guarded:
            text = self[name].data
            if isinstance(text, str) and text:
                yield name, text
