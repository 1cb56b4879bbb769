"""Of which agency an extract of employees is the whole, and from which day its changes count."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade():
    op.add_column("import_run", sa.Column("full", sa.String(40), nullable=False, server_default=""))
    op.add_column("import_run", sa.Column("as_of", sa.Date(), nullable=True))


def downgrade():
    op.drop_column("import_run", "as_of")
    op.drop_column("import_run", "full")
