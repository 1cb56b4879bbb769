"""Findings: standard of proof, rule cited, approval, evidence weighed."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
TABLES = (
    "proof_standard",
    "finding_approval",
    "finding_evidence",
)


def _words(name, *values):
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def _of(table, column, other):
    return sa.ForeignKeyConstraint([column], [other], name=f"fk_{table}_{column}")


def upgrade():
    op.add_column(
        "finding_detail",
        sa.Column("policy", sa.Text(), nullable=False, server_default=sa.text("''")),
    )
    op.add_column(
        "finding_detail",
        sa.Column("handling", sa.Integer(), nullable=False, server_default=sa.text("0")),
    )
    _proof_standard()
    _finding_approval()
    _finding_evidence()


def _proof_standard():
    op.create_table(
        "proof_standard",
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("label", sa.String(200), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("sort_order", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("verified", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(40), nullable=False),
        sa.Column("edited_at", MOMENT, nullable=True),
        sa.Column("is_higher", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "code = upper(code) AND code NOT LIKE '%/%'", name=op.f("ck_proof_standard_code_form")
        ),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_to >= valid_from",
            name=op.f("ck_proof_standard_valid_period"),
        ),
        sa.PrimaryKeyConstraint("code", name="pk_proof_standard"),
    )


def _finding_approval():
    op.create_table(
        "finding_approval",
        sa.Column("finding_id", KEY, nullable=False),
        sa.Column("case_id", KEY, nullable=False),
        sa.Column("user_id", KEY, nullable=True),
        sa.Column("found_by_id", KEY, nullable=True),
        sa.Column("report_id", KEY, nullable=True),
        sa.Column("id", KEY, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.CheckConstraint(
            "user_id <> found_by_id", name=op.f("ck_finding_approval_approver_is_not_finder")
        ),
        _of("finding_approval", "case_id", "case_file.id"),
        _of("finding_approval", "finding_id", "finding.id"),
        _of("finding_approval", "found_by_id", "user_account.id"),
        _of("finding_approval", "report_id", "report.id"),
        _of("finding_approval", "user_id", "user_account.id"),
        sa.PrimaryKeyConstraint("id", name="pk_finding_approval"),
        sa.UniqueConstraint("finding_id", name="uq_finding_approval_finding_id"),
    )
    op.create_index("ix_finding_approval_case_id", "finding_approval", ["case_id"])
    op.create_index("ix_finding_approval_report_id", "finding_approval", ["report_id"])


def _finding_evidence():
    op.create_table(
        "finding_evidence",
        sa.Column("finding_id", KEY, nullable=False),
        sa.Column("case_id", KEY, nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("weight", _words("weight", "FOR", "AGAINST"), nullable=False),
        sa.Column("item_id", KEY, nullable=True),
        sa.Column("statement_id", KEY, nullable=True),
        sa.Column("document_id", KEY, nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("recorded_by_id", KEY, nullable=True),
        sa.Column("id", KEY, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.CheckConstraint(
            "(CASE WHEN item_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN statement_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN document_id IS NULL THEN 0 ELSE 1 END) = 1",
            name=op.f("ck_finding_evidence_points_to_one"),
        ),
        _of("finding_evidence", "case_id", "case_file.id"),
        _of("finding_evidence", "document_id", "document.id"),
        _of("finding_evidence", "finding_id", "finding.id"),
        _of("finding_evidence", "item_id", "evidence_item.id"),
        _of("finding_evidence", "recorded_by_id", "user_account.id"),
        _of("finding_evidence", "statement_id", "statement.id"),
        sa.PrimaryKeyConstraint("id", name="pk_finding_evidence"),
        sa.UniqueConstraint("finding_id", "n", name="uq_finding_evidence_finding_id_n"),
    )
    op.create_index("ix_finding_evidence_case_id", "finding_evidence", ["case_id"])
    op.create_index("ix_finding_evidence_document_id", "finding_evidence", ["document_id"])
    op.create_index("ix_finding_evidence_item_id", "finding_evidence", ["item_id"])
    op.create_index("ix_finding_evidence_statement_id", "finding_evidence", ["statement_id"])


def downgrade():
    for table in reversed(TABLES):
        op.drop_table(table)
    op.drop_column("finding_detail", "handling")
    op.drop_column("finding_detail", "policy")
