"""Words by which a text may give a protected reporter away."""

import re
from collections.abc import Iterable, Mapping
from itertools import pairwise

from jicms.people.names import fold

#: Kin and other ties: "my sister" names a reporter as well as a name does.
TIES = (
    "my wife|my husband|my spouse|my partner|my ex|my girlfriend|my boyfriend|my fiance|my fiancee|"
    "my mother|my father|my mom|my dad|my parents|my sister|my brother|my son|my daughter|my child|"
    "my children|my aunt|my uncle|my cousin|my niece|my nephew|my neighbor|my neighbour|my boss|"
    "my supervisor|my roommate|ex wife|ex husband|ex partner|ex girlfriend|ex boyfriend"
)
_TIES = re.compile(rf"\b({TIES})\b")
#: Shorter words say too little.
SHORTEST = 3
_DIGITS = re.compile(r"\D+")


def told_by(text: str, identity: Mapping[str, str]) -> list[str]:
    """What in a text may identify the reporter, in words for the user: a name, a number, a tie."""
    folded = f" {fold(text)} "
    known = fold(f"{identity.get('name', '')} {identity.get('names', '')}").split()
    names = [word for word in dict.fromkeys(known) if len(word) >= SHORTEST]
    said = [f"the name “{word}”" for word in names if f" {word} " in folded]
    said = said or [f"the name “{first} {last}”" for first, last in _run_together(known, folded)]
    phone = _DIGITS.sub("", identity.get("telephone", ""))
    if len(phone) >= 7 and phone[-7:] in _DIGITS.sub("", text):
        said.append("the telephone number")
    email = identity.get("email", "").casefold()
    mailbox = fold(email.partition("@")[0])
    # A mailbox that is made of the name says no more than the name does.
    is_own = len(mailbox) > 4 and not set(mailbox.split()) <= set(known)
    if email and (email in text.casefold() or (is_own and f" {mailbox} " in folded)):
        said.append("the e-mail address")
    if any(f" {part} " in folded for part in _parts_of(identity.get("address", ""))):
        said.append("the address")
    said += [f"“{tie}”" for tie in dict.fromkeys(_TIES.findall(folded))]
    return said


def _run_together(known: list[str], folded: str) -> list[tuple[str, str]]:
    """Two names side by side written as one word, as names of files have them."""
    words = set(re.sub(r"[0-9]+", " ", folded).split())
    pairs = [pair for a, b in pairwise(known) for pair in ((a, b), (b, a))]
    return [pair for pair in pairs if any("".join(pair) in word for word in words)][:1]


def _parts_of(address: str) -> list[str]:
    """Two words side by side with a number among them: a house, a flat, a postal code."""
    words = fold(address).split()
    pairs = [pair for pair in pairwise(words) if any(char.isdigit() for char in "".join(pair))]
    return [" ".join(pair) for pair in pairs if not all(word.isdigit() for word in pair)]


def found_in(texts: Iterable[tuple[str, str]], identity: Mapping[str, str]) -> dict[str, str]:
    """For each field whose text may give the reporter away, a sentence."""
    found = {}
    for name, text in texts:
        said = told_by(text, identity) if text else []
        if said:
            found[name] = (
                f"This may identify the reporter: {', '.join(said)}. Rewrite it, or confirm."
            )
    return found


def found_among(
    texts: Iterable[tuple[str, str]], identities: Iterable[Mapping[str, str]]
) -> dict[str, str]:
    """As `found_in`, for every identity that a case protects."""
    kept, found = list(texts), dict[str, str]()
    for identity in identities:
        found = found_in(kept, identity) | found
    return found
