"""Export packages: what left the system, for whom, on which legal basis."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Connection,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
    event,
    inspect,
)
from sqlalchemy.orm import Mapped, Mapper, mapped_column, relationship

from jicms.auth.models import User
from jicms.cases.models import Case, Party
from jicms.core.errors import RuleBroken
from jicms.core.model import Identified, Stamped, Versioned
from jicms.core.types import Code, EnumText, UtcDateTime
from jicms.evidence.models import Document, EvidenceItem, Exhibit, Statement
from jicms.extensions import db
from jicms.files.models import StoredFile
from jicms.investigations.models import Report
from jicms.prosecution.models import ProsecutionReferral
from jicms.refdata.models import DisclosureCondition, RoutineUse
from jicms.refdata.models_exports import ExportRecipient


class ExportState(StrEnum):
    """Where a package stands. Only a released one can be downloaded."""

    DRAFT = "DRAFT"
    ASKED = "ASKED"
    RELEASED = "RELEASED"
    CANCELED = "CANCELED"
    RECALLED = "RECALLED"


#: A package of these states was made once, and its digest stands.
MADE = (ExportState.RELEASED, ExportState.RECALLED)


class ExportPackage(Identified, Stamped, Versioned, db.Model):
    """One package of a case for one recipient, and the entry of the accounting of disclosures.

    `referral` names the prosecutor of the case that a package with grand jury material goes to.
    `manifest_sha256` is the digest of the package: its manifest lists every file with its own.
    `parts` holds what was made for it at its release; the files of evidence are read anew.
    """

    __tablename__ = "export_package"
    __table_args__ = (
        UniqueConstraint("case_id", "n"),
        CheckConstraint(
            "approved_by_id IS NULL OR approved_by_id <> made_by_id", name="two_persons"
        ),
        CheckConstraint(
            "(state IN ('RELEASED', 'RECALLED')) = (released_at IS NOT NULL)", name="released"
        ),
        CheckConstraint(
            "released_at IS NULL OR (approved_by_id IS NOT NULL AND parts_id IS NOT NULL"
            " AND length(manifest_sha256) = 64)",
            name="released_is_whole",
        ),
        CheckConstraint("handed_on IS NULL OR released_at IS NOT NULL", name="handed_after"),
    )

    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"))
    n: Mapped[int] = mapped_column(Integer)
    recipient_code: Mapped[str] = mapped_column(Code(), ForeignKey("export_recipient.code"))
    recipient_name: Mapped[str] = mapped_column(String(160))
    recipient_address: Mapped[str] = mapped_column(String(300))
    referral_id: Mapped[int | None] = mapped_column(ForeignKey("prosecution_referral.id"))
    condition_code: Mapped[str] = mapped_column(Code(), ForeignKey("disclosure_condition.code"))
    routine_use_code: Mapped[str | None] = mapped_column(Code(), ForeignKey("routine_use.code"))
    #: What asks for it or allows it: a request, a discovery order, a section of law.
    authority: Mapped[str] = mapped_column(String(200))
    #: A court's order or the written authority that some handling marks ask for.
    order_reference: Mapped[str] = mapped_column(String(200), default="")
    purpose: Mapped[str] = mapped_column(Text)
    state: Mapped[ExportState] = mapped_column(EnumText(ExportState), default=ExportState.DRAFT)
    made_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    #: When its records were chosen last: a form that was opened before is stale.
    chosen_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    released_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    manifest_sha256: Mapped[str] = mapped_column(String(64), default="", info={"audit": "value"})
    parts_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    handed_on: Mapped[date | None] = mapped_column(Date)
    handed_how: Mapped[str] = mapped_column(String(200), default="")

    case: Mapped[Case] = relationship()
    recipient: Mapped[ExportRecipient] = relationship()
    referral: Mapped[ProsecutionReferral | None] = relationship()
    condition: Mapped[DisclosureCondition] = relationship()
    routine_use: Mapped[RoutineUse | None] = relationship()
    made_by: Mapped[User] = relationship(foreign_keys=[made_by_id])
    approved_by: Mapped[User | None] = relationship(foreign_keys=[approved_by_id])
    parts: Mapped[StoredFile | None] = relationship()
    contents: Mapped[list["ExportContent"]] = relationship(
        back_populates="package", order_by="ExportContent.place"
    )
    persons: Mapped[list["ExportPerson"]] = relationship(back_populates="package")

    @property
    def key(self) -> str:
        """`Export 3`: the package within its case."""
        return f"Export {self.n}"

    @property
    def is_made(self) -> bool:
        """It was released once: its contents and its digest stand."""
        return self.state in MADE


class ExportContent(Identified, db.Model):
    """One record in a package: an item, a statement, a document or an approved report; with
    `exhibit` where it was chosen as one of a report's exhibits."""

    __tablename__ = "export_content"
    __table_args__ = (
        UniqueConstraint("package_id", "place"),
        CheckConstraint(
            "(CASE WHEN item_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN statement_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN document_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN report_id IS NULL THEN 0 ELSE 1 END) = 1",
            name="one_record",
        ),
        Index("ix_export_content_case_id", "case_id"),
    )

    package_id: Mapped[int] = mapped_column(ForeignKey("export_package.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"))
    place: Mapped[int] = mapped_column(Integer)
    item_id: Mapped[int | None] = mapped_column(ForeignKey("evidence_item.id"))
    statement_id: Mapped[int | None] = mapped_column(ForeignKey("statement.id"))
    document_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"))
    report_id: Mapped[int | None] = mapped_column(ForeignKey("report.id"))
    exhibit_id: Mapped[int | None] = mapped_column(ForeignKey("exhibit.id"))

    package: Mapped[ExportPackage] = relationship(back_populates="contents")
    item: Mapped[EvidenceItem | None] = relationship()
    statement: Mapped[Statement | None] = relationship()
    document: Mapped[Document | None] = relationship()
    report: Mapped[Report | None] = relationship()
    exhibit: Mapped[Exhibit | None] = relationship()

    @property
    def record(self) -> EvidenceItem | Statement | Document | Report:
        """What goes. A package is visible with all of its records or not at all."""
        found = self.item or self.statement or self.document or self.report
        assert found is not None
        return found


class ExportPerson(Identified, db.Model):
    """Somebody whose records a package holds: the accounting is kept by person."""

    __tablename__ = "export_person"
    __table_args__ = (
        UniqueConstraint("package_id", "party_id"),
        Index("ix_export_person_party_id", "party_id"),
        Index("ix_export_person_case_id", "case_id"),
    )

    package_id: Mapped[int] = mapped_column(ForeignKey("export_package.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"))
    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"))

    package: Mapped[ExportPackage] = relationship(back_populates="persons")
    party: Mapped[Party] = relationship()


#: What may change once a package was released.
_LATER = {"state", "handed_on", "handed_how", "version"}


def _keep_released(_mapper: Mapper[Any], _link: Connection, package: ExportPackage) -> None:
    state: Any = inspect(package)
    before = state.attrs.released_at.history
    was_released = (before.deleted or before.unchanged or [None])[0] is not None
    changed = {
        attribute.key
        for attribute in state.mapper.column_attrs
        if state.attrs[attribute.key].history.has_changes()
    }
    if was_released and changed - _LATER:
        raise RuleBroken("What was released stays as it is. Make a new export package.")


event.listen(ExportPackage, "before_update", _keep_released)
