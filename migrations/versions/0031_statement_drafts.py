"""Statements written in the browser, printed, signed."""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
TABLES = (
    "statement_draft",
    "statement_typing",
    "statement_print",
    "statement_signing",
)


def _words(name, *values):
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def _of(table, column, other):
    return sa.ForeignKeyConstraint([column], [other], name=f"fk_{table}_{column}")


def upgrade():
    _statement_draft()
    _statement_typing()
    _statement_print()
    _statement_signing()


def _statement_draft():
    op.create_table(
        "statement_draft",
        sa.Column("case_id", KEY, nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("kind_code", sa.String(40), nullable=False),
        sa.Column("giver_id", KEY, nullable=False),
        sa.Column("interview_id", KEY, nullable=True),
        sa.Column("warning_code", sa.String(40), nullable=True),
        sa.Column("outside_us", sa.Boolean(), nullable=False),
        sa.Column("language", sa.String(60), nullable=False),
        sa.Column("interpreter", sa.String(120), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("handling", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            _words("draftstate", "WRITING", "SIGNED", "REFUSED", "DISCARDED"),
            nullable=False,
        ),
        sa.Column("author_id", KEY, nullable=True),
        sa.Column("statement_id", KEY, nullable=True),
        sa.Column("id", KEY, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state IN ('SIGNED', 'REFUSED')) = (statement_id IS NOT NULL)",
            name=op.f("ck_statement_draft_ended_in_one"),
        ),
        _of("statement_draft", "author_id", "user_account.id"),
        _of("statement_draft", "case_id", "case_file.id"),
        _of("statement_draft", "giver_id", "party.id"),
        _of("statement_draft", "interview_id", "interview.id"),
        _of("statement_draft", "kind_code", "statement_kind.code"),
        _of("statement_draft", "statement_id", "statement.id"),
        _of("statement_draft", "warning_code", "interview_warning.code"),
        sa.PrimaryKeyConstraint("id", name="pk_statement_draft"),
        sa.UniqueConstraint("case_id", "n", name="uq_statement_draft_case_id_n"),
    )
    op.create_index("ix_statement_draft_giver_id", "statement_draft", ["giver_id"])
    op.create_index("ix_statement_draft_interview_id", "statement_draft", ["interview_id"])


def _statement_typing():
    op.create_table(
        "statement_typing",
        sa.Column("draft_id", KEY, nullable=False),
        sa.Column("case_id", KEY, nullable=False),
        sa.Column("user_id", KEY, nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.Column("base", sa.Integer(), nullable=False),
        sa.Column("saved_at", MOMENT, nullable=False),
        sa.Column("id", KEY, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        _of("statement_typing", "case_id", "case_file.id"),
        _of("statement_typing", "draft_id", "statement_draft.id"),
        _of("statement_typing", "user_id", "user_account.id"),
        sa.PrimaryKeyConstraint("id", name="pk_statement_typing"),
        sa.UniqueConstraint("draft_id", "user_id", name="uq_statement_typing_draft_id_user_id"),
    )
    op.create_index("ix_statement_typing_case_id", "statement_typing", ["case_id"])
    op.create_index("ix_statement_typing_user_id", "statement_typing", ["user_id"])


def _statement_print():
    op.create_table(
        "statement_print",
        sa.Column("draft_id", KEY, nullable=False),
        sa.Column("case_id", KEY, nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("file_id", KEY, nullable=False),
        sa.Column("by_id", KEY, nullable=True),
        sa.Column("id", KEY, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        _of("statement_print", "by_id", "user_account.id"),
        _of("statement_print", "case_id", "case_file.id"),
        _of("statement_print", "draft_id", "statement_draft.id"),
        _of("statement_print", "file_id", "stored_file.id"),
        sa.PrimaryKeyConstraint("id", name="pk_statement_print"),
        sa.UniqueConstraint("draft_id", "sha256", name="uq_statement_print_draft_id_sha256"),
        sa.UniqueConstraint("draft_id", "n", name="uq_statement_print_draft_id_n"),
    )
    op.create_index("ix_statement_print_case_id", "statement_print", ["case_id"])


def _statement_signing():
    op.create_table(
        "statement_signing",
        sa.Column("statement_id", KEY, nullable=False),
        sa.Column("case_id", KEY, nullable=False),
        sa.Column("print_id", KEY, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("initialed", sa.Boolean(), nullable=False),
        sa.Column("corrections", sa.Text(), nullable=False),
        sa.Column("id", KEY, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        _of("statement_signing", "case_id", "case_file.id"),
        _of("statement_signing", "print_id", "statement_print.id"),
        _of("statement_signing", "statement_id", "statement.id"),
        sa.PrimaryKeyConstraint("id", name="pk_statement_signing"),
        sa.UniqueConstraint("statement_id", name="uq_statement_signing_statement_id"),
    )
    op.create_index("ix_statement_signing_case_id", "statement_signing", ["case_id"])


def downgrade():
    for table in reversed(TABLES):
        op.drop_table(table)
