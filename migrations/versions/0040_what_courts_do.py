"""What a court has before it: prosecutors, counts, sentences, the seal."""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade():
    op.create_table(
        "court_count",
        sa.Column("referral_id", KEY, nullable=False),
        sa.Column("case_id", KEY, nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column(
            "instrument",
            sa.Enum(
                "COMPLAINT",
                "INFORMATION",
                "INDICTMENT",
                name="instrument",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("filed_on", sa.Date(), nullable=False),
        sa.Column("statute", sa.String(length=160), nullable=False),
        sa.Column("offense", sa.Text(), nullable=False),
        sa.Column(
            "disposition",
            sa.Enum(
                "PLEA_GUILTY",
                "PLEA_NOLO",
                "CONVICTED",
                "ACQUITTED",
                "DISMISSED",
                "NOLLE_PROS",
                "DIVERTED",
                "REPLACED",
                name="countend",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("disposed_on", sa.Date(), nullable=True),
        sa.Column("user_id", KEY, nullable=True),
        sa.Column("id", KEY, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("statute <> ''", name=op.f("ck_court_count_has_statute")),
        sa.CheckConstraint(
            "(disposition IS NULL) = (disposed_on IS NULL)",
            name=op.f("ck_court_count_end_has_date"),
        ),
        sa.CheckConstraint(
            "disposed_on IS NULL OR disposed_on >= filed_on",
            name=op.f("ck_court_count_end_after_filing"),
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_court_count_case_id")),
        sa.ForeignKeyConstraint(
            ["referral_id"], ["prosecution_referral.id"], name=op.f("fk_court_count_referral_id")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_court_count_user_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_court_count")),
        sa.UniqueConstraint("referral_id", "n", name=op.f("uq_court_count_referral_id_n")),
    )
    op.create_index(op.f("ix_court_count_case_id"), "court_count", ["case_id"])
    op.create_table(
        "prosecution_seal",
        sa.Column("referral_id", KEY, nullable=False),
        sa.Column("case_id", KEY, nullable=False),
        sa.Column("sealed_on", sa.Date(), nullable=False),
        sa.Column("order_name", sa.String(length=200), nullable=False),
        sa.Column("sealed_by_id", KEY, nullable=True),
        sa.Column("lifted_on", sa.Date(), nullable=True),
        sa.Column("lift_order", sa.String(length=200), nullable=False),
        sa.Column("lifted_by_id", KEY, nullable=True),
        sa.Column("id", KEY, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "lifted_on IS NULL OR lifted_on >= sealed_on",
            name=op.f("ck_prosecution_seal_lifted_after"),
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_file.id"], name=op.f("fk_prosecution_seal_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["lifted_by_id"], ["user_account.id"], name=op.f("fk_prosecution_seal_lifted_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["referral_id"],
            ["prosecution_referral.id"],
            name=op.f("fk_prosecution_seal_referral_id"),
        ),
        sa.ForeignKeyConstraint(
            ["sealed_by_id"], ["user_account.id"], name=op.f("fk_prosecution_seal_sealed_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_prosecution_seal")),
    )
    op.create_index(op.f("ix_prosecution_seal_case_id"), "prosecution_seal", ["case_id"])
    op.create_index(
        "uq_prosecution_seal_one_stands",
        "prosecution_seal",
        ["referral_id"],
        unique=True,
        sqlite_where=sa.text("lifted_on IS NULL"),
        postgresql_where=sa.text("lifted_on IS NULL"),
    )
    op.create_table(
        "prosecution_seal_reader",
        sa.Column("referral_id", KEY, nullable=False),
        sa.Column("case_id", KEY, nullable=False),
        sa.Column("user_id", KEY, nullable=False),
        sa.Column("given_by_id", KEY, nullable=True),
        sa.Column("id", KEY, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_file.id"], name=op.f("fk_prosecution_seal_reader_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["given_by_id"],
            ["user_account.id"],
            name=op.f("fk_prosecution_seal_reader_given_by_id"),
        ),
        sa.ForeignKeyConstraint(
            ["referral_id"],
            ["prosecution_referral.id"],
            name=op.f("fk_prosecution_seal_reader_referral_id"),
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_prosecution_seal_reader_user_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_prosecution_seal_reader")),
        sa.UniqueConstraint(
            "referral_id", "user_id", name=op.f("uq_prosecution_seal_reader_referral_id_user_id")
        ),
    )
    op.create_index(
        op.f("ix_prosecution_seal_reader_case_id"), "prosecution_seal_reader", ["case_id"]
    )
    op.create_index("ix_prosecution_seal_reader_user_id", "prosecution_seal_reader", ["user_id"])
    op.create_table(
        "prosecutor",
        sa.Column("referral_id", KEY, nullable=False),
        sa.Column("case_id", KEY, nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("id", KEY, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("name <> ''", name=op.f("ck_prosecutor_has_name")),
        sa.CheckConstraint(
            "until_on IS NULL OR until_on >= from_on", name=op.f("ck_prosecutor_until_after_from")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_prosecutor_case_id")),
        sa.ForeignKeyConstraint(
            ["referral_id"], ["prosecution_referral.id"], name=op.f("fk_prosecutor_referral_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_prosecutor")),
        sa.UniqueConstraint("referral_id", "n", name=op.f("uq_prosecutor_referral_id_n")),
    )
    op.create_index(op.f("ix_prosecutor_case_id"), "prosecutor", ["case_id"])
    op.create_table(
        "sentence",
        sa.Column("referral_id", KEY, nullable=False),
        sa.Column("case_id", KEY, nullable=False),
        sa.Column("imposed_on", sa.Date(), nullable=False),
        sa.Column("prison_months", sa.Integer(), nullable=True),
        sa.Column("release_months", sa.Integer(), nullable=True),
        sa.Column("probation_months", sa.Integer(), nullable=True),
        sa.Column("service_hours", sa.Integer(), nullable=True),
        sa.Column("fine", sa.BigInteger(), nullable=False),
        sa.Column("restitution", sa.BigInteger(), nullable=False),
        sa.Column("assessment", sa.BigInteger(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("user_id", KEY, nullable=True),
        sa.Column("id", KEY, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            " AND ".join(
                f"({name} IS NULL OR {name} >= 0)"
                for name in ("prison_months", "release_months", "probation_months", "service_hours")
            ),
            name=op.f("ck_sentence_terms"),
        ),
        sa.CheckConstraint(
            "fine >= 0 AND restitution >= 0 AND assessment >= 0", name=op.f("ck_sentence_amounts")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_sentence_case_id")),
        sa.ForeignKeyConstraint(
            ["referral_id"], ["prosecution_referral.id"], name=op.f("fk_sentence_referral_id")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_sentence_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sentence")),
    )
    op.create_index(op.f("ix_sentence_case_id"), "sentence", ["case_id"])
    op.create_index(op.f("ix_sentence_referral_id"), "sentence", ["referral_id"])
    _dates()


def _dates():
    """When each matter was opened and came to its status; older sealed ones to who recorded it."""
    for name, kind, first in (
        ("opened_on", sa.Date(), "1900-01-01"),
        ("status_on", sa.Date(), "1900-01-01"),
        ("is_sealed", sa.Boolean(), sa.false()),
    ):
        column = sa.Column(name, kind, nullable=False, server_default=first)
        op.add_column("prosecution_referral", column)
    for name, which in (("opened_on", "MIN"), ("status_on", "MAX")):
        op.execute(
            f'UPDATE prosecution_referral SET {name} = COALESCE((SELECT {which}(e."on")'
            " FROM prosecution_event e WHERE e.referral_id = prosecution_referral.id), opened_on)"
        )
    op.execute(
        "INSERT INTO prosecutor (referral_id, case_id, n, name, from_on, created_at, version)"
        " SELECT id, case_id, 1, prosecutor, opened_on, created_at, 1"
        " FROM prosecution_referral WHERE prosecutor <> ''"
    )
    op.execute(
        "INSERT INTO prosecution_seal"
        " (referral_id, case_id, sealed_on, order_name, lift_order, created_at)"
        " SELECT id, case_id, status_on, 'Not recorded', '', created_at"
        " FROM prosecution_referral WHERE status = 'SEALED'"
    )
    op.execute(
        "INSERT INTO prosecution_seal_reader (referral_id, case_id, user_id, created_at)"
        " SELECT e.referral_id, e.case_id, e.user_id, MIN(e.created_at) FROM prosecution_event e"
        " JOIN prosecution_referral r ON r.id = e.referral_id"
        " WHERE r.status = 'SEALED' AND e.user_id IS NOT NULL"
        " GROUP BY e.referral_id, e.case_id, e.user_id"
    )
    op.execute("UPDATE prosecution_referral SET is_sealed = true WHERE status = 'SEALED'")
    op.create_index("ix_prosecution_referral_opened_on", "prosecution_referral", ["opened_on"])
    if op.get_bind().dialect.name == "postgresql":
        for name in ("opened_on", "status_on", "is_sealed"):
            op.alter_column("prosecution_referral", name, server_default=None)


def downgrade():
    op.drop_index("ix_prosecution_referral_opened_on", "prosecution_referral")
    for name in ("is_sealed", "status_on", "opened_on"):
        op.drop_column("prosecution_referral", name)
    op.drop_table("sentence")
    op.drop_table("prosecutor")
    op.drop_table("prosecution_seal_reader")
    op.drop_table("prosecution_seal")
    op.drop_table("court_count")
