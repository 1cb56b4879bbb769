"""What judges order and hear in appeals, stays; several words on a penalty after the decision."""

import sqlalchemy as sa
from alembic import op

revision = "0054"
down_revision = "0053"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
UNIQUE, STANDS = "uq_penalty_action_id_stage", "uq_penalty_one_stands"
WHERE = {"sqlite_where": sa.text("stands"), "postgresql_where": sa.text("stands")}


def _words(name, *values):
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade():
    op.create_table(
        "appeal_date",
        sa.Column(
            "kind",
            _words(
                "datekind",
                "PREHEARING_SUBMISSIONS",
                "PREHEARING_CONFERENCE",
                "DISCOVERY_CUTOFF",
                "CLOSE_OF_RECORD",
                "COMPLIANCE",
                "OTHER",
            ),
            nullable=False,
        ),
        sa.Column("what", sa.String(length=200), nullable=False),
        sa.Column("order", sa.String(length=200), nullable=False),
        sa.Column("ordered_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column(
            "state",
            _words(
                "datestate",
                "STANDS",
                "MET",
                "VACATED",
            ),
            nullable=False,
        ),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("recorded_by_id", KEY, nullable=True),
        sa.Column("appeal_id", KEY, nullable=False),
        sa.Column("action_id", KEY, nullable=False),
        sa.Column("case_id", KEY, nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("id", KEY, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state = 'STANDS') = (ended_on IS NULL)", name=op.f("ck_appeal_date_end_has_date")
        ),
        sa.CheckConstraint(
            "kind <> 'OTHER' OR what <> ''", name=op.f("ck_appeal_date_other_says_what")
        ),
        sa.CheckConstraint("due_on >= ordered_on", name=op.f("ck_appeal_date_due_after_order")),
        sa.ForeignKeyConstraint(
            ["action_id"], ["disciplinary_action.id"], name=op.f("fk_appeal_date_action_id")
        ),
        sa.ForeignKeyConstraint(
            ["appeal_id"], ["appeal.id"], name=op.f("fk_appeal_date_appeal_id")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_appeal_date_case_id")),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["user_account.id"], name=op.f("fk_appeal_date_recorded_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appeal_date")),
        sa.UniqueConstraint("appeal_id", "n", name=op.f("uq_appeal_date_appeal_id_n")),
    )
    op.create_index(op.f("ix_appeal_date_action_id"), "appeal_date", ["action_id"], unique=False)
    op.create_index(op.f("ix_appeal_date_case_id"), "appeal_date", ["case_id"], unique=False)
    op.create_table(
        "appeal_hearing",
        sa.Column("starts_at", MOMENT, nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column(
            "mode",
            _words(
                "hearingmode",
                "IN_PERSON",
                "VIDEO",
                "TELEPHONE",
            ),
            nullable=False,
        ),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("official", sa.String(length=160), nullable=False),
        sa.Column(
            "state",
            _words(
                "hearingstate",
                "SCHEDULED",
                "HELD",
                "CONTINUED",
                "CANCELLED",
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("recorded_by_id", KEY, nullable=True),
        sa.Column("appeal_id", KEY, nullable=False),
        sa.Column("action_id", KEY, nullable=False),
        sa.Column("case_id", KEY, nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("id", KEY, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state <> 'CANCELLED' OR reason <> ''",
            name=op.f("ck_appeal_hearing_cancelled_has_reason"),
        ),
        sa.CheckConstraint("days BETWEEN 1 AND 60", name=op.f("ck_appeal_hearing_days")),
        sa.ForeignKeyConstraint(
            ["action_id"], ["disciplinary_action.id"], name=op.f("fk_appeal_hearing_action_id")
        ),
        sa.ForeignKeyConstraint(
            ["appeal_id"], ["appeal.id"], name=op.f("fk_appeal_hearing_appeal_id")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_file.id"], name=op.f("fk_appeal_hearing_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["user_account.id"], name=op.f("fk_appeal_hearing_recorded_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appeal_hearing")),
        sa.UniqueConstraint("appeal_id", "n", name=op.f("uq_appeal_hearing_appeal_id_n")),
    )
    op.create_index(
        op.f("ix_appeal_hearing_action_id"), "appeal_hearing", ["action_id"], unique=False
    )
    op.create_index(op.f("ix_appeal_hearing_case_id"), "appeal_hearing", ["case_id"], unique=False)
    op.create_index(
        "ix_appeal_hearing_state_starts_at", "appeal_hearing", ["state", "starts_at"], unique=False
    )
    op.create_table(
        "appeal_stay",
        sa.Column("requested_on", sa.Date(), nullable=False),
        sa.Column("requested_by", sa.String(length=160), nullable=False),
        sa.Column(
            "state",
            _words(
                "staystate",
                "REQUESTED",
                "GRANTED",
                "DENIED",
                "ENDED",
            ),
            nullable=False,
        ),
        sa.Column("granted_on", sa.Date(), nullable=True),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("appeal_id", KEY, nullable=False),
        sa.Column("action_id", KEY, nullable=False),
        sa.Column("case_id", KEY, nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("id", KEY, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state = 'ENDED') = (ended_on IS NOT NULL)", name=op.f("ck_appeal_stay_end_has_date")
        ),
        sa.CheckConstraint(
            "state <> 'GRANTED' OR granted_on IS NOT NULL",
            name=op.f("ck_appeal_stay_granted_has_date"),
        ),
        sa.CheckConstraint(
            "granted_on IS NULL OR granted_on >= requested_on",
            name=op.f("ck_appeal_stay_granted_after"),
        ),
        sa.ForeignKeyConstraint(
            ["action_id"], ["disciplinary_action.id"], name=op.f("fk_appeal_stay_action_id")
        ),
        sa.ForeignKeyConstraint(
            ["appeal_id"], ["appeal.id"], name=op.f("fk_appeal_stay_appeal_id")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_appeal_stay_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appeal_stay")),
        sa.UniqueConstraint("appeal_id", "n", name=op.f("uq_appeal_stay_appeal_id_n")),
    )
    op.create_index(op.f("ix_appeal_stay_action_id"), "appeal_stay", ["action_id"], unique=False)
    op.create_index(op.f("ix_appeal_stay_case_id"), "appeal_stay", ["case_id"], unique=False)
    op.create_table(
        "appeal_witness",
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column(
            "called_by",
            _words(
                "calledby",
                "AGENCY",
                "APPELLANT",
                "BOTH",
                "JUDGE",
            ),
            nullable=False,
        ),
        sa.Column("proves", sa.Text(), nullable=False),
        sa.Column("available", sa.String(length=300), nullable=False),
        sa.Column("sworn_on", sa.Date(), nullable=True),
        sa.Column(
            "ruling",
            _words(
                "ruling",
                "PENDING",
                "APPROVED",
                "DENIED",
            ),
            nullable=False,
        ),
        sa.Column("ruled_on", sa.Date(), nullable=True),
        sa.Column("ruling_note", sa.Text(), nullable=False),
        sa.Column("appeal_id", KEY, nullable=False),
        sa.Column("action_id", KEY, nullable=False),
        sa.Column("case_id", KEY, nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("id", KEY, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(ruling = 'PENDING') = (ruled_on IS NULL)",
            name=op.f("ck_appeal_witness_ruling_has_date"),
        ),
        sa.CheckConstraint(
            "name <> '' AND proves <> ''", name=op.f("ck_appeal_witness_proves_something")
        ),
        sa.ForeignKeyConstraint(
            ["action_id"], ["disciplinary_action.id"], name=op.f("fk_appeal_witness_action_id")
        ),
        sa.ForeignKeyConstraint(
            ["appeal_id"], ["appeal.id"], name=op.f("fk_appeal_witness_appeal_id")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_file.id"], name=op.f("fk_appeal_witness_case_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appeal_witness")),
        sa.UniqueConstraint("appeal_id", "n", name=op.f("uq_appeal_witness_appeal_id_n")),
    )
    op.create_index(
        op.f("ix_appeal_witness_action_id"), "appeal_witness", ["action_id"], unique=False
    )
    op.create_index(op.f("ix_appeal_witness_case_id"), "appeal_witness", ["case_id"], unique=False)
    op.create_table(
        "appeal_date_change",
        sa.Column("appeal_date_id", KEY, nullable=False),
        sa.Column("action_id", KEY, nullable=False),
        sa.Column("case_id", KEY, nullable=False),
        sa.Column("was_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("ordered_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("user_id", KEY, nullable=True),
        sa.Column("id", KEY, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_appeal_date_change_has_reason")),
        sa.ForeignKeyConstraint(
            ["action_id"], ["disciplinary_action.id"], name=op.f("fk_appeal_date_change_action_id")
        ),
        sa.ForeignKeyConstraint(
            ["appeal_date_id"],
            ["appeal_date.id"],
            name=op.f("fk_appeal_date_change_appeal_date_id"),
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_file.id"], name=op.f("fk_appeal_date_change_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_appeal_date_change_user_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appeal_date_change")),
    )
    op.create_index(
        op.f("ix_appeal_date_change_action_id"), "appeal_date_change", ["action_id"], unique=False
    )
    op.create_index(
        op.f("ix_appeal_date_change_appeal_date_id"),
        "appeal_date_change",
        ["appeal_date_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_appeal_date_change_case_id"), "appeal_date_change", ["case_id"], unique=False
    )
    op.create_table(
        "appeal_stay_event",
        sa.Column("stay_id", KEY, nullable=False),
        sa.Column("action_id", KEY, nullable=False),
        sa.Column("case_id", KEY, nullable=False),
        sa.Column("said", sa.String(length=40), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("user_id", KEY, nullable=True),
        sa.Column("id", KEY, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["action_id"], ["disciplinary_action.id"], name=op.f("fk_appeal_stay_event_action_id")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_file.id"], name=op.f("fk_appeal_stay_event_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["stay_id"], ["appeal_stay.id"], name=op.f("fk_appeal_stay_event_stay_id")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_appeal_stay_event_user_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appeal_stay_event")),
    )
    op.create_index(
        op.f("ix_appeal_stay_event_action_id"), "appeal_stay_event", ["action_id"], unique=False
    )
    op.create_index(
        op.f("ix_appeal_stay_event_case_id"), "appeal_stay_event", ["case_id"], unique=False
    )
    op.create_index(
        op.f("ix_appeal_stay_event_stay_id"), "appeal_stay_event", ["stay_id"], unique=False
    )
    op.add_column(
        "penalty", sa.Column("stands", sa.Boolean(), nullable=False, server_default=sa.true())
    )
    _change_unique(drop=True)
    op.create_index(STANDS, "penalty", ["action_id", "stage"], unique=True, **WHERE)


def _change_unique(*, drop):
    """Let a stage have several rows, or one only. SQLite makes the table anew, and loses the
    triggers that keep what was recorded: they are put back as they were."""
    if op.get_bind().dialect.name == "postgresql":
        if drop:
            op.drop_constraint(UNIQUE, "penalty", type_="unique")
        else:
            op.create_unique_constraint(UNIQUE, "penalty", ["action_id", "stage"])
        return
    kept = op.get_bind().exec_driver_sql(
        "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'penalty'"
    )
    triggers = kept.all()
    for name, _sql in triggers:
        op.execute(f"DROP TRIGGER {name}")
    if not drop:
        op.execute("DELETE FROM penalty WHERE NOT stands")
    with op.batch_alter_table("penalty") as batch:
        if drop:
            batch.drop_constraint(UNIQUE, type_="unique")
        else:
            batch.create_unique_constraint(UNIQUE, ["action_id", "stage"])
            batch.drop_column("stands")
    for _name, sql in triggers:
        op.execute(sql)


def downgrade():
    op.drop_table("appeal_stay_event")
    op.drop_table("appeal_date_change")
    op.drop_table("appeal_witness")
    op.drop_table("appeal_stay")
    op.drop_table("appeal_hearing")
    op.drop_table("appeal_date")
    op.drop_index(STANDS, "penalty")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE penalty DISABLE TRIGGER penalty_stays")
        op.execute("DELETE FROM penalty WHERE NOT stands")
        op.execute("ALTER TABLE penalty ENABLE ALWAYS TRIGGER penalty_stays")
        op.drop_column("penalty", "stands")
    _change_unique(drop=False)
