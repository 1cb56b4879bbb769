"""Files that come with a complaint: those of a draft, those in the vault; the log extract of an
allegation; what 6 CFR part 115 asks about people and responses."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
EXTRACT = "fk_allegation_detail_query_extract_id"
GENDERS = ("FEMALE", "MALE", "OTHER")
CARE = ("GIVEN", "REFUSED", "NOT_GIVEN")
REPORTED_BY = ("VICTIM", "DETAINEE", "STAFF", "THIRD_PARTY", "ANONYMOUS")
#: name -> (type, "" where it may not be null, the words that it may hold)
CUSTODY = {
    "victim_citizenship": (sa.String(length=60), "", ()),
    "victim_age": (sa.Integer(), None, ()),
    "victim_gender": (sa.String(length=40), None, GENDERS),
    "victim_lgbti": (sa.Boolean(), None, ()),
    "perpetrator_citizenship": (sa.String(length=60), "", ()),
    "perpetrator_age": (sa.Integer(), None, ()),
    "perpetrator_gender": (sa.String(length=40), None, GENDERS),
    "perpetrator_lgbti": (sa.Boolean(), None, ()),
    "reported_by": (sa.String(length=40), None, REPORTED_BY),
    "reported_on": (sa.Date(), None, ()),
    "housing": (sa.String(length=200), "", ()),
    "medical_exam": (sa.String(length=40), None, CARE),
    "mental_health": (sa.String(length=40), None, CARE),
}


def upgrade():
    op.create_table(
        "intake_file",
        sa.Column("draft_id", KEY, nullable=False),
        sa.Column("author_id", KEY, nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("file_id", KEY, nullable=False),
        sa.Column("name_sealed", sa.Text(), nullable=False),
        sa.Column("is_cleaned", sa.Boolean(), nullable=False),
        sa.Column("id", KEY, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["draft_id"], ["intake_draft.id"], name="fk_intake_file_draft_id"),
        sa.ForeignKeyConstraint(
            ["author_id"], ["user_account.id"], name="fk_intake_file_author_id"
        ),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name="fk_intake_file_file_id"),
        sa.PrimaryKeyConstraint("id", name="pk_intake_file"),
        sa.UniqueConstraint("key", name="uq_intake_file_key"),
    )
    op.create_index("ix_intake_file_draft_id", "intake_file", ["draft_id"])
    op.create_table(
        "vault_file",
        sa.Column("case_id", KEY, nullable=False),
        sa.Column("party_id", KEY, nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("file_id", KEY, nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.Column("id", KEY, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name="fk_vault_file_case_id"),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name="fk_vault_file_party_id"),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name="fk_vault_file_file_id"),
        sa.PrimaryKeyConstraint("id", name="pk_vault_file"),
        sa.UniqueConstraint("case_id", "n", name="uq_vault_file_case_id_n"),
        sa.UniqueConstraint("file_id", name="uq_vault_file_file_id"),
    )
    op.create_index("ix_vault_file_party_id", "vault_file", ["party_id"])
    _extract()
    for name, (kind, blank, words) in CUSTODY.items():
        _add(name, kind, blank, words)


def _is_sqlite():
    return op.get_bind().dialect.name == "sqlite"


def _extract():
    if _is_sqlite():
        op.execute(
            "ALTER TABLE allegation_detail ADD COLUMN query_extract_id INTEGER"
            f" CONSTRAINT {EXTRACT} REFERENCES evidence_item (id)"
        )
    else:
        op.add_column("allegation_detail", sa.Column("query_extract_id", KEY, nullable=True))
        op.create_foreign_key(
            EXTRACT, "allegation_detail", "evidence_item", ["query_extract_id"], ["id"]
        )
    op.create_index(
        "ix_allegation_detail_query_extract_id", "allegation_detail", ["query_extract_id"]
    )


def _add(name, kind, blank, words):
    """One column of allegation_prea; its words are checked on both databases."""
    column = sa.Column(name, kind, nullable=blank is None, server_default=blank)
    check = f"{name} IN ({', '.join(repr(word) for word in words)})"
    label = f"ck_allegation_prea_{name}"
    if words and _is_sqlite():
        op.execute(
            f"ALTER TABLE allegation_prea ADD COLUMN {name} VARCHAR(40)"
            f" CONSTRAINT {label} CHECK ({check})"
        )
        return
    op.add_column("allegation_prea", column)
    if words:
        op.create_check_constraint(op.f(label), "allegation_prea", check)


def downgrade():
    for name in reversed(CUSTODY):
        op.drop_column("allegation_prea", name)
    op.drop_index("ix_allegation_detail_query_extract_id", "allegation_detail")
    if not _is_sqlite():
        op.drop_constraint(EXTRACT, "allegation_detail", type_="foreignkey")
    op.drop_column("allegation_detail", "query_extract_id")
    op.drop_table("vault_file")
    op.drop_table("intake_file")
