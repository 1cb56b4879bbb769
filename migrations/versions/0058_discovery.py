"""Discovery in an appeal, the privilege log, and what an appeal must hold."""

import sqlalchemy as sa
from alembic import op

revision = "0058"
down_revision = "0057"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade():
    op.create_table(
        "appeal_element",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("sort_order", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("verified", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("citation", sa.String(length=200), nullable=False),
        sa.CheckConstraint(
            "code = upper(code) AND code NOT LIKE '%/%'", name=op.f("ck_appeal_element_code_form")
        ),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_to >= valid_from",
            name=op.f("ck_appeal_element_valid_period"),
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_appeal_element")),
    )
    op.create_table(
        "appeal_check",
        sa.Column("appeal_id", KEY, nullable=False),
        sa.Column("action_id", KEY, nullable=False),
        sa.Column("case_id", KEY, nullable=False),
        sa.Column("element_code", sa.String(length=40), nullable=False),
        sa.Column("is_present", sa.Boolean(), nullable=False),
        sa.Column("looked_on", sa.Date(), nullable=False),
        sa.Column("by_id", KEY, nullable=True),
        sa.Column("id", KEY, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["action_id"], ["disciplinary_action.id"], name=op.f("fk_appeal_check_action_id")
        ),
        sa.ForeignKeyConstraint(
            ["appeal_id"], ["appeal.id"], name=op.f("fk_appeal_check_appeal_id")
        ),
        sa.ForeignKeyConstraint(["by_id"], ["user_account.id"], name=op.f("fk_appeal_check_by_id")),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_file.id"], name=op.f("fk_appeal_check_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["element_code"], ["appeal_element.code"], name=op.f("fk_appeal_check_element_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appeal_check")),
        sa.UniqueConstraint(
            "appeal_id", "element_code", name=op.f("uq_appeal_check_appeal_id_element_code")
        ),
    )
    op.create_index(op.f("ix_appeal_check_action_id"), "appeal_check", ["action_id"])
    op.create_index(op.f("ix_appeal_check_case_id"), "appeal_check", ["case_id"])
    op.create_table(
        "discovery_request",
        sa.Column("appeal_id", KEY, nullable=False),
        sa.Column("action_id", KEY, nullable=False),
        sa.Column("case_id", KEY, nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column(
            "direction",
            sa.Enum(
                "RECEIVED",
                "SENT",
                name="direction",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "kind",
            sa.Enum(
                "INTERROGATORY",
                "DOCUMENTS",
                "ADMISSION",
                "DEPOSITION",
                name="discoverykind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("party_name", sa.String(length=160), nullable=False),
        sa.Column("address", sa.String(length=300), nullable=False),
        sa.Column("served_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column(
            "due_basis",
            sa.Enum(
                "ORDERED",
                "AGREED",
                "ENTERED",
                name="duebasis",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("file_id", KEY, nullable=True),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("answer_id", KEY, nullable=True),
        sa.Column("recorded_by_id", KEY, nullable=True),
        sa.Column("id", KEY, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(due_on IS NULL) = (due_basis IS NULL)",
            name=op.f("ck_discovery_request_due_has_basis"),
        ),
        sa.CheckConstraint(
            "answered_on IS NULL OR answered_on >= served_on",
            name=op.f("ck_discovery_request_answered_after"),
        ),
        sa.CheckConstraint(
            "due_on IS NULL OR due_on >= served_on",
            name=op.f("ck_discovery_request_due_after_service"),
        ),
        sa.ForeignKeyConstraint(
            ["action_id"], ["disciplinary_action.id"], name=op.f("fk_discovery_request_action_id")
        ),
        sa.ForeignKeyConstraint(
            ["answer_id"], ["stored_file.id"], name=op.f("fk_discovery_request_answer_id")
        ),
        sa.ForeignKeyConstraint(
            ["appeal_id"], ["appeal.id"], name=op.f("fk_discovery_request_appeal_id")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_file.id"], name=op.f("fk_discovery_request_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["file_id"], ["stored_file.id"], name=op.f("fk_discovery_request_file_id")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"],
            ["user_account.id"],
            name=op.f("fk_discovery_request_recorded_by_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_discovery_request")),
        sa.UniqueConstraint("appeal_id", "n", name=op.f("uq_discovery_request_appeal_id_n")),
    )
    op.create_index(op.f("ix_discovery_request_action_id"), "discovery_request", ["action_id"])
    op.create_index(op.f("ix_discovery_request_case_id"), "discovery_request", ["case_id"])
    op.create_table(
        "discovery_item",
        sa.Column("request_id", KEY, nullable=False),
        sa.Column("action_id", KEY, nullable=False),
        sa.Column("case_id", KEY, nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("asked", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("objection", sa.Text(), nullable=False),
        sa.Column("produced", sa.Text(), nullable=False),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("id", KEY, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "answered_on IS NULL OR answer <> '' OR objection <> '' OR produced <> ''",
            name=op.f("ck_discovery_item_answered_says_something"),
        ),
        sa.ForeignKeyConstraint(
            ["action_id"], ["disciplinary_action.id"], name=op.f("fk_discovery_item_action_id")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_file.id"], name=op.f("fk_discovery_item_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["request_id"], ["discovery_request.id"], name=op.f("fk_discovery_item_request_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_discovery_item")),
        sa.UniqueConstraint("request_id", "n", name=op.f("uq_discovery_item_request_id_n")),
    )
    op.create_index(op.f("ix_discovery_item_action_id"), "discovery_item", ["action_id"])
    op.create_index(op.f("ix_discovery_item_case_id"), "discovery_item", ["case_id"])
    op.create_table(
        "privilege_line",
        sa.Column("request_id", KEY, nullable=False),
        sa.Column("action_id", KEY, nullable=False),
        sa.Column("case_id", KEY, nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("document", sa.String(length=200), nullable=False),
        sa.Column("dated_on", sa.Date(), nullable=True),
        sa.Column("author", sa.String(length=160), nullable=False),
        sa.Column("recipients", sa.String(length=300), nullable=False),
        sa.Column(
            "privilege",
            sa.Enum(
                "ATTORNEY_CLIENT",
                "WORK_PRODUCT",
                "DELIBERATIVE",
                "LAW_ENFORCEMENT",
                "PRIVACY",
                "OTHER",
                name="privilege",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("by_id", KEY, nullable=True),
        sa.Column("id", KEY, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "document <> '' AND description <> ''", name=op.f("ck_privilege_line_is_described")
        ),
        sa.ForeignKeyConstraint(
            ["action_id"], ["disciplinary_action.id"], name=op.f("fk_privilege_line_action_id")
        ),
        sa.ForeignKeyConstraint(
            ["by_id"], ["user_account.id"], name=op.f("fk_privilege_line_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_file.id"], name=op.f("fk_privilege_line_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["request_id"], ["discovery_request.id"], name=op.f("fk_privilege_line_request_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_privilege_line")),
        sa.UniqueConstraint("request_id", "n", name=op.f("uq_privilege_line_request_id_n")),
    )
    op.create_index(op.f("ix_privilege_line_action_id"), "privilege_line", ["action_id"])
    op.create_index(op.f("ix_privilege_line_case_id"), "privilege_line", ["case_id"])


def downgrade():
    op.drop_table("privilege_line")
    op.drop_table("discovery_item")
    op.drop_table("discovery_request")
    op.drop_table("appeal_check")
    op.drop_table("appeal_element")
