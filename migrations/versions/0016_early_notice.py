"""Early notice: thresholds by date, and what supervisors did."""

from datetime import UTC, date, datetime

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade():
    table = op.create_table(
        "early_notice_threshold",
        sa.Column("group_code", sa.String(40), nullable=True),
        sa.Column("together", sa.Boolean(), nullable=False),
        sa.Column("cases", sa.Integer(), nullable=False),
        sa.Column("months", sa.Integer(), nullable=False),
        sa.Column("min_months", sa.Integer(), nullable=False),
        sa.Column("min_unit", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(200), nullable=False),
        sa.Column("verified", sa.Boolean(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("id", KEY, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        _check("cases >= 2", "no_single_case"),
        _check("months BETWEEN 1 AND 120", "months"),
        _check("min_months BETWEEN 0 AND months", "min_months"),
        _check("min_unit >= 5", "min_unit"),
        _check("NOT together OR group_code IS NULL", "together"),
        _check("valid_to IS NULL OR valid_to >= valid_from", "valid_period"),
        sa.ForeignKeyConstraint(
            ["group_code"], ["allegation_group.code"], name="fk_early_notice_threshold_group_code"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_early_notice_threshold"),
    )
    # A start for the threshold review, not a recommendation: the feature is off until then.
    first = {
        "group_code": None,
        "min_months": 6,
        "min_unit": 20,
        "source": "starting value, not reviewed",
        "verified": False,
        "valid_from": date(2026, 1, 1),
        "created_at": datetime(2026, 1, 1, tzinfo=UTC),
        "version": 1,
    }
    op.bulk_insert(
        table,
        [
            {**first, "together": False, "cases": 3, "months": 12},
            {**first, "together": True, "cases": 5, "months": 24},
        ],
    )
    kinds = ("NO_ACTION", "TALKED", "TRAINING", "ASSISTANCE", "OTHER_SUPPORT")
    op.create_table(
        "early_notice_review",
        sa.Column("person_id", KEY, nullable=False),
        sa.Column(
            "disposition",
            sa.Enum(
                *kinds, name="disposition", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("reviewed_by_id", KEY, nullable=False),
        sa.Column("reviewed_at", MOMENT, nullable=False),
        sa.Column("id", KEY, nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name="fk_early_notice_review_person_id"
        ),
        sa.ForeignKeyConstraint(
            ["reviewed_by_id"], ["user_account.id"], name="fk_early_notice_review_reviewed_by_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_early_notice_review"),
    )
    op.create_index("ix_early_notice_review_person_id", "early_notice_review", ["person_id"])


def _check(what, name):
    return sa.CheckConstraint(what, name=op.f(f"ck_early_notice_threshold_{name}"))


def downgrade():
    op.drop_table("early_notice_review")
    op.drop_table("early_notice_threshold")
