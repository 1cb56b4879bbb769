"""Tasks: the steps of a case that somebody has to do by a day."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from jicms.core.model import Identified, Stamped, Versioned
from jicms.core.types import Code, EnumText, UtcDateTime
from jicms.deadlines.models import ClockSide
from jicms.extensions import db


class TaskState(StrEnum):
    """Where a task stands."""

    OPEN = "OPEN"
    DONE = "DONE"
    CANCELLED = "CANCELLED"


class Task(Identified, Stamped, Versioned, db.Model):
    """One step. Without an owner it waits in the queue of its office.

    `side` is the side of the house that it belongs to: tasks of discipline are labor relations'
    own, as their clocks are. `after` is the task that has to be done before it. `template_code`
    names the line of a checklist that it came from. `moved_from_id` is the owner from whom a
    suspended access took it, who gets it back when that is lifted.
    """

    __tablename__ = "task"
    __table_args__ = (
        CheckConstraint("(state = 'DONE') = (done_at IS NOT NULL)", name="done_has_time"),
        CheckConstraint("after_id IS NULL OR after_id <> id", name="not_after_itself"),
        Index("ix_task_case_id_state", "case_id", "state"),
        Index("ix_task_owner", "owner_id", "state", "due_on"),
        Index("ix_task_office", "office_id", "state", "due_on"),
        Index("ix_task_after_id", "after_id"),
    )

    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"))
    side: Mapped[ClockSide] = mapped_column(EnumText(ClockSide))
    title: Mapped[str] = mapped_column(String(200))
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"))
    due_on: Mapped[date | None] = mapped_column(Date)
    after_id: Mapped[int | None] = mapped_column(ForeignKey("task.id"))
    template_code: Mapped[str | None] = mapped_column(Code(), ForeignKey("task_template.code"))
    state: Mapped[TaskState] = mapped_column(EnumText(TaskState), default=TaskState.OPEN)
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    done_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    cancel_reason: Mapped[str] = mapped_column(String(200), default="")
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    moved_from_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    after: Mapped["Task | None"] = relationship(remote_side="Task.id")

    @property
    def is_open(self) -> bool:
        """Neither done nor cancelled."""
        return self.state is TaskState.OPEN
