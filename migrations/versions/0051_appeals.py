"""Appeals of disciplinary actions, and their status lines."""

import sqlalchemy as sa
from alembic import op

revision = "0051"
down_revision = "0050"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)

#: `AppealStep` as it was then.
STEPS = (
    "FILED",
    "STEP_1_DECISION",
    "STEP_2",
    "STEP_2_DECISION",
    "STEP_3",
    "STEP_3_DECISION",
    "ARBITRATOR_SELECTED",
    "ACKNOWLEDGED",
    "AGENCY_RESPONSE",
    "DISCOVERY",
    "PREHEARING",
    "HEARING_REQUESTED",
    "HEARING_HELD",
    "RECORD_CLOSED",
    "COUNSELING",
    "DISPUTE_RESOLUTION",
    "RIGHT_TO_FILE",
    "ACCEPTED",
    "INVESTIGATED",
    "CLOSURE_LETTER",
    "BRIEFED",
    "ARGUED",
    "REMANDED",
    "DECIDED",
)


def _words(name, *values):
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade():
    op.create_table(
        "appeal",
        sa.Column("action_id", KEY, nullable=False),
        sa.Column("case_id", KEY, nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("forum_code", sa.String(length=40), nullable=False),
        sa.Column("follows_id", KEY, nullable=True),
        sa.Column("filed_on", sa.Date(), nullable=False),
        sa.Column(
            "filed_as",
            _words(
                "filedas",
                "EMPLOYEE",
                "REPRESENTATIVE",
                "UNION",
                "AGENCY",
            ),
            nullable=False,
        ),
        sa.Column("filed_by", sa.String(length=160), nullable=False),
        sa.Column("representative", sa.String(length=160), nullable=False),
        sa.Column("docket", sa.String(length=80), nullable=False),
        sa.Column("judge", sa.String(length=160), nullable=False),
        sa.Column(
            "step",
            _words("appealstep", *STEPS),
            nullable=False,
        ),
        sa.Column("adr_agreed_on", sa.Date(), nullable=True),
        sa.Column("rule_code", sa.String(length=40), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("acknowledged_why", sa.Text(), nullable=False),
        sa.Column("acknowledged_by_id", KEY, nullable=True),
        sa.Column("counsel_id", KEY, nullable=True),
        sa.Column("counsel_grant_id", KEY, nullable=True),
        sa.Column("outcome_code", sa.String(length=40), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("outcome_type_code", sa.String(length=40), nullable=True),
        sa.Column("outcome_days", sa.Integer(), nullable=True),
        sa.Column("outcome_reason", sa.Text(), nullable=False),
        sa.Column("back_pay", sa.BigInteger(), nullable=False),
        sa.Column("fees", sa.BigInteger(), nullable=False),
        sa.Column("recorded_by_id", KEY, nullable=True),
        sa.Column("id", KEY, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "acknowledged_by_id IS NULL OR acknowledged_why <> ''",
            name=op.f("ck_appeal_acknowledged_has_reason"),
        ),
        sa.CheckConstraint("filed_by <> ''", name=op.f("ck_appeal_says_who_filed")),
        sa.CheckConstraint(
            "(outcome_code IS NULL) = (decided_on IS NULL)", name=op.f("ck_appeal_outcome_has_date")
        ),
        sa.CheckConstraint(
            "(rule_code IS NULL) = (due_on IS NULL)", name=op.f("ck_appeal_due_by_a_rule")
        ),
        sa.CheckConstraint("back_pay >= 0 AND fees >= 0", name=op.f("ck_appeal_amounts")),
        sa.CheckConstraint(
            "decided_on IS NULL OR decided_on >= filed_on", name=op.f("ck_appeal_decided_after")
        ),
        sa.CheckConstraint(
            "ended_on IS NULL OR outcome_code IS NOT NULL", name=op.f("ck_appeal_end_has_outcome")
        ),
        sa.ForeignKeyConstraint(
            ["acknowledged_by_id"], ["user_account.id"], name=op.f("fk_appeal_acknowledged_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["action_id"], ["disciplinary_action.id"], name=op.f("fk_appeal_action_id")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_appeal_case_id")),
        sa.ForeignKeyConstraint(
            ["counsel_grant_id"], ["case_grant.id"], name=op.f("fk_appeal_counsel_grant_id")
        ),
        sa.ForeignKeyConstraint(
            ["counsel_id"], ["user_account.id"], name=op.f("fk_appeal_counsel_id")
        ),
        sa.ForeignKeyConstraint(["follows_id"], ["appeal.id"], name=op.f("fk_appeal_follows_id")),
        sa.ForeignKeyConstraint(
            ["forum_code"], ["appeal_forum.code"], name=op.f("fk_appeal_forum_code")
        ),
        sa.ForeignKeyConstraint(
            ["outcome_code"], ["appeal_outcome.code"], name=op.f("fk_appeal_outcome_code")
        ),
        sa.ForeignKeyConstraint(
            ["outcome_type_code"], ["action_type.code"], name=op.f("fk_appeal_outcome_type_code")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["user_account.id"], name=op.f("fk_appeal_recorded_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appeal")),
        sa.UniqueConstraint("action_id", "n", name=op.f("uq_appeal_action_id_n")),
    )
    op.create_index(op.f("ix_appeal_case_id"), "appeal", ["case_id"], unique=False)
    op.create_index("ix_appeal_counsel_id", "appeal", ["counsel_id"], unique=False)
    op.create_index(op.f("ix_appeal_follows_id"), "appeal", ["follows_id"], unique=False)
    op.create_index(
        "ix_appeal_forum_code_ended_on", "appeal", ["forum_code", "ended_on"], unique=False
    )
    op.create_table(
        "appeal_event",
        sa.Column("appeal_id", KEY, nullable=False),
        sa.Column("action_id", KEY, nullable=False),
        sa.Column("case_id", KEY, nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column(
            "step",
            _words("appealstep", *STEPS),
            nullable=False,
        ),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=True),
        sa.Column("method_code", sa.String(length=40), nullable=True),
        sa.Column("proof", sa.Text(), nullable=False),
        sa.Column("file_id", KEY, nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("outcome_code", sa.String(length=40), nullable=True),
        sa.Column("recorded_by_id", KEY, nullable=True),
        sa.Column("id", KEY, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.CheckConstraint(
            "received_on IS NULL OR method_code IS NOT NULL",
            name=op.f("ck_appeal_event_receipt_has_method"),
        ),
        sa.CheckConstraint(
            'received_on IS NULL OR received_on >= "on"',
            name=op.f("ck_appeal_event_received_after"),
        ),
        sa.ForeignKeyConstraint(
            ["action_id"], ["disciplinary_action.id"], name=op.f("fk_appeal_event_action_id")
        ),
        sa.ForeignKeyConstraint(
            ["appeal_id"], ["appeal.id"], name=op.f("fk_appeal_event_appeal_id")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_file.id"], name=op.f("fk_appeal_event_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["file_id"], ["stored_file.id"], name=op.f("fk_appeal_event_file_id")
        ),
        sa.ForeignKeyConstraint(
            ["method_code"], ["service_method.code"], name=op.f("fk_appeal_event_method_code")
        ),
        sa.ForeignKeyConstraint(
            ["outcome_code"], ["appeal_outcome.code"], name=op.f("fk_appeal_event_outcome_code")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["user_account.id"], name=op.f("fk_appeal_event_recorded_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appeal_event")),
        sa.UniqueConstraint("appeal_id", "n", name=op.f("uq_appeal_event_appeal_id_n")),
    )
    op.create_index(op.f("ix_appeal_event_action_id"), "appeal_event", ["action_id"], unique=False)
    op.create_index(op.f("ix_appeal_event_case_id"), "appeal_event", ["case_id"], unique=False)
    op.add_column(
        "disciplinary_action",
        sa.Column("on_appeal", sa.Boolean(), nullable=False, server_default=sa.false()),
    )


def downgrade():
    op.drop_table("appeal_event")
    op.drop_table("appeal")
    op.drop_column("disciplinary_action", "on_appeal")
