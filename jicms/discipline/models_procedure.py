"""What an action carries of its procedure: which it is, its floor in law, the condition it ends on.

An action of imported records has none of these, and the rules here exempt it.
"""

from datetime import date

from sqlalchemy import CheckConstraint, Date, ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from jicms.core.types import Code

#: Refused by the database, whoever writes: a date below the floor in law, the 30 days waived
#: without legal review, an effect within the time to answer.
FLOORS = (
    CheckConstraint(
        "legacy_key IS NOT NULL OR lawful_effective_on IS NULL OR effective_on IS NULL"
        " OR effective_on >= lawful_effective_on",
        name="not_below_the_floor",
    ),
    CheckConstraint(
        "legacy_key IS NOT NULL OR lawful_effective_on IS NULL OR effective_on IS NULL"
        " OR earliest_effective_on IS NULL OR effective_on >= earliest_effective_on"
        " OR override_by_id IS NOT NULL",
        name="early_date_was_approved",
    ),
    CheckConstraint(
        "legacy_key IS NOT NULL OR NOT crime_provision OR legal_review_on IS NOT NULL",
        name="crime_provision_was_reviewed",
    ),
    CheckConstraint(
        "legacy_key IS NOT NULL OR NOT crime_provision OR effective_on IS NULL"
        " OR answer_due_on IS NULL OR effective_on > answer_due_on",
        name="crime_provision_keeps_the_answer",
    ),
)


class Governed:
    """The procedure that was determined for an action.

    `lawful_effective_on` is the statutory floor as it was counted at service of the notice;
    `end_condition` is on what an indefinite suspension ends, as the notice states it. `on_appeal`
    says that a forum has it, as `appeals` keeps it.
    """

    procedure_code: Mapped[str | None] = mapped_column(Code(), ForeignKey("procedure.code"))
    lawful_effective_on: Mapped[date | None] = mapped_column(Date)
    end_condition: Mapped[str] = mapped_column(Text, default="")
    on_appeal: Mapped[bool] = mapped_column(default=False)
