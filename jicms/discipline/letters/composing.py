"""A letter's content: the text of its kind filled with the case's data and its writer's facts.

The one content is drawn as DOCX and as PDF. Texts are filled in a sandbox in which a value that is
not there is an error, so that no letter has a blank.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from jinja2 import StrictUndefined, Template, UndefinedError, meta
from jinja2.sandbox import SandboxedEnvironment

from jicms.discipline.letters.blocks import Block, mandatory
from jicms.discipline.letters.data import DATA, Datum, long_day
from jicms.discipline.letters.facts import FACTS, OF_EVERY, Fact, Form
from jicms.discipline.letters.kinds import LetterType
from jicms.discipline.letters.parts import Each, Part, Text
from jicms.discipline.letters.texts_others import TEXTS

_ENV = SandboxedEnvironment(undefined=StrictUndefined, autoescape=False)
#: What the head and the foot of every letter say.
_HEAD = (
    *("letterhead", "agency_name", "office_name", "office_telephone", "reference"),
    *("employee_name", *OF_EVERY),
)
#: Facts that are shown as typed, set in: addresses, lists, words of somebody else.
_SET_IN = frozenset(
    {
        *("answer_to", "new_items", "request_items", "agreement_text"),
        *("whistleblower_statement", "finding_text", "appeal_where", "conviction"),
    }
)
_ALONE = re.compile(r"\{\{ (\w+) \}\}")
_APART = re.compile(r"\n[ \t]*\n")


@dataclass(frozen=True, slots=True)
class Lack:
    """Something that a letter needs and does not have: a fact of its own, or one of the case."""

    name: str
    label: str
    datum: Datum | None


def facts_of(kind: LetterType) -> dict[str, Fact]:
    """What the writer of such a letter types, in the order in which the letter says it."""
    asked = [name for name in _asked(TEXTS[kind].parts) if name in FACTS]
    names = dict.fromkeys((*OF_EVERY, *asked, "enclosures"))
    return {name: FACTS[name] for name in names}


def asked_for(kind: LetterType, values: Mapping[str, Any]) -> list[str]:
    """The names of all that a letter needs, given what is known; optional facts are not among
    them."""
    text = TEXTS[kind]
    names = [*_HEAD, f"{text.signer}_name", *_names(text.subject), *_asked(_shown(text, values))]
    return [name for name in dict.fromkeys(names) if name not in FACTS or not FACTS[name].optional]


def lacks(kind: LetterType, values: Mapping[str, Any]) -> list[Lack]:
    """What is missing, field by field."""
    found = []
    for name in asked_for(kind, values):
        if name not in values:
            own = FACTS.get(name)
            label = own.label if own is not None else DATA[name].label
            found.append(Lack(name, label, None if own is not None else DATA[name]))
    return found


def values_of(data: Mapping[str, Any], facts: Mapping[str, Any]) -> dict[str, Any]:
    """The case's data with the writer's facts as they are read in a letter."""
    found = dict(data)
    for name, fact in FACTS.items():
        value = facts.get(name)
        if value in (None, ""):
            found.pop(name, None)
            if fact.optional:
                found[name] = ""
        elif fact.form is Form.DATE:
            found[name] = long_day(date.fromisoformat(value))
        else:
            found[name] = value
    return found


def blocks_of(kind: LetterType, values: Mapping[str, Any]) -> list[Block]:
    """The blocks that the letter must have, given what was decided."""
    return mandatory(
        kind,
        penalty=bool(values.get("decided_imposes", True)),
        board=bool(values.get("to_board", True)),
        prior=bool(values.get("cites_prior", False)),
    )


def compose(kind: LetterType, values: Mapping[str, Any]) -> dict[str, Any]:
    """The content of a letter. Raises jinja2.UndefinedError where something is missing: `lacks`
    names it before."""
    text = TEXTS[kind]
    numbers = iter(range(1, 1000))
    parts = [_part(part, values, numbers) for part in _shown(text, values)]
    head = {name: _fill("{{ " + name + " }}", values) for name in _HEAD}
    signer = f"{text.signer}_name"
    _keep_together(parts)
    return {
        "kind": kind.value,
        "head": head,
        "subject": _fill(text.subject, values),
        "parts": parts,
        "signer": {
            "name": _fill("{{ " + signer + " }}", values),
            "title": head["signer_title"],
        },
        "enclosures": [line for line in str(values.get("enclosures", "")).splitlines() if line],
        "receipt": text.receipt,
        "must": _must(kind, values),
    }


def _keep_together(parts: list[dict[str, Any]]) -> None:
    """Mark the paragraphs that no page may part from what follows: those that lead up to an
    address or a list, and the last one, so that no signature stands alone on a page."""
    for part in parts:
        for node in part["nodes"]:
            if node["text"].endswith(":"):
                node["keep"] = True
    for node in parts[-1]["nodes"]:
        node["keep"] = True


def text_of(content: Mapping[str, Any]) -> str:
    """The content as plain text, line by line as it is drawn."""
    head, signer = content["head"], content["signer"]
    lines = [head["agency_name"], head["office_name"], *head["letterhead"].splitlines()]
    lines += [f"Telephone {head['office_telephone']}", head["letter_date"], head["employee_name"]]
    lines += [head["position"], *head["employee_address"].splitlines()]
    lines += [f"Subject: {content['subject']}", f"Reference: {head['reference']}"]
    for part in content["parts"]:
        lines += [part["heading"]] if part["heading"] else []
        for node in part["nodes"]:
            number = f"{node['number']}. " if node["kind"] == "par" else ""
            lines.append(f"{number}{node['text']}")
    return "\n".join([*lines, signer["name"], signer["title"], *content["enclosures"]])


def _must(kind: LetterType, values: Mapping[str, Any]) -> dict[str, list[str]]:
    """The words of each block that an edit must not lose."""
    by_code = {part.code: part for part in TEXTS[kind].parts if part.code}
    found = {}
    for block in blocks_of(kind, values):
        part = by_code.get(block.code)
        if part is None:
            found[block.code] = [str(values["reference"]), str(values["employee_name"])]
            continue
        filled = [_fill(key, values) for key in part.keys]
        lines = [line.strip() for key in filled for line in key.splitlines()]
        found[block.code] = [part.heading, *(line for line in lines if line)]
    return found


def _shown(text: Text, values: Mapping[str, Any]) -> list[Part]:
    """The parts that the letter has: one that hangs on a value is left out where that is not so,
    and asked for where nobody knows."""
    return [part for part in text.parts if not part.when or values.get(part.when, True)]


def _part(part: Part, values: Mapping[str, Any], numbers: Iterator[int]) -> dict[str, Any]:
    nodes: list[dict[str, Any]] = []
    for text in part.texts:
        if isinstance(text, Each):
            nodes += _rows(text, values)
            continue
        alone = _ALONE.fullmatch(text)
        filled = _fill(text, values)
        if alone is not None and alone[1] in _SET_IN:
            nodes.append({"kind": "inset", "text": filled.strip()})
            continue
        pieces = [piece.strip() for piece in _APART.split(filled)]
        nodes += [
            {"kind": "par", "number": next(numbers), "text": piece} for piece in pieces if piece
        ]
    return {"code": part.code, "heading": part.heading, "nodes": nodes}


def _rows(each: Each, values: Mapping[str, Any]) -> list[dict[str, Any]]:
    if each.rows not in values:
        raise UndefinedError(f"{each.rows} is missing")
    nodes = []
    for row in values[each.rows]:
        said = {**values, "row": row}
        nodes.append({"kind": "line" if each.body else "item", "text": _fill(each.head, said)})
        pieces = _APART.split(_fill(each.body, said)) if each.body else []
        nodes += [{"kind": "inset", "text": piece.strip()} for piece in pieces if piece.strip()]
    return nodes


def _fill(text: str, values: Mapping[str, Any]) -> str:
    return _template(text).render(values)


@cache
def _template(text: str) -> Template:
    return _ENV.from_string(text)


@cache
def _names(text: str) -> tuple[str, ...]:
    """The values that a text asks for, in its order."""
    found = meta.find_undeclared_variables(_ENV.parse(text)) - {"row"}
    return tuple(sorted(found, key=text.index))


def _asked(parts: Iterator[Part] | tuple[Part, ...] | list[Part]) -> list[str]:
    found: list[str] = []
    for part in parts:
        found += [part.when] if part.when else []
        for text in (*part.texts, *part.keys):
            if isinstance(text, Each):
                found += [text.rows, *_names(text.head), *_names(text.body)]
            else:
                found += _names(text)
    return found
