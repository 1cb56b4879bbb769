"""Links between cases, and candidates for duplicates."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def _words(name, *values):
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def _of(table, column, other):
    name = f"fk_{table}_{column}"
    return sa.ForeignKeyConstraint([column], [f"{other}.{_KEYS[other]}"], name=name)


_KEYS = {"case_file": "id", "user_account": "id", "link_kind": "code"}


def upgrade():
    op.create_table(
        "case_link",
        sa.Column("case_id", KEY, nullable=False),
        sa.Column("other_id", KEY, nullable=False),
        sa.Column("kind_code", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("user_id", KEY, nullable=True),
        sa.Column("removed_at", MOMENT, nullable=True),
        sa.Column("removed_by_id", KEY, nullable=True),
        sa.Column("removed_reason", sa.Text(), nullable=False),
        sa.Column("id", KEY, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("case_id <> other_id", name=op.f("ck_case_link_two_cases")),
        _of("case_link", "case_id", "case_file"),
        _of("case_link", "other_id", "case_file"),
        _of("case_link", "kind_code", "link_kind"),
        _of("case_link", "user_id", "user_account"),
        _of("case_link", "removed_by_id", "user_account"),
        sa.PrimaryKeyConstraint("id", name="pk_case_link"),
    )
    standing = sa.text("removed_at IS NULL")
    op.create_index(
        "uq_case_link_standing",
        "case_link",
        ["case_id", "other_id", "kind_code"],
        unique=True,
        sqlite_where=standing,
        postgresql_where=standing,
    )
    op.create_index("ix_case_link_case_id", "case_link", ["case_id"])
    op.create_index("ix_case_link_other_id", "case_link", ["other_id"])
    op.create_index("ix_case_file_merged_into_id", "case_file", ["merged_into_id"])
    op.create_index("ix_allegation_incident", "allegation", ["incident_from", "incident_to"])
    op.create_index("ix_allegation_received", "allegation", ["received_at"])
    _candidates()


def _candidates():
    op.create_table(
        "duplicate_candidate",
        sa.Column("case_id", KEY, nullable=False),
        sa.Column("other_id", KEY, nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.Column(
            "state", _words("candidatestate", "OPEN", "SAME", "OTHER", "SETTLED"), nullable=False
        ),
        sa.Column(
            "routed_to", _words("routedto", "DESK", "SUPERVISOR", "CUSTODIAN"), nullable=False
        ),
        sa.Column("decided_at", MOMENT, nullable=True),
        sa.Column("decided_by_id", KEY, nullable=True),
        sa.Column("id", KEY, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("case_id <> other_id", name=op.f("ck_duplicate_candidate_two_cases")),
        _of("duplicate_candidate", "case_id", "case_file"),
        _of("duplicate_candidate", "other_id", "case_file"),
        _of("duplicate_candidate", "decided_by_id", "user_account"),
        sa.PrimaryKeyConstraint("id", name="pk_duplicate_candidate"),
        sa.UniqueConstraint("case_id", "other_id", name="uq_duplicate_candidate_case_id_other_id"),
    )
    op.create_index(
        "ix_duplicate_candidate_other_state", "duplicate_candidate", ["other_id", "state"]
    )
    op.create_table(
        "candidate_search",
        sa.Column("case_id", KEY, nullable=False),
        sa.Column("searched_at", MOMENT, nullable=False),
        _of("candidate_search", "case_id", "case_file"),
        sa.PrimaryKeyConstraint("case_id", name="pk_candidate_search"),
    )


def downgrade():
    op.drop_index("ix_allegation_received", "allegation")
    op.drop_index("ix_allegation_incident", "allegation")
    op.drop_index("ix_case_file_merged_into_id", "case_file")
    op.drop_table("candidate_search")
    op.drop_table("duplicate_candidate")
    op.drop_table("case_link")
