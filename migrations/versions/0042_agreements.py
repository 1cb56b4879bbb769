"""Agreements that end or hold an action, their signatures and breaches."""

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade():
    op.create_table(
        "agreement",
        sa.Column("action_id", KEY, nullable=False),
        sa.Column("case_id", KEY, nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "LAST_CHANCE",
                "ABEYANCE",
                "SETTLEMENT",
                "ALTERNATIVE_DISCIPLINE",
                name="agreementkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "status",
            sa.Enum(
                "DRAFT",
                "IN_EFFECT",
                "COMPLETED",
                "BREACHED",
                "WITHDRAWN",
                name="agreementstatus",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("breach_test", sa.Text(), nullable=False),
        sa.Column("waives_appeal", sa.Boolean(), nullable=False),
        sa.Column("waiver", sa.Text(), nullable=False),
        sa.Column("cleans_record", sa.Boolean(), nullable=False),
        sa.Column("clean_what", sa.Text(), nullable=False),
        sa.Column("clean_on", sa.Date(), nullable=True),
        sa.Column("cleaned_on", sa.Date(), nullable=True),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("amount_for", sa.String(length=300), nullable=False),
        sa.Column("held_code", sa.String(length=40), nullable=True),
        sa.Column("held_days", sa.Integer(), nullable=True),
        sa.Column("agreed_code", sa.String(length=40), nullable=True),
        sa.Column("agreed_days", sa.Integer(), nullable=True),
        sa.Column("statement", sa.Text(), nullable=False),
        sa.Column("statement_by_id", KEY, nullable=True),
        sa.Column("statement_on", sa.Date(), nullable=True),
        sa.Column("file_id", KEY, nullable=True),
        sa.Column("effective_on", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("author_id", KEY, nullable=True),
        sa.Column("id", KEY, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "NOT cleans_record OR clean_what <> ''", name=op.f("ck_agreement_says_what_is_cleaned")
        ),
        sa.CheckConstraint(
            "NOT waives_appeal OR waiver <> ''", name=op.f("ck_agreement_waiver_has_text")
        ),
        sa.CheckConstraint(
            "kind NOT IN ('LAST_CHANCE', 'ABEYANCE') OR (held_code IS NOT NULL AND ends_on IS NOT NULL)",
            name=op.f("ck_agreement_holds_a_penalty"),
        ),
        sa.CheckConstraint(
            "status IN ('DRAFT', 'WITHDRAWN') OR (statement <> '' AND statement_by_id IS NOT NULL AND statement_on IS NOT NULL AND file_id IS NOT NULL AND effective_on IS NOT NULL)",
            name=op.f("ck_agreement_carries_statement"),
        ),
        sa.CheckConstraint("amount >= 0", name=op.f("ck_agreement_amount")),
        sa.CheckConstraint(
            "cleaned_on IS NULL OR cleans_record", name=op.f("ck_agreement_cleaned_as_agreed")
        ),
        sa.CheckConstraint(
            "ends_on IS NULL OR starts_on <= ends_on", name=op.f("ck_agreement_ends_after_start")
        ),
        sa.ForeignKeyConstraint(
            ["action_id"], ["disciplinary_action.id"], name=op.f("fk_agreement_action_id")
        ),
        sa.ForeignKeyConstraint(
            ["agreed_code"], ["action_type.code"], name=op.f("fk_agreement_agreed_code")
        ),
        sa.ForeignKeyConstraint(
            ["author_id"], ["user_account.id"], name=op.f("fk_agreement_author_id")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_agreement_case_id")),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_agreement_file_id")),
        sa.ForeignKeyConstraint(
            ["held_code"], ["action_type.code"], name=op.f("fk_agreement_held_code")
        ),
        sa.ForeignKeyConstraint(
            ["statement_by_id"], ["user_account.id"], name=op.f("fk_agreement_statement_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreement")),
        sa.UniqueConstraint("action_id", "n", name=op.f("uq_agreement_action_id_n")),
    )
    op.create_index(op.f("ix_agreement_case_id"), "agreement", ["case_id"])
    op.create_index(
        "uq_agreement_one_at_a_time",
        "agreement",
        ["action_id"],
        unique=True,
        sqlite_where=sa.text("status IN ('DRAFT', 'IN_EFFECT')"),
        postgresql_where=sa.text("status IN ('DRAFT', 'IN_EFFECT')"),
    )
    op.create_table(
        "agreement_signature",
        sa.Column("agreement_id", KEY, nullable=False),
        sa.Column("action_id", KEY, nullable=False),
        sa.Column("case_id", KEY, nullable=False),
        sa.Column(
            "signed_as",
            sa.Enum(
                "EMPLOYEE",
                "REPRESENTATIVE",
                "AGENCY",
                name="signedas",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.Column("id", KEY, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["action_id"], ["disciplinary_action.id"], name=op.f("fk_agreement_signature_action_id")
        ),
        sa.ForeignKeyConstraint(
            ["agreement_id"], ["agreement.id"], name=op.f("fk_agreement_signature_agreement_id")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_file.id"], name=op.f("fk_agreement_signature_case_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreement_signature")),
    )
    op.create_index(op.f("ix_agreement_signature_action_id"), "agreement_signature", ["action_id"])
    op.create_index(
        op.f("ix_agreement_signature_agreement_id"), "agreement_signature", ["agreement_id"]
    )
    op.create_index(op.f("ix_agreement_signature_case_id"), "agreement_signature", ["case_id"])
    op.create_table(
        "agreement_term",
        sa.Column("agreement_id", KEY, nullable=False),
        sa.Column("action_id", KEY, nullable=False),
        sa.Column("case_id", KEY, nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("id", KEY, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("text <> ''", name=op.f("ck_agreement_term_has_text")),
        sa.ForeignKeyConstraint(
            ["action_id"], ["disciplinary_action.id"], name=op.f("fk_agreement_term_action_id")
        ),
        sa.ForeignKeyConstraint(
            ["agreement_id"], ["agreement.id"], name=op.f("fk_agreement_term_agreement_id")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_file.id"], name=op.f("fk_agreement_term_case_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreement_term")),
        sa.UniqueConstraint("agreement_id", "n", name=op.f("uq_agreement_term_agreement_id_n")),
    )
    op.create_index(op.f("ix_agreement_term_action_id"), "agreement_term", ["action_id"])
    op.create_index(op.f("ix_agreement_term_case_id"), "agreement_term", ["case_id"])
    op.create_table(
        "breach_event",
        sa.Column("agreement_id", KEY, nullable=False),
        sa.Column("action_id", KEY, nullable=False),
        sa.Column("case_id", KEY, nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("file_id", KEY, nullable=True),
        sa.Column("noticed_on", sa.Date(), nullable=True),
        sa.Column("notice_code", sa.String(length=40), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("is_breach", sa.Boolean(), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("official_id", KEY, nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("recorded_by_id", KEY, nullable=True),
        sa.Column("id", KEY, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "is_breach IS NULL OR (noticed_on IS NOT NULL AND noticed_on <= decided_on AND reason <> '')",
            name=op.f("ck_breach_event_decided_after_notice"),
        ),
        sa.CheckConstraint(
            "(is_breach IS NULL) = (decided_on IS NULL) AND (is_breach IS NULL) = (official_id IS NULL)",
            name=op.f("ck_breach_event_decided_by_official"),
        ),
        sa.CheckConstraint(
            "noticed_on IS NULL OR noticed_on >= happened_on",
            name=op.f("ck_breach_event_noticed_after"),
        ),
        sa.ForeignKeyConstraint(
            ["action_id"], ["disciplinary_action.id"], name=op.f("fk_breach_event_action_id")
        ),
        sa.ForeignKeyConstraint(
            ["agreement_id"], ["agreement.id"], name=op.f("fk_breach_event_agreement_id")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_file.id"], name=op.f("fk_breach_event_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["file_id"], ["stored_file.id"], name=op.f("fk_breach_event_file_id")
        ),
        sa.ForeignKeyConstraint(
            ["notice_code"], ["service_method.code"], name=op.f("fk_breach_event_notice_code")
        ),
        sa.ForeignKeyConstraint(
            ["official_id"], ["user_account.id"], name=op.f("fk_breach_event_official_id")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["user_account.id"], name=op.f("fk_breach_event_recorded_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_breach_event")),
        sa.UniqueConstraint("agreement_id", "n", name=op.f("uq_breach_event_agreement_id_n")),
    )
    op.create_index(op.f("ix_breach_event_action_id"), "breach_event", ["action_id"])
    op.create_index(op.f("ix_breach_event_case_id"), "breach_event", ["case_id"])


def downgrade():

    op.drop_table("breach_event")
    op.drop_table("agreement_term")
    op.drop_table("agreement_signature")
    op.drop_table("agreement")
