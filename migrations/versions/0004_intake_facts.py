"""What the intake desk records: who received it, who was given what, sexual abuse in custody,
arrests, injuries, acknowledgements."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _words(name, *values):
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def _number(table, *columns):
    """A child of a case, numbered within it."""
    op.create_table(
        table,
        sa.Column("case_id", KEY, nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("party_id", KEY, nullable=False),
        sa.Column("user_id", KEY, nullable=True),
        sa.Column("id", KEY, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        *columns,
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=f"fk_{table}_case_id"),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=f"fk_{table}_party_id"),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=f"fk_{table}_user_id"),
        sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
        sa.UniqueConstraint("case_id", "n", name=f"uq_{table}_case_id_n"),
    )
    op.create_index(f"ix_{table}_party_id", table, ["party_id"])


def upgrade():
    _columns()
    _sexual_abuse()
    _number(
        "arrest",
        sa.Column("arrested_on", sa.Date(), nullable=True),
        sa.Column("agency", sa.String(length=160), nullable=False),
        sa.Column("charge", sa.Text(), nullable=False),
        sa.Column("duty", _words("duty", "ON", "OFF", "UNKNOWN"), nullable=False),
        sa.Column("disposition", sa.String(length=200), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
    )
    _number(
        "injury",
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("medical_care", sa.Boolean(), nullable=True),
        sa.Column("handling", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
    )
    _number(
        "acknowledgement",
        sa.Column("form", _words("letterform", "LETTER", "EMAIL", "SPOKEN"), nullable=False),
        sa.Column("template", sa.String(length=40), nullable=False),
        sa.Column("template_version", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
    )


def _columns():
    op.add_column(
        "case_file",
        sa.Column("received_by", sa.String(length=120), nullable=False, server_default=""),
    )
    op.add_column(
        "allegation_detail",
        sa.Column("query_recipient", sa.String(length=200), nullable=False, server_default=""),
    )
    name = "fk_allegation_detail_query_person_id"
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "ALTER TABLE allegation_detail ADD COLUMN query_person_id INTEGER"
            f" CONSTRAINT {name} REFERENCES person (id)"
        )
    else:
        op.add_column("allegation_detail", sa.Column("query_person_id", KEY, nullable=True))
        op.create_foreign_key(name, "allegation_detail", "person", ["query_person_id"], ["id"])
    op.create_index(
        "ix_allegation_detail_query_person_id", "allegation_detail", ["query_person_id"]
    )


def _sexual_abuse():
    op.create_table(
        "prea_abuse_type",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("sort_order", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("verified", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("by_staff", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "code = upper(code) AND code NOT LIKE '%/%'", name="ck_prea_abuse_type_code_form"
        ),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_to >= valid_from", name="ck_prea_abuse_type_valid_period"
        ),
        sa.PrimaryKeyConstraint("code", name="pk_prea_abuse_type"),
    )
    kinds = _words("facilitykind", "IMMIGRATION_DETENTION", "HOLDING")
    people = _words("perpetratorkind", "STAFF", "CONTRACTOR", "VOLUNTEER", "DETAINEE")
    op.create_table(
        "allegation_prea",
        sa.Column("allegation_id", KEY, nullable=False),
        sa.Column("case_id", KEY, nullable=False),
        sa.Column("facility", sa.String(length=200), nullable=False),
        sa.Column("facility_kind", kinds, nullable=True),
        sa.Column("operator", sa.String(length=120), nullable=False),
        sa.Column("contract_number", sa.String(length=60), nullable=False),
        sa.Column("perpetrator_kind", people, nullable=True),
        sa.Column("abuse_type_code", sa.String(length=40), nullable=True),
        sa.Column("is_attempt", sa.Boolean(), nullable=False),
        sa.Column("handling", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["allegation_id"], ["allegation.id"], name="fk_allegation_prea_allegation_id"
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name="fk_allegation_prea_case_id"),
        sa.ForeignKeyConstraint(
            ["abuse_type_code"], ["prea_abuse_type.code"], name="fk_allegation_prea_abuse_type_code"
        ),
        sa.PrimaryKeyConstraint("allegation_id", name="pk_allegation_prea"),
    )
    op.create_index("ix_allegation_prea_case_id", "allegation_prea", ["case_id"])


def downgrade():
    for table in ("acknowledgement", "injury", "arrest", "allegation_prea", "prea_abuse_type"):
        op.drop_table(table)
    op.drop_index("ix_allegation_detail_query_person_id", "allegation_detail")
    if op.get_bind().dialect.name != "sqlite":
        op.drop_constraint(
            "fk_allegation_detail_query_person_id", "allegation_detail", type_="foreignkey"
        )
    op.drop_column("allegation_detail", "query_person_id")
    op.drop_column("allegation_detail", "query_recipient")
    op.drop_column("case_file", "received_by")
