"""Findings that a closing at triage recorded."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade():
    op.add_column(
        "finding",
        sa.Column("with_closing", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    finding = sa.table("finding", sa.column("with_closing"), sa.column("admin_close_code"))
    at_triage = finding.c.admin_close_code == "CLOSED_AT_TRIAGE"
    op.execute(finding.update().where(at_triage).values(with_closing=sa.true()))


def downgrade():
    # SQLite drops no column that a constraint of the table may name: the table is copied.
    with op.batch_alter_table("finding") as batch:
        batch.drop_column("with_closing")
