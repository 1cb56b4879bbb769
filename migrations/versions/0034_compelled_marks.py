"""Records marked as compelled by hand: whose words, and why."""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TABLE = "compelled_mark"


def _of(column, other):
    return sa.ForeignKeyConstraint([column], [other], name=f"fk_{TABLE}_{column}")


def upgrade():
    op.create_table(
        TABLE,
        sa.Column("case_id", KEY, nullable=False),
        sa.Column("entity", sa.String(40), nullable=False),
        sa.Column("entity_id", KEY, nullable=False),
        sa.Column("party_id", KEY, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("gate_was_open", sa.Boolean(), nullable=False),
        sa.Column("handling", sa.Integer(), nullable=False),
        sa.Column("user_id", KEY, nullable=True),
        sa.Column("id", KEY, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        _of("case_id", "case_file.id"),
        _of("party_id", "party.id"),
        _of("user_id", "user_account.id"),
        sa.PrimaryKeyConstraint("id", name=f"pk_{TABLE}"),
        sa.UniqueConstraint("entity", "entity_id", name=f"uq_{TABLE}_entity_entity_id"),
    )
    op.create_index(f"ix_{TABLE}_case_id", TABLE, ["case_id"])
    op.create_index(f"ix_{TABLE}_party_id", TABLE, ["party_id"])


def downgrade():
    op.drop_table(TABLE)
