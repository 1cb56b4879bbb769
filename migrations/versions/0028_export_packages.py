"""Export packages: recipients, packages, what is in them, whose records they hold."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
_CODES = ("export_recipient", "disclosure_condition", "routine_use")
SIDES = ("PROSECUTION", "TRIBUNAL", "COUNSEL", "PARTY", "AGENCY", "OVERSIGHT")
STATES = ("DRAFT", "ASKED", "RELEASED", "CANCELED", "RECALLED")


def _words(name, *values):
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def _of(table, column, other):
    key = "code" if other in _CODES else "id"
    name = f"fk_{table}_{column}"
    return sa.ForeignKeyConstraint([column], [f"{other}.{key}"], name=name)


def upgrade():
    _recipients()
    _packages()
    _contents()
    _persons()


def _recipients():
    op.create_table(
        "export_recipient",
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("label", sa.String(200), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("sort_order", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("verified", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(40), nullable=False),
        sa.Column("edited_at", MOMENT, nullable=True),
        sa.Column("side", _words("side", *SIDES), nullable=False),
        sa.CheckConstraint(
            "code = upper(code) AND code NOT LIKE '%/%'", name=op.f("ck_export_recipient_code_form")
        ),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_to >= valid_from",
            name=op.f("ck_export_recipient_valid_period"),
        ),
        sa.PrimaryKeyConstraint("code", name="pk_export_recipient"),
    )


def _packages():
    table = "export_package"
    op.create_table(
        table,
        sa.Column("case_id", KEY, nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("recipient_code", sa.String(40), nullable=False),
        sa.Column("recipient_name", sa.String(160), nullable=False),
        sa.Column("recipient_address", sa.String(300), nullable=False),
        sa.Column("referral_id", KEY, nullable=True),
        sa.Column("condition_code", sa.String(40), nullable=False),
        sa.Column("routine_use_code", sa.String(40), nullable=True),
        sa.Column("authority", sa.String(200), nullable=False),
        sa.Column("order_reference", sa.String(200), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("state", _words("exportstate", *STATES), nullable=False),
        sa.Column("made_by_id", KEY, nullable=False),
        sa.Column("chosen_at", MOMENT, nullable=True),
        sa.Column("approved_by_id", KEY, nullable=True),
        sa.Column("released_at", MOMENT, nullable=True),
        sa.Column("manifest_sha256", sa.String(64), nullable=False),
        sa.Column("parts_id", KEY, nullable=True),
        sa.Column("handed_on", sa.Date(), nullable=True),
        sa.Column("handed_how", sa.String(200), nullable=False),
        sa.Column("id", KEY, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "approved_by_id IS NULL OR approved_by_id <> made_by_id",
            name=op.f("ck_export_package_two_persons"),
        ),
        sa.CheckConstraint(
            "(state IN ('RELEASED', 'RECALLED')) = (released_at IS NOT NULL)",
            name=op.f("ck_export_package_released"),
        ),
        sa.CheckConstraint(
            "released_at IS NULL OR (approved_by_id IS NOT NULL AND parts_id IS NOT NULL"
            " AND length(manifest_sha256) = 64)",
            name=op.f("ck_export_package_released_is_whole"),
        ),
        sa.CheckConstraint(
            "handed_on IS NULL OR released_at IS NOT NULL",
            name=op.f("ck_export_package_handed_after"),
        ),
        _of(table, "case_id", "case_file"),
        _of(table, "recipient_code", "export_recipient"),
        _of(table, "referral_id", "prosecution_referral"),
        _of(table, "condition_code", "disclosure_condition"),
        _of(table, "routine_use_code", "routine_use"),
        _of(table, "made_by_id", "user_account"),
        _of(table, "approved_by_id", "user_account"),
        _of(table, "parts_id", "stored_file"),
        sa.PrimaryKeyConstraint("id", name="pk_export_package"),
        sa.UniqueConstraint("case_id", "n", name="uq_export_package_case_id_n"),
    )


def _contents():
    table = "export_content"
    op.create_table(
        table,
        sa.Column("package_id", KEY, nullable=False),
        sa.Column("case_id", KEY, nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("item_id", KEY, nullable=True),
        sa.Column("statement_id", KEY, nullable=True),
        sa.Column("document_id", KEY, nullable=True),
        sa.Column("report_id", KEY, nullable=True),
        sa.Column("exhibit_id", KEY, nullable=True),
        sa.Column("id", KEY, nullable=False),
        sa.CheckConstraint(
            "(CASE WHEN item_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN statement_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN document_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN report_id IS NULL THEN 0 ELSE 1 END) = 1",
            name=op.f("ck_export_content_one_record"),
        ),
        _of(table, "package_id", "export_package"),
        _of(table, "case_id", "case_file"),
        _of(table, "item_id", "evidence_item"),
        _of(table, "statement_id", "statement"),
        _of(table, "document_id", "document"),
        _of(table, "report_id", "report"),
        _of(table, "exhibit_id", "exhibit"),
        sa.PrimaryKeyConstraint("id", name="pk_export_content"),
        sa.UniqueConstraint("package_id", "place", name="uq_export_content_package_id_place"),
    )
    op.create_index("ix_export_content_case_id", table, ["case_id"])


def _persons():
    table = "export_person"
    op.create_table(
        table,
        sa.Column("package_id", KEY, nullable=False),
        sa.Column("case_id", KEY, nullable=False),
        sa.Column("party_id", KEY, nullable=False),
        sa.Column("id", KEY, nullable=False),
        _of(table, "package_id", "export_package"),
        _of(table, "case_id", "case_file"),
        _of(table, "party_id", "party"),
        sa.PrimaryKeyConstraint("id", name="pk_export_person"),
        sa.UniqueConstraint("package_id", "party_id", name="uq_export_person_package_id_party_id"),
    )
    op.create_index("ix_export_person_party_id", table, ["party_id"])
    op.create_index("ix_export_person_case_id", table, ["case_id"])


def downgrade():
    for table in ("export_person", "export_content", "export_package", "export_recipient"):
        op.drop_table(table)
