"""Requests of prosecutors about a witness, what was searched and disclosed, and the flag."""

import sqlalchemy as sa
from alembic import op

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade():
    op.create_table(
        "giglio_flag",
        sa.Column("agency_id", KEY, nullable=False),
        sa.Column("person_id", KEY, nullable=False),
        sa.Column("employee", sa.String(length=260), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "SUGGESTED",
                "SET",
                "DECLINED",
                "LIFTED",
                name="flagstatus",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("case_id", KEY, nullable=True),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("decided_by_id", KEY, nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("id", KEY, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(status = 'SUGGESTED') = (decided_by_id IS NULL) AND (status = 'SUGGESTED') = (decided_on IS NULL)",
            name=op.f("ck_giglio_flag_decided_by_person"),
        ),
        sa.CheckConstraint(
            "status = 'SUGGESTED' OR reason <> ''", name=op.f("ck_giglio_flag_decided_with_reason")
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_giglio_flag_agency_id")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_giglio_flag_case_id")),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["user_account.id"], name=op.f("fk_giglio_flag_decided_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_giglio_flag_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_giglio_flag")),
    )
    op.create_index(op.f("ix_giglio_flag_case_id"), "giglio_flag", ["case_id"])
    op.create_index("ix_giglio_flag_person_id", "giglio_flag", ["person_id"])
    op.create_table(
        "witness_request",
        sa.Column("agency_id", KEY, nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column(
            "basis",
            sa.Enum(
                "BRADY",
                "GIGLIO",
                "HENTHORN",
                name="basis",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "status",
            sa.Enum(
                "RECEIVED",
                "SEARCHED",
                "REVIEWED",
                "ANSWERED",
                name="requeststatus",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("requester", sa.String(length=160), nullable=False),
        sa.Column("office", sa.String(length=200), nullable=False),
        sa.Column("defendant", sa.String(length=160), nullable=False),
        sa.Column("docket", sa.String(length=120), nullable=False),
        sa.Column("person_id", KEY, nullable=False),
        sa.Column("employee", sa.String(length=260), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("entered_by_id", KEY, nullable=True),
        sa.Column("reviewed_by_id", KEY, nullable=True),
        sa.Column("reviewed_on", sa.Date(), nullable=True),
        sa.Column("discloses", sa.Boolean(), nullable=True),
        sa.Column("review", sa.Text(), nullable=False),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("reply_id", KEY, nullable=True),
        sa.Column("id", KEY, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(status = 'ANSWERED') = (answered_on IS NOT NULL AND reply_id IS NOT NULL)",
            name=op.f("ck_witness_request_answered_by_letter"),
        ),
        sa.CheckConstraint(
            "reviewed_by_id IS NULL OR review <> ''",
            name=op.f("ck_witness_request_review_has_text"),
        ),
        sa.CheckConstraint(
            "status NOT IN ('REVIEWED', 'ANSWERED') OR reviewed_by_id IS NOT NULL",
            name=op.f("ck_witness_request_answered_after_review"),
        ),
        sa.CheckConstraint(
            "(reviewed_by_id IS NULL) = (reviewed_on IS NULL) AND (reviewed_by_id IS NULL) = (discloses IS NULL)",
            name=op.f("ck_witness_request_reviewed_by_counsel"),
        ),
        sa.CheckConstraint(
            "due_on >= received_on", name=op.f("ck_witness_request_due_after_receipt")
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_witness_request_agency_id")
        ),
        sa.ForeignKeyConstraint(
            ["entered_by_id"], ["user_account.id"], name=op.f("fk_witness_request_entered_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_witness_request_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["reply_id"], ["stored_file.id"], name=op.f("fk_witness_request_reply_id")
        ),
        sa.ForeignKeyConstraint(
            ["reviewed_by_id"], ["user_account.id"], name=op.f("fk_witness_request_reviewed_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_witness_request")),
        sa.UniqueConstraint("agency_id", "n", name=op.f("uq_witness_request_agency_id_n")),
    )
    op.create_index("ix_witness_request_due_on", "witness_request", ["agency_id", "due_on"])
    op.create_index(op.f("ix_witness_request_person_id"), "witness_request", ["person_id"])
    op.create_table(
        "custodian_ask",
        sa.Column("request_id", KEY, nullable=False),
        sa.Column("case_id", KEY, nullable=False),
        sa.Column("is_shared", sa.Boolean(), nullable=True),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by_id", KEY, nullable=True),
        sa.Column("id", KEY, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "is_shared IS NULL OR is_shared = false OR said <> ''",
            name=op.f("ck_custodian_ask_shares_text"),
        ),
        sa.CheckConstraint(
            "(answered_at IS NULL) = (is_shared IS NULL) AND (answered_at IS NULL) = (answered_by_id IS NULL)",
            name=op.f("ck_custodian_ask_answered_by_custodian"),
        ),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["user_account.id"], name=op.f("fk_custodian_ask_answered_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_file.id"], name=op.f("fk_custodian_ask_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["request_id"], ["witness_request.id"], name=op.f("fk_custodian_ask_request_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_custodian_ask")),
        sa.UniqueConstraint(
            "request_id", "case_id", name=op.f("uq_custodian_ask_request_id_case_id")
        ),
    )
    op.create_index(op.f("ix_custodian_ask_case_id"), "custodian_ask", ["case_id"])
    op.create_table(
        "matter_found",
        sa.Column("request_id", KEY, nullable=False),
        sa.Column("case_id", KEY, nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("label", sa.String(length=20), nullable=False),
        sa.Column("category_code", sa.String(length=40), nullable=True),
        sa.Column("finding_code", sa.String(length=40), nullable=True),
        sa.Column("id", KEY, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_file.id"], name=op.f("fk_matter_found_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["request_id"], ["witness_request.id"], name=op.f("fk_matter_found_request_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_matter_found")),
        sa.UniqueConstraint(
            "request_id", "case_id", "label", name=op.f("uq_matter_found_request_id_case_id_label")
        ),
    )
    op.create_index(op.f("ix_matter_found_case_id"), "matter_found", ["case_id"])
    op.create_table(
        "searched_source",
        sa.Column("request_id", KEY, nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("is_found", sa.Boolean(), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("searched_on", sa.Date(), nullable=False),
        sa.Column("searched_by_id", KEY, nullable=True),
        sa.Column("id", KEY, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "source <> '' AND result <> ''", name=op.f("ck_searched_source_says_where_and_what")
        ),
        sa.ForeignKeyConstraint(
            ["request_id"], ["witness_request.id"], name=op.f("fk_searched_source_request_id")
        ),
        sa.ForeignKeyConstraint(
            ["searched_by_id"], ["user_account.id"], name=op.f("fk_searched_source_searched_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_searched_source")),
        sa.UniqueConstraint("request_id", "n", name=op.f("uq_searched_source_request_id_n")),
    )
    op.create_table(
        "witness_disclosure",
        sa.Column("request_id", KEY, nullable=False),
        sa.Column("export_id", KEY, nullable=False),
        sa.Column("reference", sa.String(length=60), nullable=False),
        sa.Column("disclosed_on", sa.Date(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("recorded_by_id", KEY, nullable=True),
        sa.Column("id", KEY, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("what <> ''", name=op.f("ck_witness_disclosure_says_what")),
        sa.ForeignKeyConstraint(
            ["export_id"], ["export_package.id"], name=op.f("fk_witness_disclosure_export_id")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"],
            ["user_account.id"],
            name=op.f("fk_witness_disclosure_recorded_by_id"),
        ),
        sa.ForeignKeyConstraint(
            ["request_id"], ["witness_request.id"], name=op.f("fk_witness_disclosure_request_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_witness_disclosure")),
        sa.UniqueConstraint(
            "request_id", "export_id", name=op.f("uq_witness_disclosure_request_id_export_id")
        ),
    )


def downgrade():

    op.drop_table("witness_disclosure")
    op.drop_table("searched_source")
    op.drop_table("matter_found")
    op.drop_table("custodian_ask")
    op.drop_table("witness_request")
    op.drop_table("giglio_flag")
