"""What becomes of a contractor, counted apart from discipline."""

import sqlalchemy as sa
from alembic import op

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade():
    op.create_table(
        "contractor_outcome",
        sa.Column("action_id", KEY, nullable=False),
        sa.Column("case_id", KEY, nullable=False),
        sa.Column("party_id", KEY, nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "REFERRED",
                "REMOVED",
                "FITNESS",
                "DEBARMENT",
                "ACCESS_REVOKED",
                name="contractorkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("addressed_to", sa.String(length=200), nullable=False),
        sa.Column("contract", sa.String(length=120), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("reply_due_on", sa.Date(), nullable=True),
        sa.Column("replied_on", sa.Date(), nullable=True),
        sa.Column("reply", sa.Text(), nullable=False),
        sa.Column("user_id", KEY, nullable=True),
        sa.Column("id", KEY, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(replied_on IS NULL) = (reply = '')", name=op.f("ck_contractor_outcome_reply_has_text")
        ),
        sa.CheckConstraint(
            "kind <> 'REFERRED' OR (addressed_to <> '' AND reply_due_on IS NOT NULL)",
            name=op.f("ck_contractor_outcome_referral_asks_for_reply"),
        ),
        sa.CheckConstraint(
            "replied_on IS NULL OR (reply_due_on IS NOT NULL AND replied_on >= happened_on)",
            name=op.f("ck_contractor_outcome_reply_after_referral"),
        ),
        sa.CheckConstraint(
            "reply_due_on IS NULL OR reply_due_on >= happened_on",
            name=op.f("ck_contractor_outcome_due_after_referral"),
        ),
        sa.ForeignKeyConstraint(
            ["action_id"], ["disciplinary_action.id"], name=op.f("fk_contractor_outcome_action_id")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_file.id"], name=op.f("fk_contractor_outcome_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["party_id"], ["party.id"], name=op.f("fk_contractor_outcome_party_id")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_contractor_outcome_user_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contractor_outcome")),
        sa.UniqueConstraint("action_id", "n", name=op.f("uq_contractor_outcome_action_id_n")),
    )
    op.create_index(op.f("ix_contractor_outcome_case_id"), "contractor_outcome", ["case_id"])
    op.create_index(op.f("ix_contractor_outcome_party_id"), "contractor_outcome", ["party_id"])
    op.create_index("ix_contractor_outcome_reply_due_on", "contractor_outcome", ["reply_due_on"])


def downgrade():

    op.drop_table("contractor_outcome")
