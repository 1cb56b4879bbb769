"""When each file was last compared with its hash, and since when one is damaged."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade():
    op.add_column("stored_file", sa.Column("checked_at", MOMENT, nullable=True))
    op.add_column("stored_file", sa.Column("damaged_at", MOMENT, nullable=True))
    op.create_index(op.f("ix_stored_file_checked_at"), "stored_file", ["checked_at"])


def downgrade():
    op.drop_index(op.f("ix_stored_file_checked_at"), "stored_file")
    op.drop_column("stored_file", "damaged_at")
    op.drop_column("stored_file", "checked_at")
