"""Saved searches."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade():
    op.create_table(
        "saved_search",
        sa.Column("list_key", sa.String(40), nullable=False),
        sa.Column("owner_id", KEY, nullable=False),
        sa.Column("office_id", KEY, nullable=True),
        sa.Column("is_shared", sa.Boolean(), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.Column("id", KEY, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "NOT is_shared OR office_id IS NOT NULL",
            name=op.f("ck_saved_search_shared_with_an_office"),
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["user_account.id"], name="fk_saved_search_owner_id"),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name="fk_saved_search_office_id"),
        sa.PrimaryKeyConstraint("id", name="pk_saved_search"),
    )
    op.create_index("ix_saved_search_owner_id", "saved_search", ["owner_id"])
    op.create_index("ix_saved_search_office_id", "saved_search", ["office_id"])


def downgrade():
    op.drop_table("saved_search")
