"""A lead that another office was asked to follow: what it reads of it, and what it answered."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from jicms.auth.models import Office, User
from jicms.cases.models import Case
from jicms.core.model import Identified, Stamped, Versioned
from jicms.core.types import EnumText, UtcDateTime
from jicms.extensions import db
from jicms.fieldwork.kinds import SentState
from jicms.fieldwork.models_requests import Lead
from jicms.investigations.models import Investigation

_WAITS = text("state = 'SENT'")


class SentLead(Identified, Stamped, Versioned, db.Model):
    """`asked` is all that the other office reads: the case and the lead itself stay shut to it."""

    __tablename__ = "sent_lead"
    __table_args__ = (
        CheckConstraint("office_id <> from_office_id", name="to_another_office"),
        CheckConstraint(
            "(state IN ('ANSWERED', 'DECLINED')) = (answered_at IS NOT NULL)", name="answered_whole"
        ),
        # One office at a time follows it.
        Index(
            *("uq_sent_lead_waiting", "lead_id"),
            unique=True,
            sqlite_where=_WAITS,
            postgresql_where=_WAITS,
        ),
        Index("ix_sent_lead_office_id_state", "office_id", "state"),
    )

    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    investigation_id: Mapped[int] = mapped_column(ForeignKey("investigation.id"), index=True)
    lead_id: Mapped[int] = mapped_column(ForeignKey("investigation_lead.id"), index=True)
    from_office_id: Mapped[int] = mapped_column(ForeignKey("office.id"))
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"))
    asked: Mapped[str] = mapped_column(Text)
    due_on: Mapped[date | None] = mapped_column(Date)
    state: Mapped[SentState] = mapped_column(EnumText(SentState), default=SentState.SENT)
    sent_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    #: Who follows it in the office that was asked.
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"), index=True)
    answer: Mapped[str] = mapped_column(Text, default="")
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    case: Mapped[Case] = relationship()
    investigation: Mapped[Investigation] = relationship()
    lead: Mapped[Lead] = relationship()
    from_office: Mapped[Office] = relationship(foreign_keys=[from_office_id])
    office: Mapped[Office] = relationship(foreign_keys=[office_id])
    sent_by: Mapped[User | None] = relationship(foreign_keys=[sent_by_id])
    owner: Mapped[User | None] = relationship(foreign_keys=[owner_id])
    answered_by: Mapped[User | None] = relationship(foreign_keys=[answered_by_id])

    @property
    def waits(self) -> bool:
        """An answer is expected."""
        return self.state is SentState.SENT
