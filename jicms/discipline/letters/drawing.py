"""A letter's content as DOCX for a word processor, and as PDF/UA."""

import io
from collections.abc import Mapping
from typing import Any

from docxtpl import DocxTemplate
from jinja2 import StrictUndefined
from jinja2.sandbox import SandboxedEnvironment

from jicms.discipline.letters.skeleton import skeleton
from jicms.documents import render, settings
from jicms.documents.texts import printable

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def docx(content: Mapping[str, Any]) -> bytes:
    """The letter as DOCX. Texts are data: nothing in them is run."""
    made = DocxTemplate(io.BytesIO(skeleton()))
    sandbox = SandboxedEnvironment(undefined=StrictUndefined, autoescape=True)
    told = {**content, "marking": settings.current().marking}
    made.render(printable(told), jinja_env=sandbox, autoescape=True)
    about: Any = made.docx.core_properties
    about.title, about.author, about.comments = content["subject"], "", ""
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def pdf(content: Mapping[str, Any]) -> bytes:
    """The letter as PDF/UA, the same bytes for the same content."""
    return render("discipline/letter", dict(content))
