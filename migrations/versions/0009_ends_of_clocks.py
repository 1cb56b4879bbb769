"""The day on which a clock ended, in its own zone."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

clocks = sa.table(
    "case_clock",
    sa.column("id", sa.BigInteger),
    sa.column("zone", sa.String),
    sa.column("met_at", sa.DateTime(timezone=True)),
    sa.column("cancelled_at", sa.DateTime(timezone=True)),
    sa.column("ended_on", sa.Date),
)


def upgrade():
    op.add_column("case_clock", sa.Column("ended_on", sa.Date(), nullable=True))
    link = op.get_bind()
    ended = sa.func.coalesce(clocks.c.met_at, clocks.c.cancelled_at)
    found = link.execute(
        sa.select(clocks.c.id, clocks.c.zone, ended.label("at")).where(ended.is_not(None))
    ).all()
    if found:
        link.execute(
            clocks.update()
            .where(clocks.c.id == sa.bindparam("key"))
            .values(ended_on=sa.bindparam("day")),
            [{"key": row.id, "day": _local_day(row.at, row.zone)} for row in found],
        )


def _local_day(at: datetime, zone: str):
    aware = at if at.tzinfo is not None else at.replace(tzinfo=UTC)
    return aware.astimezone(ZoneInfo(zone)).date()


def downgrade():
    op.drop_column("case_clock", "ended_on")
