"""What interviews are held by: warnings with the wording of their forms, and union agreements."""

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from jicms.core.types import Code
from jicms.extensions import db
from jicms.refdata.mixin import CodeMixin


class InterviewWarning(CodeMixin, db.Model):
    """The advice given before an interview (§3.1).

    `is_compelled`: the statement and its fruits are shut to criminal investigators;
    `is_parallel`: given beside another warning, never instead of one.
    """

    is_compelled: Mapped[bool] = mapped_column(default=False)
    is_parallel: Mapped[bool] = mapped_column(default=False)


class WarningForm(CodeMixin, db.Model):
    """One version of the form of a warning or notice, by date (§3.1).

    Its text never changes: a new wording is a row of its own, so that what was signed can be read
    as it was. `verified`: counsel has approved the wording.
    """

    warning_code: Mapped[str] = mapped_column(
        Code(), ForeignKey("interview_warning.code"), index=True
    )
    edition: Mapped[str] = mapped_column(String(40))
    body: Mapped[str] = mapped_column(Text)


class BargainingAgreement(CodeMixin, db.Model):
    """A union agreement, by date: the notice before an interview that it asks for (§3.1).

    `notice_hours` None: it asks for none. `advises`: the employee is told of the right to a
    representative at each interview, and not only once a year as the law has it.
    """

    union_name: Mapped[str] = mapped_column(String(160))
    bargaining_unit: Mapped[str | None] = mapped_column(String(60))
    notice_hours: Mapped[int | None]
    advises: Mapped[bool] = mapped_column(default=False)
    article: Mapped[str | None] = mapped_column(String(120))
