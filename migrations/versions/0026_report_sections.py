"""Written sections of reports of investigation, their drafts and comments; the approved body."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
KINDS = (
    *("RELATED", "PREDICATION", "ALLEGATIONS", "SUBJECT_DATA"),
    *("NARRATIVE", "EVIDENCE_FOR", "EVIDENCE_AGAINST", "CREDIBILITY"),
    *("FINDINGS", "PROSECUTION", "ACTION", "DISPOSITION"),
)


def _kinds():
    return sa.Enum(*KINDS, name="sectionkind", native_enum=False, create_constraint=True, length=40)


def _of_report(name, *columns, also=()):
    op.create_table(
        name,
        sa.Column("report_id", KEY, nullable=False),
        sa.Column("case_id", KEY, nullable=False),
        sa.Column("kind", _kinds(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        *columns,
        sa.Column("id", KEY, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["report_id"], ["report.id"], name=f"fk_{name}_report_id"),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=f"fk_{name}_case_id"),
        sa.PrimaryKeyConstraint("id", name=f"pk_{name}"),
        *also,
    )
    op.create_index(f"ix_{name}_case_id", name, ["case_id"])


def upgrade():
    _of_report(
        "report_section",
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("edited_by_id", KEY, nullable=True),
        sa.Column("edited_at", MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        also=(
            sa.CheckConstraint("n >= 0", name=op.f("ck_report_section_number")),
            sa.ForeignKeyConstraint(
                ["edited_by_id"], ["user_account.id"], name="fk_report_section_edited_by_id"
            ),
            sa.UniqueConstraint(
                "report_id", "kind", "n", name="uq_report_section_report_id_kind_n"
            ),
        ),
    )
    _of_report(
        "report_section_draft",
        sa.Column("user_id", KEY, nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.Column("base", sa.Integer(), nullable=False),
        sa.Column("saved_at", MOMENT, nullable=False),
        also=(
            sa.ForeignKeyConstraint(
                ["user_id"], ["user_account.id"], name="fk_report_section_draft_user_id"
            ),
            sa.UniqueConstraint(
                "report_id",
                "kind",
                "n",
                "user_id",
                name="uq_report_section_draft_report_id_kind_n_user_id",
            ),
        ),
    )
    op.create_index("ix_report_section_draft_user_id", "report_section_draft", ["user_id"])
    _of_report(
        "report_section_comment",
        sa.Column("review_id", KEY, nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        also=(
            sa.ForeignKeyConstraint(
                ["review_id"], ["report_review.id"], name="fk_report_section_comment_review_id"
            ),
            sa.UniqueConstraint(
                "review_id", "kind", "n", name="uq_report_section_comment_review_id_kind_n"
            ),
        ),
    )
    op.create_index("ix_report_section_comment_report_id", "report_section_comment", ["report_id"])
    op.create_table(
        "report_body",
        sa.Column("report_id", KEY, nullable=False),
        sa.Column("case_id", KEY, nullable=False),
        sa.Column("file_id", KEY, nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("made_with", sa.String(40), nullable=False),
        sa.Column("id", KEY, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["report_id"], ["report.id"], name="fk_report_body_report_id"),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name="fk_report_body_case_id"),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name="fk_report_body_file_id"),
        sa.PrimaryKeyConstraint("id", name="pk_report_body"),
        sa.UniqueConstraint("report_id", name="uq_report_body_report_id"),
    )
    op.create_index("ix_report_body_case_id", "report_body", ["case_id"])


def downgrade():
    for name in (
        "report_body", "report_section_comment", "report_section_draft", "report_section",
    ):  # fmt: skip
        op.drop_table(name)
