"""Leave pending action: periods with what was weighed first, and their extensions."""

import sqlalchemy as sa
from alembic import op

revision = "0052"
down_revision = "0051"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def _enum(name, *values):
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade():
    op.create_table(
        "leave_period",
        sa.Column("action_id", KEY, nullable=False),
        sa.Column("case_id", KEY, nullable=False),
        sa.Column("party_id", KEY, nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            _enum("leavekind", "ADMIN_LEAVE", "INVESTIGATIVE_LEAVE", "NOTICE_LEAVE"),
            nullable=False,
        ),
        sa.Column("begins_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column(
            "ended_how",
            _enum(
                "leaveend",
                *("RETURNED", "NEXT_LEAVE", "NOTICE_ENDED", "ACTION_ENDED", "SEPARATED"),
            ),
            nullable=True,
        ),
        sa.Column("ended_why", sa.Text(), nullable=False),
        sa.Column("authorized_by", sa.String(120), nullable=False),
        sa.Column("authorized_on", sa.Date(), nullable=False),
        sa.Column(
            "ground",
            _enum("leaveground", "PEOPLE", "PROPERTY", "EVIDENCE", "INTERESTS"),
            nullable=False,
        ),
        *(
            sa.Column(name, sa.Text(), nullable=False)
            for name in ("determination", "other_duties", "own_leave", "absence", "curtailed")
        ),
        sa.Column("tour_days", sa.String(14), nullable=False),
        sa.Column("tour_anchor", sa.Date(), nullable=False),
        sa.Column("recorded_by_id", KEY, nullable=True),
        sa.Column("id", KEY, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        _check("leave_period", "until_after_begin", "until_on >= begins_on"),
        _check("leave_period", "end_after_begin", "ended_on IS NULL OR ended_on >= begins_on"),
        _check("leave_period", "ended_somehow", "(ended_on IS NULL) = (ended_how IS NULL)"),
        _check("leave_period", "two_weeks", "length(tour_days) = 14"),
        _check(
            "leave_period",
            "options_weighed_first",
            "determination <> '' AND authorized_by <> '' AND other_duties <> ''"
            " AND own_leave <> '' AND absence <> ''",
        ),
        _check("leave_period", "curtailing_weighed", "kind <> 'NOTICE_LEAVE' OR curtailed <> ''"),
        _to("leave_period", "action_id", "disciplinary_action"),
        _to("leave_period", "case_id", "case_file"),
        _to("leave_period", "party_id", "party"),
        _to("leave_period", "recorded_by_id", "user_account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leave_period")),
        sa.UniqueConstraint("action_id", "n", name=op.f("uq_leave_period_action_id_n")),
    )
    op.create_index(op.f("ix_leave_period_case_id"), "leave_period", ["case_id"])
    op.create_index(op.f("ix_leave_period_party_id"), "leave_period", ["party_id"])
    op.create_index(
        "uq_leave_period_open",
        "leave_period",
        ["action_id"],
        unique=True,
        sqlite_where=sa.text("ended_on IS NULL"),
        postgresql_where=sa.text("ended_on IS NULL"),
    )
    _extensions()


def _extensions():
    op.create_table(
        "leave_extension",
        sa.Column("period_id", KEY, nullable=False),
        sa.Column("action_id", KEY, nullable=False),
        sa.Column("case_id", KEY, nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("workdays", sa.Integer(), nullable=False),
        sa.Column("from_until", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("granted_by", sa.String(120), nullable=False),
        sa.Column("granted_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("congress_on", sa.Date(), nullable=True),
        sa.Column("congress_reference", sa.String(120), nullable=False),
        sa.Column("recorded_by_id", KEY, nullable=True),
        sa.Column("id", KEY, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        _check("leave_extension", "adds_days", "workdays > 0 AND until_on > from_until"),
        _check("leave_extension", "granted_with_reason", "granted_by <> '' AND reason <> ''"),
        _check(
            "leave_extension",
            "report_has_reference",
            "(congress_on IS NULL) = (congress_reference = '')",
        ),
        _to("leave_extension", "period_id", "leave_period"),
        _to("leave_extension", "action_id", "disciplinary_action"),
        _to("leave_extension", "case_id", "case_file"),
        _to("leave_extension", "recorded_by_id", "user_account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leave_extension")),
        sa.UniqueConstraint("period_id", "n", name=op.f("uq_leave_extension_period_id_n")),
    )
    op.create_index(op.f("ix_leave_extension_action_id"), "leave_extension", ["action_id"])
    op.create_index(op.f("ix_leave_extension_case_id"), "leave_extension", ["case_id"])


def _check(table, name, criterion):
    return sa.CheckConstraint(criterion, name=op.f(f"ck_{table}_{name}"))


def _to(table, column, other):
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"))


def downgrade():
    op.drop_table("leave_extension")
    op.drop_table("leave_period")
