"""Whether a stored PDF may run something. Of those that are stored already it is not known."""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade():
    op.add_column(
        "stored_file",
        sa.Column("runs_code", sa.Boolean(), nullable=False, server_default=sa.false()),
    )


def downgrade():
    op.drop_column("stored_file", "runs_code")
