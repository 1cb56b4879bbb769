"""Volumes: planned, split at a size, numbered through, bookmarked, the same each time."""

import io
import os

import pikepdf
import pypdf
import pytest

from jicms.core.errors import RuleBroken
from jicms.documents import render
from jicms.documents.binding import Insert
from jicms.documents.volumes import Tab, bind, count, plan

PDF = "application/pdf"


def paper(*pages):
    """A PDF with a picture of so many bytes on each page, which nothing makes smaller."""
    out = pikepdf.new()
    for size in pages:
        wide = max(size // 300, 1)
        noise = pikepdf.Stream(out, os.urandom(wide * 300))
        noise.Type, noise.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
        noise.Width, noise.Height, noise.BitsPerComponent = wide, 100, 8
        noise.ColorSpace = pikepdf.Name.DeviceRGB
        out.add_blank_page()
        out.pages[-1].Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im=noise))
        out.pages[-1].Contents = pikepdf.Stream(out, b"300 0 0 100 50 50 cm /Im Do")
    made = io.BytesIO()
    out.save(made)
    return made.getvalue()


def tab(label, content, kind=PDF, group="A. Notice"):
    facts = [("Date", "03/01/2024")]
    return Tab(label, "Paper", group, lambda: Insert(f"Tab {label}", facts, content, kind))


def front(placed, n, of):
    told = "\n".join(f"{one.label} {one.first} {one.last} {one.volumes}" for one in placed)
    return render("documents/text", {"title": f"V {n}/{of}", "text": told, "reference": "R"})


def bound(tabs, limit):
    count(tabs)
    dropped = []
    return bind(
        tabs,
        number="202700123-D01-F1",
        note="MSPB",
        limit=limit,
        front=front,
        keep=lambda volume: volume,
        drop=dropped.append,
    )


def test_a_file_is_numbered_bookmarked_and_the_same_each_time():
    text = render("documents/text", {"title": "N", "text": "The notice.", "reference": "R"})
    tabs = [
        tab("A-1", text),
        tab("B-1", b"not a pdf", group="B. Material"),
        tab("B-2", b"PK..", kind="application/zip", group="B. Material"),
    ]
    (one,) = bound(tabs, 10 * 1024**2)
    (again,) = bound(tabs, 10 * 1024**2)
    assert one.content == again.content
    assert (one.n, one.of, one.pages) == (1, 1, 5)
    assert one.first == "202700123-D01-F1-000001"
    assert one.last == "202700123-D01-F1-000005"
    with pikepdf.open(io.BytesIO(one.content)) as pdf:
        assert pdf.check_pdf_syntax() == []
        with pdf.open_outline() as outline:
            told = [(row.title, [child.title for child in row.children]) for row in outline.root]
        assert told == [
            ("Index", []),
            ("A. Notice", ["A-1 Paper"]),
            ("B. Material", ["B-1 Paper", "B-2 Paper"]),
        ]
    pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(one.content)).pages]
    for place, page in enumerate(pages, 1):
        assert f"202700123-D01-F1-{place:06d}" in page, place
    assert "A-1 202700123-D01-F1-000002 202700123-D01-F1-000003" in pages[0].replace("\n", " ")
    assert "The notice." in pages[2]
    assert "could not be opened" in pages[3]
    assert "can’t be printed" in pages[4]
    assert tabs[1].missing


def test_volumes_stay_below_their_size_and_a_paper_may_run_over_them():
    tabs = [tab("A-1", paper(200_000, 200_000)), tab("A-2", paper(*[300_000] * 6))]
    limit = 1024**2
    volumes = bound(tabs, limit)
    assert len(volumes) >= 3
    assert all(len(volume.content) <= limit for volume in volumes)
    assert [volume.of for volume in volumes] == [len(volumes)] * len(volumes)
    last = 0
    for volume in volumes:
        assert int(volume.first[-6:]) == last + 1, "numbered through"
        last = int(volume.last[-6:])
        assert volume.pages == last - int(volume.first[-6:]) + 1
        with pikepdf.open(io.BytesIO(volume.content)) as pdf:
            assert len(pdf.pages) == volume.pages
    shown = [stretch for volume in plan(tabs, limit) for stretch in volume]
    for place, one in enumerate(tabs):
        mine = [row for row in shown if row.tab == place]
        assert [row.sheet for row in mine] == [True] + [False] * (len(mine) - 1)
        pages = [n for row in mine for n in range(row.first, row.last + 1)]
        assert pages == list(range(1, one.pages + 1)), "each page once, in order"


def test_a_page_that_is_larger_than_a_volume_stands_in_one_of_its_own():
    tabs = [tab("A-1", paper(2_000_000)), tab("A-2", paper(1_000))]
    volumes = bound(tabs, 1024**2)
    assert len(volumes) == 2
    assert len(volumes[0].content) > 1024**2


def test_more_pages_than_anybody_prints_are_refused():
    tabs = [tab("A-1", paper(100))]
    tabs[0].opened()
    tabs *= 3_000
    with pytest.raises(RuleBroken, match="is the most"):
        count_known(tabs)


def count_known(tabs):
    """`count` without opening each again."""

    class Known:
        pages = tabs[0].pages

        def opened(self):
            return None

    count([Known() for _ in tabs])
