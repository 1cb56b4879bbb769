"""The plain fields. Required unless `optional`; bad input is an error at the field, never a fault.

`kind` says which control the template draws; `shown()` is the text in that control: as it was typed
when the form comes back, else the value as a user writes it.
"""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from email_validator import EmailNotValidError, validate_email
from werkzeug.datastructures import FileStorage
from wtforms import Field
from wtforms.validators import StopValidation

from jicms.documents.pasted import tidy
from jicms.web.forms.text import clean_line, clean_lines, showable

LINE_LIMIT = 200
TEXT_LIMIT = 8000
#: Longer digits are no number of ours, and Python refuses to convert thousands of them.
NUMBER_DIGITS = 18


#: Labels that ask: "What happened" is said, not entered.
ASKING = ("what", "who", "where", "how", "why", "when")


def named(label: str) -> str:
    """A label within a sentence: `date received`, `OIG number`."""
    words = label.rstrip("?")
    return words if words[1:2].isupper() else f"{words[:1].lower()}{words[1:]}"


class Plain(Field):
    """One control, one value. Subclasses say how a text becomes the value and back."""

    kind = "text"
    #: How the sentence for a missing value begins.
    verb = "Enter"
    inputmode = ""
    #: Whether it takes words of the user's own, the name of a file among them.
    is_text = False
    #: The value, once the form is valid; None where the field is optional and blank.
    data: Any

    def __init__(
        self,
        label: str = "",
        *,
        optional: bool = False,
        later: bool = False,
        needed: str = "",
        hint: str = "",
        **kwargs: Any,
    ) -> None:
        """`later`: may be left blank now, and is asked for before the step that needs it."""
        super().__init__(label, description=hint, **kwargs)
        optional = optional or later
        self.optional, self.later = optional, later
        self.needed = needed or self.asks_for(named(label))
        self.flags.required = not optional

    def asks_for(self, name: str) -> str:
        """The sentence for a missing value: `Enter the place`, `Say what happened`."""
        if name.startswith(ASKING):
            return f"{'Say' if self.verb == 'Enter' else self.verb} {name}"
        return f"{self.verb} the {name}"

    def parse(self, text: str) -> Any:
        """The value of a non-blank text; raises ValueError with a sentence for the user."""
        return clean_line(text)

    def write(self, value: Any) -> str:
        """The value as a user would type it."""
        return str(value)

    def typed_texts(self) -> list[str]:
        """What came with the request under this name; a file sent under it counts as nothing."""
        return [text for text in self.raw_data or () if isinstance(text, str)]

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Turn what was typed into the value; a sentence is kept when that fails."""
        texts = [text for text in valuelist if isinstance(text, str)]
        self.data = None
        if texts and texts[0].strip():
            self.data = self.parse(texts[0])

    def pre_validate(self, form: Any) -> None:
        """Refuse a missing value; end the checks where nothing was typed or it made no sense."""
        if self.process_errors:
            raise StopValidation
        if self.data is None or self.data == "":
            raise StopValidation(None if self.optional else self.needed)

    def shown(self) -> str:
        """The text for the control."""
        if self.raw_data is not None:
            return showable("".join(self.typed_texts()[:1]))
        return "" if self.data is None else self.write(self.data)

    def said(self) -> str:
        """The value in words, for the page that shows two versions beside each other."""
        return self.shown()


class Text(Plain):
    """One line of text, stripped; None when blank."""

    is_text = True

    def __init__(self, label: str = "", *, limit: int = LINE_LIMIT, **kwargs: Any) -> None:
        super().__init__(label, **kwargs)
        self.limit = limit

    def parse(self, text: str) -> Any:
        return self.within(clean_line(text))

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Refuse what is far too long before looking at each character of it."""
        for text in valuelist:
            if isinstance(text, str) and len(text) > 2 * self.limit + LINE_LIMIT:
                self.within(text)
        super().process_formdata(valuelist)

    def within(self, text: str) -> str | None:
        """The text, unless it is too long; says by how much."""
        if len(text) > self.limit:
            over = len(text) - self.limit
            raise ValueError(f"Shorten this to {self.limit:,} characters: it is {over:,} too long.")
        return text or None


class LongText(Text):
    """Text of several lines, with a character count; None when blank.

    A `rich` one is Markdown (`documents.markdown`): what is pasted from a word processor arrives
    clean.
    """

    kind = "textarea"

    def __init__(
        self,
        label: str = "",
        *,
        limit: int = TEXT_LIMIT,
        rows: int = 5,
        rich: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(label, limit=limit, **kwargs)
        self.rows, self.rich = rows, rich

    def parse(self, text: str) -> Any:
        lines = clean_lines(text)
        return self.within(tidy(lines) if self.rich else lines)


class Email(Text):
    """An e-mail address; its host is not asked."""

    kind = "email"

    def parse(self, text: str) -> Any:
        line = self.within(clean_line(text)) or ""
        try:
            return validate_email(line, check_deliverability=False).normalized
        except EmailNotValidError:
            raise ValueError("Write the address as name@example.gov.") from None


class Phone(Text):
    """A telephone number as the caller gives it: digits and the usual marks."""

    kind = "tel"
    is_text = True
    _SHAPE = re.compile(r"[0-9+()./ x#*,;-]{3,40}", re.IGNORECASE)

    def parse(self, text: str) -> Any:
        line = clean_line(text)
        if not self._SHAPE.fullmatch(line):
            raise ValueError("Write the number with digits, for example 555-0142.")
        return line


class Password(Plain):
    """A secret. Kept as typed, never shown again."""

    kind = "password"
    LIMIT = 1024

    def process_formdata(self, valuelist: list[Any]) -> None:
        texts = [text for text in valuelist if isinstance(text, str)]
        self.data = texts[0] if texts and len(texts[0]) <= self.LIMIT else None

    def shown(self) -> str:
        return ""


class Number(Plain):
    """A whole number from `low` to `high`."""

    inputmode = "numeric"

    def __init__(
        self, label: str = "", *, low: int = 0, high: int = 999_999_999, **kwargs: Any
    ) -> None:
        super().__init__(label, **kwargs)
        self.low, self.high = low, high

    def parse(self, text: str) -> Any:
        digits = clean_line(text).replace(",", "")
        if not re.fullmatch(rf"-?[0-9]{{1,{NUMBER_DIGITS}}}", digits):
            raise ValueError("Write a whole number.")
        number = int(digits)
        if not self.low <= number <= self.high:
            raise ValueError(f"Write a number from {self.low:,} to {self.high:,}.")
        return number


class Amount(Plain):
    """An amount in dollars and cents, as a decimal: `1,250` or `$1,250.50`."""

    inputmode = "decimal"
    HIGHEST = Decimal(10) ** 12

    def parse(self, text: str) -> Any:
        line = clean_line(text).removeprefix("$").strip()
        if not re.fullmatch(r"(?:[0-9]{1,13}|[0-9]{1,3}(?:,[0-9]{3}){1,4})(?:\.[0-9]{1,2})?", line):
            raise ValueError("Write the amount in dollars, for example 1,250.00.")
        amount = Decimal(line.replace(",", ""))
        if amount > self.HIGHEST:
            raise ValueError("Write a smaller amount.")
        return amount

    def write(self, value: Any) -> str:
        return f"{value:,.2f}"


class Hidden(Text):
    """A short value that the page carries along. It is checked like any other input."""

    kind = "hidden"
    is_text = False

    def __init__(self, label: str = "", *, optional: bool = True, **kwargs: Any) -> None:
        super().__init__(label, optional=optional, **kwargs)


class Version(Number):
    """Which version of the record the form was opened on (see `BaseForm.refuse_if_stale`)."""

    kind = "hidden"

    def __init__(self, label: str = "Version", **kwargs: Any) -> None:
        super().__init__(label, optional=True, **kwargs)


class Flag(Plain):
    """One check box; with `needed` it must be ticked."""

    kind = "checkbox"
    _YES = frozenset({"1", "on", "true", "y", "yes"})

    def __init__(self, label: str = "", *, needed: str = "", **kwargs: Any) -> None:
        super().__init__(label, optional=not needed, needed=needed, **kwargs)

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = any(isinstance(v, str) and v.lower() in self._YES for v in valuelist)

    def pre_validate(self, form: Any) -> None:
        if not self.data and not self.optional:
            raise StopValidation(self.needed)

    def shown(self) -> str:
        return "1" if self.data else ""

    def said(self) -> str:
        return "Yes" if self.data else "No"


#: Finds the user's finished upload by its key, with a `filename`; None where there is none.
arrivals: list[Callable[[str, str], Any]] = []


class File(Plain):
    """A file, or with `many` a list of them. The type is judged by content, in `files`.

    A `resumable` one takes the key of a finished upload in place of a file, of any size; its views
    store it by `files.taking`. An `unnamed` one tells the file's name with the form alone, so that
    none is kept beside it.
    """

    kind = "file"
    is_text = True
    verb = "Choose"

    def __init__(
        self,
        label: str = "",
        *,
        limit_mb: int = 100,
        accept: str = "",
        many: bool = False,
        resumable: bool = False,
        unnamed: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(label, **kwargs)
        self.limit_mb, self.accept, self.many = limit_mb, accept, many
        self.resumable, self.unnamed = resumable, unnamed
        #: What somebody signs who signs on the screen in place of paper; "" where nobody does.
        self.signs = ""
        #: What arrived before the form was sent, where it names that.
        self.arrived: Any = None

    def process_data(self, value: Any) -> None:
        """Start empty: what a record stores is no upload."""
        self.data = None

    def process_formdata(self, valuelist: list[Any]) -> None:
        files = [item for item in valuelist if isinstance(item, FileStorage) and item.filename]
        self.data = (files or None) if self.many else (files[0] if files else None)
        for upload in files:
            self._check(upload)
        keys = [item for item in valuelist if isinstance(item, str) and item]
        if not self.resumable or not keys:
            return
        if self.many:
            self.data = [*files, *(self._find(key) for key in keys)]
        elif not files:
            self.data = self.arrived = self._find(keys[0])

    def _find(self, sent: str) -> Any:
        key, _, name = sent.partition("/")
        found = next((found for find in arrivals if (found := find(key, name))), None)
        if found is None:
            raise ValueError("This upload is not there any more. Choose the file again.")
        clean_line(found.filename)
        return found

    def _check(self, upload: FileStorage) -> None:
        clean_line(upload.filename or "")
        end = upload.stream.seek(0, 2)
        upload.stream.seek(0)
        if end == 0:
            raise ValueError("This file is empty.")
        if end > self.limit_mb * 1_000_000:
            raise ValueError(f"Choose a file of at most {self.limit_mb:,} MB.")

    def shown(self) -> str:
        return ""

    def said(self) -> str:
        files = self.data if isinstance(self.data, list) else [self.data] if self.data else []
        return ", ".join(showable(item.filename or "") for item in files)
