"""A report of 300 pages with 40 exhibits: `python -m bench.report_soak`.

Renders the body twice, checks it, binds a copy with its exhibits, and takes the whole through a
word processor's format; puts the body and the exhibits into a tribunal's file in volumes. Prints
time and peak memory. Ends with 1 where something is wrong.
"""

import io
import random
import resource
import sys
import time
from collections.abc import Callable, Sequence
from typing import Any

import pikepdf
from PIL import Image

from jicms.documents import markdown, render, volumes, word
from jicms.documents.binding import Insert, bind
from tests.support import pdf

PAGES, EXHIBITS = 300, 40
#: The size of a volume, as electronic filing takes it.
LIMIT = 10 * 1024**2
_WORDS = [
    "the",
    "officer",
    "stated",
    "that",
    "on",
    "this",
    "date",
    "a",
    "query",
    "of",
    "the",
    "system",
    "was",
    "made",
    "without",
    "reason",
]


def timed(what: str, work: Callable[[], Any]) -> Any:
    """Do it, and print how long it took and how much memory this process and its children had."""
    started = time.perf_counter()
    made = work()
    took = time.perf_counter() - started
    own, children = (
        resource.getrusage(who).ru_maxrss / 1024
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    print(f"{what:<44} {took:6.2f} s   peak {own:5.0f} MB here, {children:5.0f} MB in a child")
    return made


def section(rng: random.Random, paragraphs: int) -> str:
    """Some pages of Markdown: headings, lists and a table among paragraphs."""
    parts = ["# What was done"]
    for n in range(paragraphs):
        parts.append(" ".join(rng.choice(_WORDS) for _ in range(110)).capitalize() + ".")
        if n % 12 == 5:
            parts.append("\n".join(f"- step {k} of **{n}**" for k in range(6)))
        if n % 20 == 7:
            parts.append("| Day | Query |\n| --- | --- |\n| 1 | 14 |\n| 2 | 3 |")
    return "\n\n".join(parts)


def data(rng: random.Random) -> tuple[dict[str, Any], list[str]]:
    """What `assemble` makes of a case with fifteen allegations, and what was written of them."""
    texts = [section(rng, 132) for _ in range(15)]
    blocks = timed("15 sections read as Markdown", lambda: [markdown.nodes(t) for t in texts])
    rows = [[[[f"{n}", ""]], [["An exhibit", ""]]] for n in range(1, EXHIBITS + 1)]
    head = [[["No.", ""]], [["Description", ""]]]
    return {
        "title": "Findings",
        "kind": "Report of investigation",
        "reference": "202700123-R001",
        "note": "",
        "compelled": False,
        "header": [[f"{n}. Field", "Value"] for n in range(1, 16)],
        "parts": [
            {
                "title": "Details",
                "blocks": [
                    {"kind": "sub", "title": f"Allegation {n}", "blocks": found}
                    for n, found in enumerate(blocks, start=1)
                ],
            },
            {"title": "Exhibits", "blocks": [{"kind": "table", "head": head, "rows": rows}]},
        ],
    }, texts


def exhibits(rng: random.Random) -> list[Insert]:
    """Half of them PDFs of some pages, half photographs of eight megapixels."""
    paper = {"title": "Record", "reference": "x", "text": section(rng, 30)}
    record = render("documents/text", paper)
    out = io.BytesIO()
    Image.effect_noise((3264, 2448), 60).convert("RGB").save(out, "JPEG", quality=80)
    photograph = out.getvalue()
    return [
        Insert(f"Exhibit {n}", [("Source", f"E{n:04d}")], record, "application/pdf")
        if n % 2
        else Insert(f"Exhibit {n}", [("Source", f"E{n:04d}")], photograph, "image/jpeg")
        for n in range(1, EXHIBITS + 1)
    ]


def in_volumes(body: bytes, inserts: list[Insert]) -> list[volumes.Volume]:
    """The body and its exhibits as a tribunal's file."""
    papers = [Insert("Report", [], body, "application/pdf"), *inserts]
    tabs = [
        volumes.Tab(f"A-{n}", paper.heading, "A. Support", lambda paper=paper: paper)
        for n, paper in enumerate(papers, start=1)
    ]
    volumes.count(tabs)
    return volumes.bind(
        tabs,
        number="D01-F1",
        note="MSPB",
        limit=LIMIT,
        front=index,
        keep=lambda volume: volume,
        drop=lambda _volume: None,
    )


def index(placed: Sequence[volumes.Placed], n: int, of: int) -> bytes:
    """The index of a volume, as one page of text."""
    told = "\n".join(f"{one.label} {one.first} to {one.last}" for one in placed)
    return render("documents/text", {"title": f"{n}/{of}", "text": told, "reference": "R"})


def main() -> int:
    """Run it all."""
    rng = random.Random(20261128)
    given, texts = data(rng)
    body = timed("the body, as PDF/UA-1", lambda: render("investigations/report", given))
    again = render("investigations/report", given)
    read = timed("its checks", lambda: pdf.check(body))
    inserts = exhibits(rng)
    made = timed(
        f"a locked copy with {EXHIBITS} exhibits",
        lambda: bind(body, inserts, number="R001", note="Copy", password="a long password"),
    )
    file = timed("the same as a file in volumes", lambda: in_volumes(body, inserts))
    out = timed("15 sections written as DOCX", lambda: word.write("R", "", headed(texts)))
    back = timed("and read again", lambda: word.passages(out))
    with pikepdf.open(io.BytesIO(made.content), password="a long password") as opened:
        pages = len(opened.pages)
    print(
        f"{read.pages} pages, {len(body) / 1e6:.1f} MB; copy {made.pages} pages,"
        f" {len(made.content) / 1e6:.1f} MB; file of {len(file)} volumes,"
        f" {sum(one.pages for one in file)} pages,"
        f" the largest {max(len(one.content) for one in file) / 1e6:.1f} MB"
    )
    wrong = [
        said
        for said, holds in (
            ("the body has fewer pages than it should", read.pages >= PAGES),
            ("the same data made other bytes", body == again),
            ("the copy lacks pages", pages == made.pages),
            ("a volume is too large", all(len(one.content) <= LIMIT for one in file)),
            ("the file lacks pages", sum(one.pages for one in file) >= made.pages),
            ("DOCX lost text", [p.text for p in back] == [t.strip() for t in texts]),
        )
        if not holds
    ]
    print("; ".join(wrong) or "All as it should be.")
    return 1 if wrong else 0


def headed(texts: list[str]) -> list[tuple[str, str]]:
    """Each text under a heading of its own."""
    return [(f"Details, allegation {n}", text) for n, text in enumerate(texts, start=1)]


if __name__ == "__main__":
    sys.exit(main())
