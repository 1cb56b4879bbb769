"""What an official received, and what came after the notice: append-only, the database refuses
to change a row."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Date, ForeignKey, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from jicms.auth.models import User
from jicms.cases.models import Case
from jicms.core import clock
from jicms.core.model import BigId, Identified, Stamped
from jicms.core.types import Code, EnumText, UtcDateTime
from jicms.discipline.models import DisciplinaryAction
from jicms.evidence.models import Document, Exhibit
from jicms.extensions import db
from jicms.files.models import StoredFile
from jicms.refdata.models_discipline import ReceiptBasis


class PackagePart(StrEnum):
    """Which official of an action received something."""

    PROPOSING = "PROPOSING"
    DECIDING = "DECIDING"


class PackageAct(StrEnum):
    """By what act something came into a package."""

    NAMED = "NAMED"
    COMPARATORS_KEPT = "COMPARATORS_KEPT"
    NOTICE_SERVED = "NOTICE_SERVED"
    ANSWER_RECORDED = "ANSWER_RECORDED"
    NEW_SERVED = "NEW_SERVED"
    NEW_MITIGATION = "NEW_MITIGATION"
    ON_RECORD = "ON_RECORD"


class PackageReceipt(Identified, Stamped, db.Model):
    """One thing that an official received: what, when, by what act. Never changed or removed."""

    __tablename__ = "package_receipt"
    __table_args__ = (
        UniqueConstraint("action_id", "official_id", "part", "entity", "entity_id"),
        UniqueConstraint("action_id", "id", "part"),
    )

    action_id: Mapped[int] = mapped_column(ForeignKey("disciplinary_action.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    official_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    part: Mapped[PackagePart] = mapped_column(EnumText(PackagePart))
    entity: Mapped[str] = mapped_column(String(40), info={"audit": "value"})
    entity_id: Mapped[int] = mapped_column(BigId)
    #: As it was called that day.
    label: Mapped[str] = mapped_column(Text)
    act: Mapped[PackageAct] = mapped_column(EnumText(PackageAct))
    received_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)
    given_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    official: Mapped[User] = relationship(foreign_keys=[official_id])
    given_by: Mapped[User | None] = relationship(foreign_keys=[given_by_id])


class NewKind(StrEnum):
    """What came after the notice was served."""

    DOCUMENT = "DOCUMENT"
    EXHIBIT = "EXHIBIT"
    FACT = "FACT"
    COMPARATORS = "COMPARATORS"
    CONTACT = "CONTACT"


class NewMaterial(Identified, Stamped, db.Model):
    """Something that is neither notice material nor the employee's answer, `NEW 1`.

    Until it has a `NewMaterialUse` it is in no package and no decision can be recorded.
    """

    __tablename__ = "new_material"
    __table_args__ = (
        UniqueConstraint("action_id", "n"),
        CheckConstraint("title <> '' AND source <> '' AND matters <> ''", name="is_described"),
    )

    action_id: Mapped[int] = mapped_column(ForeignKey("disciplinary_action.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    n: Mapped[int] = mapped_column(Integer)
    kind: Mapped[NewKind] = mapped_column(EnumText(NewKind))
    title: Mapped[str] = mapped_column(String(200))
    source: Mapped[str] = mapped_column(String(200))
    #: Why it matters to the decision.
    matters: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text, default="")
    arrived_on: Mapped[date] = mapped_column(Date)
    exhibit_id: Mapped[int | None] = mapped_column(ForeignKey("exhibit.id"))
    document_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"))
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    action: Mapped[DisciplinaryAction] = relationship()
    exhibit: Mapped[Exhibit | None] = relationship()
    document: Mapped[Document | None] = relationship()
    file: Mapped[StoredFile | None] = relationship()
    added_by: Mapped[User | None] = relationship()
    use: Mapped["NewMaterialUse | None"] = relationship(back_populates="material")

    @property
    def case(self) -> Case:
        """The case of its action."""
        return self.action.case

    @property
    def name(self) -> str:
        """`NEW 1: Gate log`."""
        return f"NEW {self.n}: {self.title}"


class NewUse(StrEnum):
    """What became of new material: its one use, or none."""

    SERVED = "SERVED"
    MITIGATION = "MITIGATION"
    NOT_USED = "NOT_USED"


#: What the deciding official reads then.
REACHES_THE_OFFICIAL = (NewUse.SERVED, NewUse.MITIGATION)


class NewMaterialUse(Identified, Stamped, db.Model):
    """How new material was settled: served with time to answer, mitigation only, or not used.

    `basis` and `reckoning` say why it counts as received then, as with a letter; what was served
    before they were kept has none.
    """

    __tablename__ = "new_material_use"
    __table_args__ = (
        CheckConstraint("how = 'SERVED' OR reason <> ''", name="has_reason"),
        CheckConstraint(
            "(how = 'SERVED') = (received_at IS NOT NULL AND service_code IS NOT NULL)",
            name="served_has_service",
        ),
        CheckConstraint(
            "basis <> 'PRESUMED' OR sent_on IS NOT NULL", name="presumed_from_a_mailing"
        ),
        CheckConstraint(
            "basis <> 'ATTEMPTED' OR attempted_on IS NOT NULL", name="counts_from_an_attempt"
        ),
    )

    material_id: Mapped[int] = mapped_column(ForeignKey("new_material.id"), unique=True)
    action_id: Mapped[int] = mapped_column(ForeignKey("disciplinary_action.id"), index=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    how: Mapped[NewUse] = mapped_column(EnumText(NewUse))
    reason: Mapped[str] = mapped_column(Text, default="")
    received_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    service_code: Mapped[str | None] = mapped_column(Code(), ForeignKey("service_method.code"))
    sent_on: Mapped[date | None] = mapped_column(Date)
    attempted_on: Mapped[date | None] = mapped_column(Date)
    basis: Mapped[ReceiptBasis | None] = mapped_column(EnumText(ReceiptBasis))
    reckoning: Mapped[str] = mapped_column(Text, default="")
    proof: Mapped[str] = mapped_column(Text, default="")
    proof_file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    #: Until when the employee may answer it, as worked out that day.
    answer_due_on: Mapped[date | None] = mapped_column(Date)
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    material: Mapped[NewMaterial] = relationship(back_populates="use")
    decided_by: Mapped[User | None] = relationship()
    file: Mapped[StoredFile | None] = relationship(foreign_keys=[file_id])
    proof_file: Mapped[StoredFile | None] = relationship(foreign_keys=[proof_file_id])
