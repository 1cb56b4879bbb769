"""Checklists of features that are off until they are confirmed."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
ACCOUNTS = ("given_by_id", "confirmed_by_id", "ended_by_id")


def upgrade():
    op.create_table(
        "go_live_answer",
        sa.Column("feature", sa.String(40), nullable=False),
        sa.Column("item", sa.String(40), nullable=False),
        sa.Column("reference", sa.String(300), nullable=False),
        sa.Column("dated", sa.Date(), nullable=False),
        sa.Column("given_by_id", KEY, nullable=False),
        sa.Column("given_at", MOMENT, nullable=False),
        sa.Column("confirmed_by_id", KEY, nullable=True),
        sa.Column("confirmed_at", MOMENT, nullable=True),
        sa.Column("ended_by_id", KEY, nullable=True),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("end_reason", sa.String(300), nullable=False),
        sa.Column("id", KEY, nullable=False),
        sa.CheckConstraint(
            "(confirmed_at IS NULL) = (confirmed_by_id IS NULL)",
            name=op.f("ck_go_live_answer_confirmed_by"),
        ),
        sa.CheckConstraint(
            "confirmed_by_id <> given_by_id", name=op.f("ck_go_live_answer_two_people")
        ),
        sa.CheckConstraint(
            "(ended_at IS NULL) = (ended_by_id IS NULL)", name=op.f("ck_go_live_answer_ended_by")
        ),
        *(
            sa.ForeignKeyConstraint(
                [column], ["user_account.id"], name=f"fk_go_live_answer_{column}"
            )
            for column in ACCOUNTS
        ),
        sa.PrimaryKeyConstraint("id", name="pk_go_live_answer"),
    )
    standing = sa.text("ended_at IS NULL")
    op.create_index(
        "uq_go_live_answer_standing",
        "go_live_answer",
        ["feature", "item"],
        unique=True,
        sqlite_where=standing,
        postgresql_where=standing,
    )


def downgrade():
    op.drop_table("go_live_answer")
