"""The answers of a report between two requests: kept as typed, checked when asked."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from werkzeug.datastructures import MultiDict

from jicms.core import crypto
from jicms.dropbox.notice import Notice
from jicms.hotline.forms import ANONYMOUS, BY_KEY, CHECK, STEPS, Step, StepForm
from jicms.hotline.state import State
from jicms.web.dates import day
from jicms.web.forms import File, Plain

#: More was typed by no hand.
CUT = 40_000


class Answers:
    """What a state carries of a report. `at`: the step that its page shows."""

    def __init__(self, state: State, notice: Notice) -> None:
        self.state, self.notice = state, notice

    @property
    def at(self) -> str:
        """The key of the step that the page shows."""
        return str(self.state.values["at"])

    @property
    def raw(self) -> dict[str, dict[str, str]]:
        """What was typed, by step and field."""
        found: dict[str, dict[str, str]] = self.state.values["raw"]
        return found

    @property
    def is_anonymous(self) -> bool:
        """Nothing of the reporter is asked or kept."""
        return self.raw.get("known", {}).get("identity") == ANONYMOUS

    def steps(self) -> list[Step]:
        """The steps of this report: the anonymous are not asked for a contact."""
        return [step for step in STEPS if step.key != "contact" or not self.is_anonymous]

    @property
    def total(self) -> int:
        """The steps of every report, the check among them: the count never changes on the way."""
        return len(STEPS) + 1

    @property
    def skipped(self) -> list[int]:
        """The numbers of the steps that this report does without."""
        asked = self.steps()
        return [numbered(step.key) for step in STEPS if step not in asked]

    def form(self, key: str) -> StepForm:
        """The form of a step with what was typed in it, unchecked."""
        typed = self.raw.get(key)
        form = BY_KEY[key].form(formdata=MultiDict(typed) if typed is not None else None)
        form.offer(self.notice)
        return form

    def keep(self, key: str, sent: MultiDict[str, str]) -> None:
        """Keep what was typed in a step, valid or not."""
        fields = [field for field in BY_KEY[key].form(formdata=None) if not isinstance(field, File)]
        self.raw[key] = {field.name: sent.get(field.name, "")[:CUT] for field in fields}
        if self.is_anonymous:
            self.raw.pop("contact", None)

    def checked(self, key: str) -> StepForm:
        """The form of a step with its errors, if it has any."""
        form = self.form(key)
        if key in self.raw:
            form.validate()
        else:
            form.fault(None, "Answer this question first.")
        return form

    def first_open(self) -> str:
        """The first step that is not answered as it must be, else the check of the answers."""
        return next((s.key for s in self.steps() if self.checked(s.key).faults()), CHECK)

    def go_on(self) -> None:
        """To the next page after a step that was answered."""
        keys = [step.key for step in self.steps()]
        after = keys.index(self.at) + 1
        is_back = self.state.values["checked"] or after == len(keys)
        self.go_to(self.first_open() if is_back else keys[after])

    def go_back(self) -> None:
        """To the page before."""
        keys = [*(step.key for step in self.steps()), CHECK]
        self.go_to(keys[max(0, keys.index(self.at) - 1)])

    def go_to(self, key: str) -> None:
        """Show a step. Code and phrase are made before the answers are checked, and stay: sent
        twice, the report is one and its receipt the same."""
        values = self.state.values
        values["at"] = key
        if key == CHECK:
            values["checked"] = True
            values.setdefault("code", crypto.one_time_code())
            values.setdefault("phrase", crypto.pass_phrase())

    def said(self) -> Iterator[tuple[Step, list[tuple[str, str]]]]:
        """Each step with what was answered, for the page that shows all."""
        for step in self.steps():
            fields = [field for field in self.form(step.key) if not isinstance(field, File)]
            rows = [(str(field.label.text), _said(field)) for field in fields]
            yield step, [row for row in rows if row[1]]

    def body(self) -> dict[str, Any]:
        """The values as they are sent. Call it once every step is valid."""
        found: dict[str, Any] = {}
        for step in self.steps():
            form = self.checked(step.key)
            found |= {name: _plain(value) for name, value in form.values().items()}
        return found


def numbered(key: str) -> int:
    """The number of a step; whoever is not asked one skips its number."""
    return [step.key for step in STEPS].index(key) + 1


def fresh() -> dict[str, Any]:
    """The values of a new report."""
    return {"key": crypto.random_name(), "at": STEPS[0].key, "raw": {}, "checked": False}


def _said(field: Plain) -> str:
    """What was answered, in words; a day as every page writes it."""
    return day(field.data) if isinstance(field.data, date) else field.said()


def _plain(value: Any) -> str:
    return value.isoformat() if hasattr(value, "isoformat") else str(value or "")


def opened(code: str, phrase: str) -> dict[str, Any]:
    """The values of an open mailbox; `key` is for the next message."""
    return {"code": code, "phrase": phrase, "key": crypto.random_name()}
