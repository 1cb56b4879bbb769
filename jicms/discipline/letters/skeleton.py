"""The DOCX that every letter is filled into, built here and nowhere else, so that its source can be
read: letterhead, date, addressee, subject, numbered paragraphs, signature, enclosures, receipt.
"""

import io
from functools import cache
from typing import Any

import docx
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Inches, Pt

_SERIF = "Times New Roman"
_LINE = "_" * 44


@cache
def skeleton() -> bytes:
    """The template, with the marks that docxtpl fills."""
    made = docx.Document()
    _styles(made)
    _page(made)
    _letterhead(made)
    _address(made)
    _body(made)
    _end(made)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def _styles(made: Document) -> None:
    normal: Any = made.styles["Normal"]
    normal.font.name, normal.font.size = _SERIF, Pt(12)
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), _SERIF)
    normal.paragraph_format.space_after = Pt(0)
    heading: Any = made.styles["Heading 1"]
    heading.font.name, heading.font.size, heading.font.bold = _SERIF, Pt(12), True
    heading.font.color.rgb = None
    for name in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
        heading.element.rPr.rFonts.attrib.pop(qn(name), None)
    for color in heading.element.rPr.findall(qn("w:color")):
        heading.element.rPr.remove(color)
    heading.paragraph_format.space_before, heading.paragraph_format.space_after = Pt(12), Pt(4)
    heading.paragraph_format.keep_with_next = True
    for name, left, hanging, bold in (
        ("Letter Paragraph", 0.4, -0.4, False),
        ("Letter Kept", 0.4, -0.4, False),
        ("Letter Line", 0.4, 0.0, True),
        ("Letter Item", 0.65, -0.25, False),
        ("Letter Inset", 0.65, 0.0, False),
    ):
        style: Any = made.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = normal
        style.font.bold = bold
        style.paragraph_format.left_indent = Inches(left)
        style.paragraph_format.first_line_indent = Inches(hanging)
        style.paragraph_format.space_after = Pt(6)
        style.paragraph_format.keep_with_next = bold or name == "Letter Kept"


def _page(made: Document) -> None:
    section = made.sections[0]
    section.page_width, section.page_height = Inches(8.5), Inches(11)
    section.left_margin = section.right_margin = Inches(1)
    section.top_margin = section.bottom_margin = Inches(1)
    head = section.header.paragraphs[0]
    head.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _small(head, "{{ marking }}", bold=True)
    foot = section.footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _small(foot, "{{ marking }}", bold=True)
    line = section.footer.add_paragraph()
    line.paragraph_format.tab_stops.add_tab_stop(Inches(6.5), alignment=2)
    _small(line, "{{ head.reference }}\tPage ")
    _count(line, "PAGE")
    _small(line, " of ")
    _count(line, "NUMPAGES")


def _small(paragraph: Any, text: str, *, bold: bool = False) -> None:
    run = paragraph.add_run(text)
    run.font.size, run.bold = Pt(9), bold


def _count(paragraph: Any, what: str) -> None:
    """A field that the word processor counts."""
    for kind, text in (("begin", ""), ("", what), ("separate", ""), ("shown", "1"), ("end", "")):
        run = paragraph.add_run()
        run.font.size = Pt(9)
        if kind == "shown":
            run.add_text(text)
            continue
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = text
        run._r.append(element)  # noqa: SLF001 - the library knows no fields


def _letterhead(made: Document) -> None:
    name = made.add_paragraph()
    name.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = name.add_run("{{ head.agency_name }}")
    run.bold, run.font.size = True, Pt(14)
    _centered(made, "{{ head.office_name }}")
    _centered(made, "{%p for line in head.letterhead.splitlines() %}")
    _centered(made, "{{ line }}")
    _centered(made, "{%p endfor %}")
    last = _centered(made, "Telephone {{ head.office_telephone }}")
    last.paragraph_format.space_after = Pt(14)
    _ruled(last)


def _centered(made: Document, text: str) -> Any:
    paragraph = made.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.add_run(text).font.size = Pt(10)
    return paragraph


def _ruled(paragraph: Any) -> None:
    """A line under the letterhead."""
    borders, bottom = OxmlElement("w:pBdr"), OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "6"), ("color", "auto")):
        bottom.set(qn(f"w:{name}"), value)
    borders.append(bottom)
    paragraph._p.get_or_add_pPr().insert_element_before(  # noqa: SLF001 - no borders in the library
        borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )


def _lines(made: Document, name: str, text: str, *, after: int = 0, bold: bool = False) -> None:
    made.add_paragraph(f"{{%p for line in {name} %}}")
    made.add_paragraph().add_run(text).bold = bold
    made.add_paragraph("{%p endfor %}").paragraph_format.space_after = Pt(after)


def _address(made: Document) -> None:
    made.add_paragraph("{{ head.letter_date }}").paragraph_format.space_after = Pt(14)
    made.add_paragraph("{{ head.employee_name }}")
    made.add_paragraph("{{ head.position }}")
    _lines(made, "head.employee_address.splitlines()", "{{ line }}")
    for place, (label, text, bold) in enumerate(
        (("Subject", "{{ subject }}", True), ("Reference", "{{ head.reference }}", False))
    ):
        line = made.add_paragraph()
        line.paragraph_format.space_before = Pt(0 if place else 14)
        line.paragraph_format.space_after = Pt(12 if place else 2)
        line.add_run(f"{label}: ").bold = True
        line.add_run(text).bold = bold


def _body(made: Document) -> None:
    made.add_paragraph("{%p for part in parts %}")
    made.add_paragraph("{%p if part.heading %}")
    made.add_heading("{{ part.heading }}", level=1)
    made.add_paragraph("{%p endif %}")
    made.add_paragraph("{%p for node in part.nodes %}")
    numbered = "{{ node.number }}.\t{{ node.text }}"
    for test, style, text, at in (
        # Versions of before have no mark that keeps a paragraph with the next.
        ("node.kind == 'par' and node.get('keep')", "Letter Kept", numbered, 0.4),
        ("node.kind == 'par' and not node.get('keep')", "Letter Paragraph", numbered, 0.4),
        ("node.kind == 'line'", "Letter Line", "{{ node.text }}", 0.0),
        ("node.kind == 'item'", "Letter Item", "•\t{{ node.text }}", 0.65),
        ("node.kind == 'inset'", "Letter Inset", "{{ node.text }}", 0.0),
    ):
        made.add_paragraph(f"{{%p if {test} %}}")
        paragraph = made.add_paragraph(text, style=style)
        if at:
            paragraph.paragraph_format.tab_stops.add_tab_stop(Inches(at))
        made.add_paragraph("{%p endif %}")
    made.add_paragraph("{%p endfor %}")
    made.add_paragraph("{%p endfor %}")


def _end(made: Document) -> None:
    line = made.add_paragraph(_LINE)
    line.paragraph_format.space_before = Pt(44)
    line.paragraph_format.keep_with_next = True
    name = made.add_paragraph("{{ signer.name }}")
    name.paragraph_format.keep_with_next = True
    made.add_paragraph("{{ signer.title }}").paragraph_format.space_after = Pt(14)
    made.add_paragraph("{%p if enclosures %}")
    label = made.add_paragraph()
    label.add_run("Enclosures").bold = True
    label.paragraph_format.keep_with_next = True
    _lines(made, "enclosures", "{{ line }}")
    made.add_paragraph("{%p endif %}")
    made.add_paragraph("{%p if receipt %}")
    receipt = made.add_heading("Acknowledgment of receipt", level=1)
    receipt.paragraph_format.keep_with_next = True
    receipt.paragraph_format.keep_together = True
    said = made.add_paragraph(
        "I received the original and a copy of this letter. My signature says that I received it,"
        " not that I agree with it."
    )
    said.paragraph_format.space_after = Pt(26)
    said.paragraph_format.keep_with_next = True
    _signed(made, "{{ head.employee_name }}", "Date and time")
    made.add_paragraph("{%p endif %}")


def _signed(made: Document, name: str, when: str) -> None:
    line = made.add_paragraph(f"{_LINE}\t{'_' * 20}")
    line.paragraph_format.tab_stops.add_tab_stop(Inches(4.5))
    line.paragraph_format.keep_with_next = True
    below = made.add_paragraph(f"{name}\t{when}")
    below.paragraph_format.tab_stops.add_tab_stop(Inches(4.5))
