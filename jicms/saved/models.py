"""The one table of saved searches."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from jicms.auth.models import User
from jicms.core.model import Identified, Stamped, Versioned
from jicms.extensions import db


class SavedSearch(Identified, Stamped, Versioned, db.Model):
    """A list's filters and sort, under a name.

    Name and filters are typed by people and may hold anybody's: `sealed` has them encrypted, bound
    to owner and list. A shared one is seen by the office that the owner acted in; it shows no
    record: whoever opens it gets what he may see himself.
    """

    __tablename__ = "saved_search"
    __table_args__ = (
        CheckConstraint("NOT is_shared OR office_id IS NOT NULL", name="shared_with_an_office"),
        Index("ix_saved_search_owner_id", "owner_id"),
        Index("ix_saved_search_office_id", "office_id"),
    )

    list_key: Mapped[str] = mapped_column(String(40), info={"audit": "value"})
    owner_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    office_id: Mapped[int | None] = mapped_column(ForeignKey("office.id"))
    is_shared: Mapped[bool] = mapped_column(default=False)
    sealed: Mapped[str] = mapped_column(Text)

    owner: Mapped[User] = relationship()
