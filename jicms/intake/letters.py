"""The texts of acknowledgements: a fixed set of versions, filled in by name and nothing else.

They are data of the product, not of an installation: nobody can upload one, and a placeholder can
name nothing but what stands in `PLACEHOLDERS`. A version that was sent stays as it was.
"""

import re
import string
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from jicms.cases.kinds import IdentityMode
from jicms.intake.models_letters import LetterForm

#: What a text may ask for.
PLACEHOLDERS = frozenset(
    {"received", "through", "number", "office", "agency", "telephone", "official", "code", "added"}
)
#: What the letter to an anonymous reporter shows in place of the code until it is made.
CODE_LATER = "(made when you record this)"
_FILE = Path(__file__).parent / "data" / "letters.toml"
#: A paragraph that is nothing but this is left out where it is blank.
_LABELLED = re.compile(r"(?:Telephone: )?\$(added|telephone)")


class BadTexts(ValueError):
    """The file of texts is not as it has to be; said before anybody is served."""


@dataclass(frozen=True, slots=True)
class LetterText:
    """One version of one text."""

    code: str
    version: int
    valid_from: date
    mode: IdentityMode
    form: LetterForm
    subject: str
    text: str
    methods: frozenset[str] = frozenset()

    def fill(self, facts: Mapping[str, str]) -> tuple[str, str]:
        """Subject and text. A paragraph whose only fact is blank is left out."""
        kept = []
        for paragraph in self.text.strip().split("\n\n"):
            asks = _LABELLED.fullmatch(paragraph.strip())
            if asks is None or facts[asks.group(1)]:
                kept.append(paragraph)
        text = "\n\n".join(kept)
        filled = (string.Template(part).substitute(facts) for part in (self.subject, text))
        subject, body = (re.sub(r" {2,}", " ", part) for part in filled)
        return subject, body


@cache
def _known() -> tuple[tuple[LetterText, ...], dict[str, tuple[str, LetterForm]]]:
    with _FILE.open("rb") as file:
        found = tomllib.load(file)
    texts = tuple(_text(row) for row in found["letter"])
    versions = [(text.code, text.version) for text in texts]
    if len(versions) != len(set(versions)):
        raise BadTexts("A version stands twice.")
    methods = {
        code: (str(words), LetterForm(form)) for code, (words, form) in found["methods"].items()
    }
    return texts, methods


def _text(row: Mapping[str, Any]) -> LetterText:
    values = dict(row)
    mode, form = IdentityMode(values.pop("mode")), LetterForm(values.pop("form"))
    methods = values.pop("methods", ())
    made = LetterText(mode=mode, form=form, methods=frozenset(methods), **values)
    for part in (made.subject, made.text):
        template = string.Template(part)
        unknown = set(template.get_identifiers()) - PLACEHOLDERS
        if unknown or not template.is_valid():
            raise BadTexts(f"{made.code}: {', '.join(sorted(unknown)) or 'a bare $'}")
    if (mode is IdentityMode.ANONYMOUS) != ("$code" in made.text):
        raise BadTexts(f"{made.code}: an anonymous reporter, and nobody else, gets a code.")
    return made


def every_text() -> Sequence[LetterText]:
    """All versions; raises `BadTexts`."""
    return _known()[0]


def text_for(mode: IdentityMode, form: LetterForm, method: str | None, on: date) -> LetterText:
    """The text in force that day: the one for that method where there is one."""
    fit = [
        text
        for text in every_text()
        if (text.mode, text.form) == (mode, form)
        and text.valid_from <= on
        and (not text.methods or method in text.methods)
    ]
    return max(fit, key=lambda text: (bool(text.methods), text.valid_from, text.version))


def form_for(method: str | None) -> LetterForm:
    """How it is usually sent to somebody who reported that way."""
    return _known()[1].get(method or "", ("", LetterForm.LETTER))[1]


def through(method: str | None) -> str:
    """How somebody reported, in the words of a letter; blank where there is nothing to say."""
    return _known()[1].get(method or "", ("", LetterForm.LETTER))[0]


def known_methods() -> frozenset[str]:
    """The methods of intake that have words of their own."""
    return frozenset(_known()[1])
