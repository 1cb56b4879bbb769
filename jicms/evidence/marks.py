"""What each handling mark does, told from the very sets that the walls ask: it can't drift."""

from collections.abc import Callable
from dataclasses import dataclass

from jicms.cases.handling import COMPELLED, NAMED_ONLY, NEVER_SEARCHED, NEVER_TO_LR, Handling
from jicms.refdata.models import HandlingFlag
from jicms.refdata.queries import entries

#: Says to whom a record with a mark may be exported; `exports` may register the last word.
export_rules: list[Callable[[Handling], str]] = []


@dataclass(frozen=True, slots=True)
class Effect:
    """One mark: what it means, whom it shuts out, and where the record goes."""

    flag: Handling
    label: str
    meaning: str
    shut_out: str
    to_lr: str
    exports: str
    search: str


def effects() -> list[Effect]:
    """Every mark of the code, in the words of the agency's list."""
    known = entries(HandlingFlag)
    return [
        Effect(
            flag,
            known[name].label if (name := flag.name or "") in known else name,
            known[name].description if name in known else "",
            _shut_out(flag),
            "Never" if flag & NEVER_TO_LR else "When released with a referral",
            export_rules[-1](flag) if export_rules else _exports(flag),
            "Never found" if flag & NEVER_SEARCHED else "By whoever reads it",
        )
        for flag in Handling
    ]


def _shut_out(flag: Handling) -> str:
    if flag & NAMED_ONLY:
        return "Everybody who is not on the access list of the record"
    if flag & COMPELLED:
        return (
            "Whoever works on or reviews a criminal investigation of the matter, here or on a"
            " linked case; supervisors who review no other investigation of it"
        )
    return "Nobody who reads the case"


def _exports(flag: Handling) -> str:
    if flag & NAMED_ONLY:
        return "By those on the access list alone"
    if flag & COMPELLED:
        return "Never for a prosecution of the subject"
    return "By whoever reads it"
