"""Files in the vault: what a confidential reporter handed over, as it came."""

from sqlalchemy import ForeignKey, Integer, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from jicms.cases.models import Case, Party
from jicms.core.model import Identified, Stamped
from jicms.extensions import db
from jicms.files.models import StoredFile


class VaultFile(Identified, Stamped, db.Model):
    """An original of a protected party, `V01` within its case. Read by an authorised reveal alone.

    `sealed` is the name that it came with, encrypted: a name may identify as well as a picture.
    """

    __tablename__ = "vault_file"
    __table_args__ = (UniqueConstraint("case_id", "n"),)

    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"))
    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"), index=True)
    n: Mapped[int] = mapped_column(Integer)
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"), unique=True)
    #: What the case has of it: the picture drawn anew, as a file of an item of evidence.
    copy_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"), index=True)
    sealed: Mapped[str] = mapped_column(Text)

    case: Mapped[Case] = relationship()
    party: Mapped[Party] = relationship()
    file: Mapped[StoredFile] = relationship(foreign_keys=[file_id])

    @property
    def key(self) -> str:
        """`V01`: the file within its case."""
        return f"V{self.n:02d}"
