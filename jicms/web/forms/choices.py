"""Choosing from a list: what was not offered is refused, whatever the request says."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from wtforms.validators import StopValidation

from jicms.web.filters import label as label_of
from jicms.web.forms.fields import Plain

NOT_OFFERED = "Choose one of the entries offered."


@dataclass(frozen=True, slots=True)
class Choice:
    """One entry: its value, what a user reads, a line of help, and the group it stands in."""

    value: Any
    label: str
    hint: str = ""
    group: str = ""

    @classmethod
    def of(cls, item: Any) -> "Choice":
        """From a Choice, a (value, label) pair, an enum member, or a row of a code list."""
        if isinstance(item, Choice):
            return item
        if isinstance(item, tuple):
            return cls(item[0], str(item[1]))
        return cls(getattr(item, "code", item), label_of(item))

    @property
    def key(self) -> str:
        """How the value is written in the request."""
        return str(self.value)


class Code(Plain):
    """One entry of a list. `data` is the very value that was offered.

    Drawn as a select or, with `display="radios"`, as radio buttons with their hints.
    """

    kind = "select"
    verb = "Choose"

    def __init__(
        self, label: str = "", *, display: str = "select", blank: str = "Choose", **kwargs: Any
    ) -> None:
        super().__init__(label, **kwargs)
        self.kind = display
        self.blank = blank
        self.choices: list[Choice] = []
        self._chosen: list[str] = []

    def offer(self, items: Iterable[Any], *, keep: Any = None) -> None:
        """Set what may be chosen. `keep` adds the stored entry when it is no longer offered."""
        self.choices = [Choice.of(item) for item in items]
        if keep is not None:
            kept = Choice.of(keep)
            if all(choice.key != kept.key for choice in self.choices):
                self.choices.append(kept)
        self._resolve()

    def process_data(self, value: Any) -> None:
        """Take the value of the record; a row of a code list counts as its code."""
        self.data = getattr(value, "code", value)

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Keep the keys: the entries are usually offered after the form was made."""
        self._chosen = [item for item in valuelist if isinstance(item, str) and item != ""]
        self.data = None
        self._resolve()

    def _resolve(self) -> None:
        if self._chosen:
            self.data = next((c.value for c in self.choices if c.key == self._chosen[0]), None)

    def pre_validate(self, form: Any) -> None:
        if self._chosen and self.data is None:
            raise StopValidation(NOT_OFFERED)
        super().pre_validate(form)

    def is_chosen(self, choice: Choice) -> bool:
        """Whether the control shows this entry as chosen."""
        return self.data is not None and choice.key == str(self.data)

    def groups(self) -> list[tuple[str, list[Choice]]]:
        """The entries by group, in the order in which they were offered."""
        grouped: dict[str, list[Choice]] = {}
        for choice in self.choices:
            grouped.setdefault(choice.group, []).append(choice)
        return list(grouped.items())

    def shown(self) -> str:
        return "" if self.data is None else str(self.data)

    def said(self) -> str:
        return next((c.label for c in self.choices if self.is_chosen(c)), self.shown())


class Codes(Code):
    """Several entries of a list, as check boxes. `data` is a list, empty when none is ticked."""

    kind = "checkboxes"

    def __init__(self, label: str = "", **kwargs: Any) -> None:
        super().__init__(label, display="checkboxes", **kwargs)

    def process_data(self, value: Any) -> None:
        self.data = [getattr(item, "code", item) for item in value or ()]

    def process_formdata(self, valuelist: list[Any]) -> None:
        super().process_formdata(valuelist)
        self.data = self.data or []

    def _resolve(self) -> None:
        if self._chosen:
            self.data = [c.value for c in self.choices if c.key in self._chosen]

    def pre_validate(self, form: Any) -> None:
        if not set(self._chosen) <= {choice.key for choice in self.choices}:
            raise StopValidation(NOT_OFFERED)
        if not self.data and not self.optional:
            raise StopValidation(self.needed)

    def is_chosen(self, choice: Choice) -> bool:
        return choice.value in (self.data or ())

    def shown(self) -> str:
        return ", ".join(str(value) for value in self.data or ())

    def said(self) -> str:
        return ", ".join(c.label for c in self.choices if self.is_chosen(c))
