"""The state of a list page lives in its URL: filters, sort and page.

Only values that a filter offers or can read are used; anything else in the URL is left out, so that
a mistyped address shows a list rather than an error.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from flask import request, url_for
from werkzeug.datastructures import MultiDict

from jicms.web import dates
from jicms.web.forms.choices import Choice
from jicms.web.forms.dates import parse_date
from jicms.web.forms.fields import LINE_LIMIT
from jicms.web.forms.text import clean_line
from jicms.web.paging import AFTER, BEFORE, Key

SORT = "sort"
#: The suffix of a sort's name that turns it round.
TURNED = "-"


@dataclass(frozen=True, slots=True)
class Filter:
    """One filter: `kind` is "choice" (among `choices`), "text", "date" or "hidden". `many` takes
    several. A hidden one is set by a link only: it has a chip and no control."""

    key: str
    label: str
    choices: Sequence[Any] = ()
    kind: str = "choice"
    many: bool = False

    def entries(self) -> list[Choice]:
        """What may be chosen."""
        return [Choice.of(item) for item in self.choices]

    def read(self, texts: Iterable[str]) -> list[Any]:
        """The valid values among what stands in the URL."""
        values = [value for text in texts if (value := self._value(text)) is not None]
        return values if self.many else values[:1]

    def _value(self, text: str) -> Any:
        if self.kind == "choice":
            return next((c.value for c in self.entries() if c.key == text), None)
        try:
            line = clean_line(text)[:LINE_LIMIT]
            return parse_date(line) if self.kind == "date" else line or None
        except ValueError:
            return None

    def say(self, value: Any) -> str:
        """The value in words."""
        if isinstance(value, date):
            return dates.day(value)
        return next((c.label for c in self.entries() if c.value == value), str(value))

    def write(self, value: Any) -> str:
        """The value as it stands in the URL."""
        return value.isoformat() if isinstance(value, date) else str(value)


@dataclass(frozen=True, slots=True)
class Sort:
    """A way to sort the list. Its last key must be unique; the header link turns it round."""

    key: str
    label: str
    keys: Sequence[Key]


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter in use and the URL without it."""

    text: str
    url: str


class ListState:
    """Filters, sort and page of this request's URL."""

    def __init__(
        self,
        args: MultiDict[str, str],
        *,
        filters: Sequence[Filter] = (),
        sorts: Sequence[Sort],
        fixed: Mapping[str, str] | None = None,
    ) -> None:
        """`fixed`: parameters that every URL of the list keeps (a tab, a saved search)."""
        self.filters, self.sorts = tuple(filters), tuple(sorts)
        self.fixed = dict(fixed or {})
        self.chosen = {f.key: found for f in filters if (found := f.read(args.getlist(f.key)))}
        self.sort, self.turned = self._read_sort(args.get(SORT, ""))

    def _read_sort(self, name: str) -> tuple[Sort, bool]:
        wanted = next((s for s in self.sorts if s.key == name.removesuffix(TURNED)), None)
        return (wanted, name.endswith(TURNED)) if wanted else (self.sorts[0], False)

    # What queries use

    @property
    def values(self) -> dict[str, Any]:
        """The filters in use: a list where a filter takes several, else the value."""
        many = {f.key: f.many for f in self.filters}
        return {key: found if many[key] else found[0] for key, found in self.chosen.items()}

    @property
    def keys(self) -> list[Key]:
        """The sort keys, turned round where the URL says so; nulls stay last."""
        if not self.turned:
            return list(self.sort.keys)
        return [Key(key.column, not key.desc, key.nullable) for key in self.sort.keys]

    @property
    def order(self) -> str:
        """The name of the sort as it is bound into cursors."""
        return self.sort.key + (TURNED if self.turned else "")

    # What templates use

    @property
    def is_filtered(self) -> bool:
        """Whether any filter is in use."""
        return bool(self.chosen)

    @property
    def params(self) -> list[tuple[str, str]]:
        """The parameters of this list, page left out: for links and hidden fields."""
        return self._params({})

    def _params(self, without: Mapping[str, Any]) -> list[tuple[str, str]]:
        found = [(key, value) for key, value in self.fixed.items() if key not in without]
        for item in self.filters:
            if item.key not in without:
                found += [(item.key, item.write(v)) for v in self.chosen.get(item.key, ())]
        if self.order != self.sorts[0].key and SORT not in without:
            found.append((SORT, self.order))
        return found

    def url(self, **changes: Any) -> str:
        """This list's URL with some parameters set (or, with None, removed); from page one."""
        params = self._params(changes)
        for key, value in changes.items():
            if value is not None:
                params += [(key, str(v)) for v in (value if isinstance(value, list) else [value])]
        return request.path + (f"?{urlencode(params)}" if params else "")

    @property
    def filter_keys(self) -> set[str]:
        """The parameters that the filter form itself sends."""
        return {item.key for item in self.filters if item.kind != "hidden"}

    def url_for(self, endpoint: str, **values: Any) -> str:
        """Another page about this very list (its export), with the same filters and sort."""
        url, query = url_for(endpoint, **values), urlencode(self._params({}))
        return url + ("&" if "?" in url else "?") + query if query else url

    @property
    def here(self) -> str:
        """The URL of this very page, cursor included, for "Back to results"."""
        cursor = {key: request.args.get(key) for key in (AFTER, BEFORE)}
        return self.url(**{key: value for key, value in cursor.items() if value})

    @property
    def cleared(self) -> str:
        """The URL without any filter."""
        return self.url(**{item.key: None for item in self.filters})

    def chips(self) -> list[Chip]:
        """The filters in use, each with the URL that removes it."""
        found = []
        for item in self.filters:
            values = self.chosen.get(item.key, [])
            for value in values:
                rest = [item.write(other) for other in values if other != value]
                text = f"{item.label}: {item.say(value)}"
                found.append(Chip(text, self.url(**{item.key: rest or None})))
        return found

    def searched(self) -> str:
        """The end of what a zero result says was searched: ` for Status: Open, Age: 30`."""
        said = ", ".join(chip.text for chip in self.chips())
        return f" for {said}" if said else ""

    def find_sort(self, key: str) -> Sort:
        """The sort of a column header; a name that does not exist is a programming error."""
        return next(sort for sort in self.sorts if sort.key == key)

    def sort_url(self, key: str) -> str:
        """The URL of a column header: sorts by it, and turns it round when it is in use."""
        turned = self.sort.key == key and not self.turned
        name = key + (TURNED if turned else "")
        return self.url(**{SORT: None if name == self.sorts[0].key else name})

    def direction(self, key: str) -> str:
        """`aria-sort` of a column header: "" when the list is sorted by something else."""
        if self.sort.key != key:
            return ""
        return "descending" if self.keys[0].desc else "ascending"
