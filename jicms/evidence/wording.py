"""The words of an affidavit, a sworn statement in questions and answers, and a declaration."""

import re
from typing import Any

from jicms.evidence.models_drafts import StatementDraft

DECLARATION, QUESTIONS = "DECLARATION_1746", "SWORN_STATEMENT_QA"
_TURN = re.compile(r"^(Q|A)[.:]\s*(.*)$")

#: 28 USC 1746: (1) outside, (2) inside the United States, its territories and possessions.
INSIDE = "I declare under penalty of perjury that the foregoing is true and correct."
OUTSIDE = (
    "I declare under penalty of perjury under the laws of the United States of America that the"
    " foregoing is true and correct."
)
_READ = (
    "I have read this statement. I was given the chance to correct it, and have initialed each page"
    " and each correction. It is true, correct and complete to the best of my knowledge and belief."
)


def opening(draft: StatementDraft, name: str, taker: str) -> str:
    """How it begins."""
    if draft.kind_code == DECLARATION:
        return f"I, {name}, declare:"
    if draft.kind_code == QUESTIONS:
        return f"I, {name}, having been sworn or having affirmed, answer {taker} as follows:"
    return f"I, {name}, having been sworn or having affirmed, state:"


def closing(draft: StatementDraft) -> str:
    """What is signed."""
    if draft.kind_code != DECLARATION:
        return _READ
    return OUTSIDE if draft.outside_us else INSIDE


def citation(draft: StatementDraft) -> str:
    """The law that the form follows."""
    if draft.kind_code != DECLARATION:
        return "Oath administered under 5 U.S.C. 303(b)"
    return "28 U.S.C. 1746(1)" if draft.outside_us else "28 U.S.C. 1746(2)"


def turns(text: str) -> list[dict[str, str]]:
    """The text as paragraphs; a line that begins with Q. or A. is a question or an answer."""
    found: list[dict[str, str]] = []
    for line in text.split("\n"):
        turn = _TURN.match(line.strip())
        if turn is not None:
            found.append({"who": turn[1], "text": turn[2]})
        elif not line.strip():
            found.append({"who": "", "text": ""})
        elif found and found[-1]["text"]:
            found[-1]["text"] += f"\n{line.strip()}"
        else:
            found.append({"who": "", "text": line.strip()})
    return [row for row in found if row["text"]]


def printed(draft: StatementDraft, *, name: str, taker: str) -> dict[str, Any]:
    """Everything that the pages show, in a form whose hash can be taken."""
    kind = draft.kind.label
    return {
        "title": f"{kind} of {name}",
        "kind": draft.kind_code,
        "reference": f"{draft.case.number}, statement draft {draft.n}",
        "facts": [
            ["Case", draft.case.number],
            *([["Corrects", f"Statement {draft.corrects.key}"]] if draft.corrects else []),
            ["Given by", name],
            ["Taken by", taker],
            ["Language", draft.language or "English"],
            *([["Interpreter", draft.interpreter]] if draft.interpreter else []),
        ],
        "opening": opening(draft, name, taker),
        "turns": turns(draft.text),
        "closing": closing(draft),
        "citation": citation(draft),
        "sworn": draft.kind_code != DECLARATION,
        "interpreted": bool(draft.interpreter),
        "compelled": bool(draft.handling % 2),
    }
