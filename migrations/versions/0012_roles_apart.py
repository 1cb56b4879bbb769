"""Roles of a protected person that stand under the person's own name."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
REFERENCES = {
    "case_id": "case_file",
    "party_id": "party",
    "user_id": "user_account",
    "ended_by_id": "user_account",
}


def upgrade():
    op.create_table(
        "role_apart",
        sa.Column("case_id", KEY, nullable=False),
        sa.Column("party_id", KEY, nullable=False),
        sa.Column("reason_sealed", sa.Text(), nullable=False),
        sa.Column("user_id", KEY, nullable=True),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("ended_by_id", KEY, nullable=True),
        sa.Column("ended_reason_sealed", sa.Text(), nullable=False),
        sa.Column("id", KEY, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        *(
            sa.ForeignKeyConstraint([column], [f"{table}.id"], name=f"fk_role_apart_{column}")
            for column, table in REFERENCES.items()
        ),
        sa.PrimaryKeyConstraint("id", name="pk_role_apart"),
    )
    for column in ("case_id", "party_id"):
        op.create_index(f"ix_role_apart_{column}", "role_apart", [column])


def downgrade():
    op.drop_table("role_apart")
