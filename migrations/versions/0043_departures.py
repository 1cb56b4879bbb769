"""An employee who leaves while an action is pending, and the track of 5 USC 3322."""

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade():
    op.create_table(
        "departure",
        sa.Column("action_id", KEY, nullable=False),
        sa.Column("case_id", KEY, nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "RESIGNED",
                "RETIRED",
                name="departurekind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("left_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("nature_code", sa.String(length=40), nullable=False),
        sa.Column("recorded_by_id", KEY, nullable=True),
        sa.Column("asked_id", KEY, nullable=True),
        sa.Column("is_covered", sa.Boolean(), nullable=True),
        sa.Column("covered_why", sa.Text(), nullable=False),
        sa.Column("determined_on", sa.Date(), nullable=True),
        sa.Column("determined_by_id", KEY, nullable=True),
        sa.Column("resolved_on", sa.Date(), nullable=True),
        sa.Column("is_adverse", sa.Boolean(), nullable=True),
        sa.Column("finding", sa.Text(), nullable=False),
        sa.Column("noticed_on", sa.Date(), nullable=True),
        sa.Column("notice_code", sa.String(length=40), nullable=True),
        sa.Column("proof", sa.String(length=300), nullable=False),
        sa.Column("responded_on", sa.Date(), nullable=True),
        sa.Column("response", sa.Text(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("is_notation", sa.Boolean(), nullable=True),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("decision_file_id", KEY, nullable=True),
        sa.Column("noted_on", sa.Date(), nullable=True),
        sa.Column("appealed_on", sa.Date(), nullable=True),
        sa.Column("appeal_noted_on", sa.Date(), nullable=True),
        sa.Column("appeal_decided_on", sa.Date(), nullable=True),
        sa.Column("is_reversed", sa.Boolean(), nullable=True),
        sa.Column("removed_on", sa.Date(), nullable=True),
        sa.Column("id", KEY, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "decided_on IS NULL OR decision <> ''", name=op.f("ck_departure_decision_has_reason")
        ),
        sa.CheckConstraint(
            "is_covered IS NULL OR covered_why <> ''",
            name=op.f("ck_departure_determined_with_reason"),
        ),
        sa.CheckConstraint(
            "noticed_on IS NULL OR proof <> ''", name=op.f("ck_departure_notice_has_proof")
        ),
        sa.CheckConstraint(
            "(appeal_decided_on IS NULL) = (is_reversed IS NULL)",
            name=op.f("ck_departure_appeal_end"),
        ),
        sa.CheckConstraint(
            "(decided_on IS NULL) = (is_notation IS NULL)",
            name=op.f("ck_departure_decided_somehow"),
        ),
        sa.CheckConstraint(
            "(is_covered IS NULL) = (determined_by_id IS NULL) AND (is_covered IS NULL) = (determined_on IS NULL)",
            name=op.f("ck_departure_determined_by_counsel"),
        ),
        sa.CheckConstraint(
            "(resolved_on IS NULL) = (is_adverse IS NULL)",
            name=op.f("ck_departure_resolved_somehow"),
        ),
        sa.CheckConstraint(
            "appeal_decided_on IS NULL OR (appealed_on IS NOT NULL AND appeal_decided_on >= appealed_on)",
            name=op.f("ck_departure_appeal_decided_after"),
        ),
        sa.CheckConstraint(
            "appeal_noted_on IS NULL OR (appealed_on IS NOT NULL AND appeal_noted_on >= appealed_on)",
            name=op.f("ck_departure_appeal_noted_after"),
        ),
        sa.CheckConstraint(
            "appealed_on IS NULL OR (decided_on IS NOT NULL AND appealed_on >= decided_on)",
            name=op.f("ck_departure_appeal_after_decision"),
        ),
        sa.CheckConstraint(
            "decided_on IS NULL OR (noticed_on IS NOT NULL AND decided_on >= noticed_on)",
            name=op.f("ck_departure_decision_after_notice"),
        ),
        sa.CheckConstraint(
            "noted_on IS NULL OR (decided_on IS NOT NULL AND noted_on >= decided_on)",
            name=op.f("ck_departure_notation_after_decision"),
        ),
        sa.CheckConstraint(
            "noted_on IS NULL OR (is_notation IS NOT NULL AND is_notation = true)",
            name=op.f("ck_departure_notation_was_decided"),
        ),
        sa.CheckConstraint(
            "noticed_on IS NULL OR (is_adverse IS NOT NULL AND is_adverse = true)",
            name=op.f("ck_departure_notice_of_adverse"),
        ),
        sa.CheckConstraint(
            "noticed_on IS NULL OR (resolved_on IS NOT NULL AND noticed_on >= resolved_on)",
            name=op.f("ck_departure_notice_after_finding"),
        ),
        sa.CheckConstraint(
            "removed_on IS NULL OR (is_reversed IS NOT NULL AND is_reversed = true)",
            name=op.f("ck_departure_removed_after_reversal"),
        ),
        sa.CheckConstraint(
            "resolved_on IS NULL OR (is_covered IS NOT NULL AND is_covered = true)",
            name=op.f("ck_departure_track_after_determination"),
        ),
        sa.CheckConstraint(
            "responded_on IS NULL OR (noticed_on IS NOT NULL AND responded_on >= noticed_on)",
            name=op.f("ck_departure_response_after_notice"),
        ),
        sa.ForeignKeyConstraint(
            ["action_id"], ["disciplinary_action.id"], name=op.f("fk_departure_action_id")
        ),
        sa.ForeignKeyConstraint(
            ["asked_id"], ["user_account.id"], name=op.f("fk_departure_asked_id")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_departure_case_id")),
        sa.ForeignKeyConstraint(
            ["decision_file_id"], ["stored_file.id"], name=op.f("fk_departure_decision_file_id")
        ),
        sa.ForeignKeyConstraint(
            ["determined_by_id"], ["user_account.id"], name=op.f("fk_departure_determined_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["nature_code"], ["nature_of_action.code"], name=op.f("fk_departure_nature_code")
        ),
        sa.ForeignKeyConstraint(
            ["notice_code"], ["service_method.code"], name=op.f("fk_departure_notice_code")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["user_account.id"], name=op.f("fk_departure_recorded_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_departure")),
        sa.UniqueConstraint("action_id", name=op.f("uq_departure_action_id")),
    )
    op.create_index(op.f("ix_departure_case_id"), "departure", ["case_id"])


def downgrade():

    op.drop_table("departure")
