"""What a report of investigation is made of: its sections, in their order, and their keys."""

from dataclasses import dataclass
from enum import StrEnum


class SectionKind(StrEnum):
    """A section that somebody writes. Those of an allegation stand once for each of them."""

    RELATED = "RELATED"
    PREDICATION = "PREDICATION"
    ALLEGATIONS = "ALLEGATIONS"
    SUBJECT_DATA = "SUBJECT_DATA"
    NARRATIVE = "NARRATIVE"
    EVIDENCE_FOR = "EVIDENCE_FOR"
    EVIDENCE_AGAINST = "EVIDENCE_AGAINST"
    CREDIBILITY = "CREDIBILITY"
    FINDINGS = "FINDINGS"
    PROSECUTION = "PROSECUTION"
    ACTION = "ACTION"
    DISPOSITION = "DISPOSITION"

    @property
    def label(self) -> str:
        """The section as a user reads it."""
        return _TEXTS[self].label

    @property
    def hint(self) -> str:
        """What belongs there."""
        return _TEXTS[self].hint

    @property
    def is_of_allegation(self) -> bool:
        """It stands once per allegation."""
        return self in OF_ALLEGATION


@dataclass(frozen=True, slots=True)
class _Texts:
    label: str
    hint: str


_TEXTS = {
    SectionKind.RELATED: _Texts(
        "Related cases",
        "Numbers of cases that every reader of this report may know of. None are filled in.",
    ),
    SectionKind.PREDICATION: _Texts(
        "Predication", "What started the investigation: when, by whom, under which authority."
    ),
    SectionKind.ALLEGATIONS: _Texts(
        "Allegations", "What has to be said of them. The list itself is filled in from the case."
    ),
    SectionKind.SUBJECT_DATA: _Texts(
        "Subject data", "What has to be added to names and employment, which are filled in."
    ),
    SectionKind.NARRATIVE: _Texts(
        "Details", "What was done and what it showed, in order, with the exhibits by number."
    ),
    SectionKind.EVIDENCE_FOR: _Texts(
        "Supporting evidence", "What speaks for the allegation, each with its exhibit."
    ),
    SectionKind.EVIDENCE_AGAINST: _Texts(
        "Contrary evidence",
        "What speaks against it, with its exhibits; say so if nothing does.",
    ),
    SectionKind.CREDIBILITY: _Texts(
        "Credibility", "Whom you believe where accounts differ, and why."
    ),
    SectionKind.FINDINGS: _Texts(
        "Findings", "What has to be added. Findings and their reasons are filled in from the case."
    ),
    SectionKind.PROSECUTION: _Texts(
        "Prosecutorial status", "What has to be added. Referrals and answers are filled in."
    ),
    SectionKind.ACTION: _Texts(
        "Judicial and administrative action", "Courts, arrests, leave, duty status, other measures."
    ),
    SectionKind.DISPOSITION: _Texts(
        "Disposition of evidence", "What has to be added. The items and their places are filled in."
    ),
}

OF_ALLEGATION = (
    SectionKind.NARRATIVE,
    SectionKind.EVIDENCE_FOR,
    SectionKind.EVIDENCE_AGAINST,
    SectionKind.CREDIBILITY,
)
#: What nothing from the case stands in for: left empty, the report is silent on it.
BY_HAND = (SectionKind.PREDICATION, *OF_ALLEGATION)
BEFORE_DETAILS = (
    SectionKind.RELATED,
    SectionKind.PREDICATION,
    SectionKind.ALLEGATIONS,
    SectionKind.SUBJECT_DATA,
)
AFTER_DETAILS = (
    SectionKind.FINDINGS,
    SectionKind.PROSECUTION,
    SectionKind.ACTION,
    SectionKind.DISPOSITION,
)


@dataclass(frozen=True, slots=True)
class Spot:
    """A section of one report: its kind and, where it has one, the number of its allegation."""

    kind: SectionKind
    n: int = 0

    @property
    def key(self) -> str:
        """`predication`, `narrative-2`: the section in addresses."""
        word = self.kind.value.lower().replace("_", "-")
        return f"{word}-{self.n}" if self.n else word

    @property
    def field(self) -> str:
        """`narrative_2`: the section in the name of a field."""
        return self.key.replace("-", "_")

    @property
    def place(self) -> tuple[int, int, int]:
        """Where it stands among the others."""
        if self.kind in OF_ALLEGATION:
            return 1, self.n, OF_ALLEGATION.index(self.kind)
        rows = BEFORE_DETAILS if self.kind in BEFORE_DETAILS else AFTER_DETAILS
        return 0 if rows is BEFORE_DETAILS else 2, 0, rows.index(self.kind)

    @property
    def title(self) -> str:
        """`Predication`, `Details, allegation 2`."""
        return f"{self.kind.label}, allegation {self.n}" if self.n else self.kind.label


def spots(allegations: list[int]) -> list[Spot]:
    """Every section of a report over those allegations, in the order of the report."""
    found = [Spot(kind) for kind in BEFORE_DETAILS]
    found += [Spot(kind, n) for n in allegations for kind in OF_ALLEGATION]
    return found + [Spot(kind) for kind in AFTER_DETAILS]


def spot_of(key: str) -> Spot | None:
    """The section that an address names, whether or not the report has it."""
    word, _, number = key.rpartition("-")
    if number.isascii() and number.isdecimal() and len(number) < 6:
        found, n = _kind(word), int(number)
    else:
        found, n = _kind(key), 0
    if found is None or found.is_of_allegation != (n > 0):
        return None
    return Spot(found, n)


def _kind(word: str) -> SectionKind | None:
    name = word.upper().replace("-", "_")
    if word != word.lower() or name not in SectionKind.__members__:
        return None
    return SectionKind[name]
