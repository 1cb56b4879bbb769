"""A report in and out of a word processor: a heading of the file for each section."""

import re

from jicms.documents import word
from jicms.documents.word import Word
from jicms.investigations.models import Report
from jicms.investigations.queries_sections import sections_of
from jicms.investigations.sections import SectionKind, Spot
from jicms.investigations.service.writing import spots_of
from jicms.web.filters import label

_OF_ALLEGATION = re.compile(r"allegation\s+(\d{1,5})\b", re.IGNORECASE)
_LEAD = "Each heading of the first level is a section. Write below it, and take the file in again."


def written_out(report: Report) -> bytes:
    """The written sections as DOCX, one heading each, so that they can be taken in again.

    What is filled in from the case is not in it: nobody could change it there.
    """
    texts = {row.spot: row.text for row in sections_of(report)}
    parts = [(spot.title, texts.get(spot, "")) for spot in spots_of(report)]
    title = f"{report.case.number}-{report.key} {report.title} ({label(report.status).lower()})"
    return word.write(title, _LEAD, parts)


def read_in(said: Word, spots: list[Spot]) -> dict[Spot, str]:
    """The sections that a DOCX fills, by its headings.

    Text below a heading that names no section stays with the section before it, under that
    heading; text before any section is taken for the predication.
    """
    found: dict[Spot, list[str]] = {}
    here, n = Spot(SectionKind.PREDICATION), 1
    for passage in said.passages:
        spot, n = _section_of(passage.heading, n)
        known = spot is not None and spot in spots
        if known:
            assert spot is not None
            here = spot
        elif passage.heading:
            found.setdefault(here, []).append(f"# {passage.heading}")
        if passage.text:
            found.setdefault(here, []).append(passage.text)
    return {spot: "\n\n".join(parts) for spot, parts in found.items() if spot in spots}


def _section_of(heading: str, n: int) -> tuple[Spot | None, int]:
    """The section that a heading names, and the allegation that the following ones are of."""
    named = _OF_ALLEGATION.search(heading)
    n = int(named[1]) if named else n
    words = _folded(_OF_ALLEGATION.sub("", heading)) if named else _folded(heading)
    for kind in SectionKind:
        if words == _folded(kind.label):
            return Spot(kind, n if kind.is_of_allegation else 0), n
    if named and heading.strip().lower().startswith("allegation"):
        return Spot(SectionKind.NARRATIVE, n), n
    return None, n


def _folded(text: str) -> str:
    return " ".join(re.sub(r"[^a-z ]", " ", text.lower()).split())
