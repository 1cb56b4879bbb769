"""An index of the restricted cases alone."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

NAME = "ix_case_file_restricted"


def upgrade():
    op.create_index(
        NAME,
        "case_file",
        ["id"],
        postgresql_where=sa.text("restricted"),
        sqlite_where=sa.text("restricted = 1"),
    )


def downgrade():
    op.drop_index(NAME, "case_file")
