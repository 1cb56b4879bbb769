"""Lists of the same fields (several allegations). They grow and shrink by submit buttons."""

from collections.abc import Callable, Iterator
from typing import Any

from wtforms import FieldList, Form, FormField

#: Positions are small; longer digits are no position (and Python refuses thousands of them).
POSITION_DIGITS = 4


class SubForm(Form):
    """The fields of one entry of a `Repeat`."""

    class Meta:
        csrf = False

    def values(self) -> dict[str, Any]:
        """The entry's values by field name."""
        return {name: field.data for name, field in self._fields.items()}


class Repeat(FieldList):
    """From `low` to `high` entries of `form`. `data` is a list of dicts."""

    kind = "repeat"

    def __init__(
        self,
        form: type[SubForm],
        label: str = "",
        *,
        title: str = "Entry",
        low: int = 1,
        high: int = 20,
        **kwargs: Any,
    ) -> None:
        super().__init__(FormField(form), label, min_entries=low, max_entries=high, **kwargs)
        self.title = title
        #: Errors of the list as a whole ("Add an allegation for each subject.").
        self.whole_errors: list[str] = []

    @property
    def forms(self) -> list[SubForm]:
        """The form of each entry, for offering choices and for rendering."""
        return [entry.form for entry in self.entries]

    @property
    def can_grow(self) -> bool:
        """Whether another entry may be added."""
        return len(self.entries) < self.max_entries

    @property
    def can_shrink(self) -> bool:
        """Whether an entry may be removed."""
        return len(self.entries) > self.min_entries

    def _extract_indices(self, prefix: str, formdata: Any) -> Iterator[int]:
        """Positions named in the request. WTForms' own fails on "²" and on endless digits."""
        start = f"{prefix}-"
        for key in formdata:
            position = key[len(start) :].split("-", 1)[0] if key.startswith(start) else ""
            if position.isascii() and position.isdigit() and len(position) <= POSITION_DIGITS:
                yield int(position)

    def press(self, pressed: Any) -> bool:
        """Obey an add or remove button of this list; says whether one was pressed."""
        if f"{self.name}-add" in pressed:
            if self.can_grow:
                self.append_entry()
            return True
        position = pressed.get(f"{self.name}-drop")
        if position is None:
            return False
        if self.can_shrink:
            self._drop(position)
            self._compact_indices()
        return True

    def keep_only(self, wanted: Callable[[Any], bool]) -> None:
        """Remove the entries whose form is not wanted; the others move up."""
        self.entries[:] = [entry for entry in list(self) if wanted(entry.form)]
        self._compact_indices()

    def _drop(self, position: str) -> None:
        self.entries: list[Any] = [e for e in list(self) if str(e.index) != position]

    def said(self) -> str:
        """The entries in words, one a line."""
        lines = []
        for form in self.forms:
            said = [field.said() for field in form if field.kind != "hidden"]
            lines.append("; ".join(text for text in said if text))
        return "\n".join(lines)
