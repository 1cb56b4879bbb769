"""What a file of others says, to look for words in it: each page of a PDF, or a DOCX."""

import json

from jicms.core.errors import RuleBroken
from jicms.documents import word
from jicms.documents.engine import READER, Refused, apart

#: Pages of a letter with its enclosures, memory of the process that reads it, and its seconds.
_PAGES, _MEMORY, _SECONDS = 400, 1024**3, 20


def pdf_pages(content: bytes) -> list[str]:
    """The text of each page of a PDF: "" for a page that is a picture.

    It is read in a process of its own. Raises RuleBroken for what is no PDF, or is too heavy.
    """
    if b"%PDF-" not in content[:1024]:
        raise RuleBroken("This is no PDF.", field="file")
    asked = {"pages": _PAGES}
    try:
        _pages, said = apart(asked, [content], memory=_MEMORY, seconds=_SECONDS, by=READER)
    except Refused as refused:
        raise RuleBroken(
            "This PDF takes too long to read, or has too many pages."
            if refused.heavy
            else "This PDF is damaged, or locked with a password.",
            field="file",
        ) from refused
    found: list[str] = json.loads(said)
    return found


def docx_text(content: bytes) -> str:
    """The text of a DOCX with its headings. Raises RuleBroken in words for anything else."""
    said = word.read(content)
    return "\n".join(f"{passage.heading}\n{passage.text}" for passage in said.passages)
