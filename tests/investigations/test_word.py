"""A report out of and into a word processor: nothing but its words, and none is lost."""

import io
import re
import zipfile

import docx
import pytest
from PIL import Image
from sqlalchemy import select

from jicms.cases.models import CaseStatus
from jicms.core import unit_of_work
from jicms.core.errors import RuleBroken
from jicms.documents import word
from jicms.investigations import wording
from jicms.investigations.models import Report
from jicms.investigations.models_sections import ReportSection
from jicms.investigations.sections import SectionKind, Spot, spots
from tests.factories import allegations
from tests.factories.investigations import investigation, report

RICH = """A **strong** and *other* word.

# A heading

- one
- two

1. first

> said

| a | b |
| --- | --- |
| 1 | 2 |"""


def made(*blocks):
    """A DOCX of (style, text)."""
    document = docx.Document()
    for style, text in blocks:
        document.add_paragraph(text, style=style)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def repacked(content, **changed):
    """The same file with parts added or replaced."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            if name not in changed:
                new.writestr(name, old.read(name))
        for name, data in changed.items():
            new.writestr(name, data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def test_what_goes_out_comes_in_again_as_it_was():
    content = word.write("Report", "Lead", [("Predication", RICH), ("Findings", "")])
    found = word.passages(content)
    assert [passage.heading for passage in found] == ["Predication", "Findings"]
    assert found[0].text == RICH
    assert found[1].text == ""


def test_headings_lead_to_sections_and_no_text_is_lost():
    content = made(
        ("Title", "Our title"),
        ("Normal", "Before all."),
        ("Heading 1", "PREDICATION:"),
        ("Normal", "Told by one. *Not* strong"),
        ("Heading 1", "Details, allegation 2"),
        ("Normal", "Of the second."),
        ("Heading 1", "Credibility"),
        ("Normal", "Believed."),
        ("Heading 1", "Weather"),
        ("Normal", "It rained."),
        ("Heading 1", "Allegation 1: theft"),
        ("List Bullet", "of the first"),
    )
    kind = SectionKind
    said = word.read(content)
    texts = wording.read_in(said, spots([1, 2]))
    assert texts == {
        Spot(kind.PREDICATION): "Before all.\n\nTold by one. \\*Not\\* strong",
        Spot(kind.NARRATIVE, 2): "Of the second.",
        Spot(kind.CREDIBILITY, 2): "Believed.\n\n# Weather\n\nIt rained.",
        Spot(kind.NARRATIVE, 1): "- of the first",
    }
    assert said.notes == []


def bomb():
    return repacked(made(("Normal", "x")), **{"word/media/a.xml": b"\0" * (70 * 1024**2)})


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (lambda: b"\xd0\xcf\x11\xe0 old or locked", "no DOCX"),
        (lambda: repacked(made(("Normal", "x")), **{"word/vbaProject.bin": b"MZ"}), "macros"),
        (bomb, "far more than a report"),
        (lambda: repacked(made(("Normal", "x")), **{"word/document.xml": b"<w:x"}), "damaged"),
        (lambda: repacked(made(), **{"[Content_Types].xml": b"<Types/>"}), "no plain DOCX"),
        (lambda: made(("Normal", "x"))[:-900], "no DOCX"),
    ],
)
def test_bad_files_are_refused_in_words(content, said):
    with pytest.raises(RuleBroken, match=said):
        word.passages(content())


def tabled(span=1, rows=1, merged=False):
    """A DOCX of a table: its first cell covers so many columns, or goes on through all rows."""
    document = docx.Document()
    grid = document.add_table(rows, 2)
    grid.cell(0, 0).text, grid.cell(0, 1).text = "Wide", "Next"
    grid.cell(0, 0)._tc.grid_span = span
    for n, row in enumerate(grid._tbl.tr_lst if merged else ()):
        row.tc_lst[0].vMerge = "continue" if n else "restart"
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def test_a_small_file_takes_no_long_time_and_no_reader_down():
    paragraphs, elements = "<w:p/>" * 20_001, "<w:p>" + "<w:r/>" * 600_000 + "</w:p>"
    for content, words in (
        (lambda: tabled(span=100_000_000), "more than 63 columns"),
        (lambda: with_body(made(), paragraphs), "far more than a report"),
        (lambda: with_body(made(), elements), "far more than a report"),
        (lambda: b"PK\5\6" + bytes(18), "no plain DOCX"),
    ):
        with pytest.raises(RuleBroken, match=words):
            word.read(content())
    struck = "<w:ins><w:r><w:t>a</w:t></w:r></w:ins>" * 30_000
    assert word.read(with_body(made(), f"<w:p>{struck}</w:p>")).passages[0].text == "a" * 30_000
    (long,) = word.passages(tabled(span=2, rows=1_200, merged=True))
    assert long.text.count("| Wide | Wide |") == 1
    assert long.text.count("| Wide |  |") == 1_199


def test_nobody_waits_while_a_file_is_read(sign_in, at, monkeypatch):
    states, reads = [], word.read

    def watched(content):
        states.append(unit_of_work.is_writing())
        return reads(content)

    monkeypatch.setattr(word, "read", watched)
    answer = sign_in("investigator.ia").post(f"{at}/word", data=upload(made(("Normal", "Said."))))
    assert "Said." in answer.text
    assert states == [False]


def test_a_file_reaches_no_other_file():
    entity = (
        b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
        b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        b"<w:body><w:p><w:r><w:t>a&e;b</w:t></w:r></w:p></w:body></w:document>"
    )
    try:
        found = word.passages(repacked(made(), **{"word/document.xml": entity}))
    except RuleBroken:
        return
    assert "root:" not in str(found)


REVISED = """<w:p>
  <w:r><w:t xml:space="preserve">He </w:t></w:r>
  <w:del w:id="1" w:author="A"><w:r><w:delText>never </w:delText></w:r></w:del>
  <w:ins w:id="2" w:author="A"><w:r><w:t xml:space="preserve">once </w:t></w:r></w:ins>
  <w:moveFrom w:id="3" w:author="A"><w:r><w:t>moved away </w:t></w:r></w:moveFrom>
  <w:sdt><w:sdtPr/><w:sdtContent><w:r><w:t>queried it.</w:t></w:r></w:sdtContent></w:sdt>
  <w:r><w:commentReference w:id="0"/></w:r>
  <w:r><w:footnoteReference w:id="2"/></w:r>
</w:p>
<w:sdt><w:sdtContent><w:p><w:r><w:t>Bound to a form.</w:t></w:r></w:p></w:sdtContent></w:sdt>
<w:tbl>
  <w:tr><w:tc><w:p><w:r><w:t>Kept</w:t></w:r></w:p></w:tc></w:tr>
  <w:tr><w:trPr><w:del w:id="4" w:author="A"/></w:trPr>
    <w:tc><w:p><w:r><w:t>Struck</w:t></w:r></w:p></w:tc></w:tr>
</w:tbl>"""


def with_body(content, xml):
    """The file with these blocks put first into its body."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        text = packed.read("word/document.xml").decode()
    return repacked(content, **{"word/document.xml": text.replace("<w:body>", f"<w:body>{xml}")})


def illustrated(paragraphs):
    """A megabyte of a report, most of it one picture."""
    document = docx.Document()
    document.add_paragraph("Predication", style="Heading 1")
    noise = Image.effect_noise((1100, 1100), 90)
    out = io.BytesIO()
    noise.save(out, "PNG")
    document.add_picture(io.BytesIO(out.getvalue()))
    for n in range(paragraphs):
        document.add_paragraph(f"Paragraph {n} of what was done, and what it showed.")
    document.add_table(rows=2, cols=2).cell(1, 1).text = "Within"
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def test_tracked_changes_are_read_as_accepted_and_what_is_left_out_is_named(sign_in, at):
    content = with_body(made(("Normal", "Last.")), REVISED)
    read = word.read(content)
    assert [passage.text for passage in read.passages] == [
        "He once queried it.\n\nBound to a form.\n\n| Kept |\n| --- |\n\nLast."
    ]
    page = sign_in("investigator.ia").post(f"{at}/word", data=upload(content)).text
    for words in ("1 comment was left out.", "1 footnote was left out.", "read as accepted."):
        assert words in page, words
    for gone in ("never", "moved away", "Struck"):
        assert gone not in page, gone


def test_a_long_report_with_a_picture_is_read_whole():
    content = illustrated(300)
    assert len(content) > 1_000_000
    read = word.read(content)
    assert read.notes == ["1 picture was left out."]
    (passage,) = read.passages
    found = re.findall(r"^Paragraph (\d+) of what was done", passage.text, re.MULTILINE)
    assert [int(n) for n in found] == list(range(300))
    assert "| Within |" in passage.text


@pytest.fixture
def at(acting):
    with acting() as session:
        case, _one, _two = allegations.against_two(session, code="WRK-01", status=CaseStatus.TRIAGE)
        report(session, investigation(session, case), body="")
        return f"/cases/{case.number}/reports/1"


def upload(content, name="r.docx"):
    return {"file": (io.BytesIO(content), name)}


def test_a_file_is_looked_at_before_it_is_saved_and_adds_to_what_is_there(sign_in, reading, at):
    lead = sign_in("investigator.ia")
    lead.post(f"{at}/sections/predication", data={"text": "Typed here.", "version": "0"})
    assert "Word processor" in lead.get(at).text
    content = made(("Heading 1", "Predication"), ("Normal", "From the file."))
    page = lead.post(f"{at}/word", data=upload(content))
    assert page.status_code == 200
    assert "From the file." in page.text
    with reading() as session:
        assert session.scalar(select(ReportSection.text)) == "Typed here."
    fields = {"text_predication": "From the file."}
    assert lead.post(f"{at}/word/save", data=fields).status_code == 302
    with reading() as session:
        text = session.scalar(select(ReportSection.text))
        assert text == "Typed here.\n\nFrom the file."
    # Worked on outside and taken in again: what it began from is not there twice.
    longer = {"text_predication": f"{text}\n\nAnd more."}
    lead.post(f"{at}/word/save", data=longer)
    out = lead.get(f"{at}/docx")
    assert out.headers["Content-Disposition"].endswith('R001.docx"')
    found = {passage.heading: passage.text for passage in word.passages(out.data)}
    assert found["Predication"] == f"{text}\n\nAnd more."
    assert "Details, allegation 1" in found


def test_a_section_is_replaced_only_as_it_was_when_the_file_was_read(sign_in, reading, at):
    lead, page = sign_in("investigator.ia"), f"{at}/sections/predication"
    lead.post(page, data={"text": "## Old\n\nText", "version": "0"})
    content = lead.get(f"{at}/docx").data
    assert 'name="base_predication" value="1"' in lead.post(f"{at}/word", data=upload(content)).text
    fields = {"replace": "1", "base_predication": "1"}
    # What comes back unchanged changes nothing, whatever the headings are marked with.
    lead.post(f"{at}/word/save", data={"text_predication": "# Old\n\nText"})
    with reading() as session:
        assert session.scalar(select(ReportSection.version)) == 1
    assert (
        lead.post(f"{at}/word/save", data={**fields, "text_predication": "New"}).status_code == 302
    )
    stale = lead.post(f"{at}/word/save", data={**fields, "text_predication": "Newer"})
    assert stale.status_code == 409
    assert re.search(r"<textarea[^>]*>\s*Newer", stale.text), "what was typed is given back"
    assert 'name="base_predication" value="2"' in stale.text
    with reading() as session:
        assert session.scalar(select(ReportSection.text)) == "New"


def test_bad_uploads_stand_at_the_field(sign_in, at):
    lead = sign_in("investigator.ia")
    assert lead.post(f"{at}/word", data={}).status_code == 422
    for content in (b"MZ", made()[:-900]):
        page = lead.post(f"{at}/word", data=upload(content))
        assert page.status_code == 422
        assert "no DOCX" in page.text
    long = {"text_predication": "x" * 100_001, "text_narrative_9": "x"}
    assert lead.post(f"{at}/word/save", data=long).status_code == 422
    assert "No text was found" in lead.post(f"{at}/word", data=upload(made())).text


@pytest.mark.parametrize(("name", "status"), [("supervisor.ia", 403), ("supervisor.opr", 404)])
def test_it_is_for_those_who_write(sign_in, acting, at, name, status):
    client = sign_in(name)
    assert client.get(f"{at}/word").status_code == status
    assert client.get(f"{at}/docx").status_code == status
    assert client.post(f"{at}/word/save", data={}).status_code == status
    assert not re.search("Word processor", client.get(at).text)
    with acting() as session:
        assert session.scalar(select(Report.n)) == 1
