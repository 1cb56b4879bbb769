"""Routing rules, transfers between offices, referrals out, returns to the desk."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
_KEYS = {
    **dict.fromkeys(("case_file", "case_grant", "user_account", "office"), "id"),
    **dict.fromkeys(
        ("allegation_category", "allegation_group", "severity_class", "refer_out_target"), "code"
    ),
}
WAYS = (
    *("INSPECTOR_GENERAL", "OTHER_AGENCY", "OWN_OFFICE"),
    *("MANAGEMENT_INQUIRY", "MANAGEMENT_REFERRAL", "INFORMATION_ONLY"),
)
FACTS = ("OWN_PEOPLE", "INTERNAL_AFFAIRS", "SES", "SENIOR", "LAW_ENFORCEMENT")
REPLIES = (
    *("SENT", "ACCEPTED", "OUTCOME", "RETURNED"),
    *("NO_REPLY", "WITHDRAWN", "INFORMED"),
)


def _words(name, *values):
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def _of(table, column, other):
    name = f"fk_{table}_{column}"
    return sa.ForeignKeyConstraint([column], [f"{other}.{_KEYS[other]}"], name=name)


def _row():
    return (
        sa.Column("id", KEY, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
    )


def upgrade():
    _rules()
    _transfers()
    _referrals()
    _returns()


def _rules():
    op.create_table(
        "routing_rule",
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("label", sa.String(200), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("sort_order", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("verified", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(40), nullable=False),
        sa.Column("edited_at", MOMENT, nullable=True),
        sa.Column("way", _words("way", *WAYS), nullable=False),
        sa.Column("mandatory", sa.Boolean(), nullable=False),
        sa.Column("group_code", sa.String(40), nullable=True),
        sa.Column("category_code", sa.String(40), nullable=True),
        sa.Column("class_code", sa.String(40), nullable=True),
        sa.Column("agency_code", sa.String(40), nullable=True),
        sa.Column("office_code", sa.String(40), nullable=True),
        sa.Column("subject_fact", _words("subjectfact", *FACTS), nullable=True),
        sa.Column("item", sa.String(120), nullable=False),
        sa.CheckConstraint(
            "code = upper(code) AND code NOT LIKE '%/%'", name=op.f("ck_routing_rule_code_form")
        ),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_to >= valid_from", name=op.f("ck_routing_rule_valid_period")
        ),
        _of("routing_rule", "group_code", "allegation_group"),
        _of("routing_rule", "category_code", "allegation_category"),
        _of("routing_rule", "class_code", "severity_class"),
        sa.PrimaryKeyConstraint("code", name="pk_routing_rule"),
    )


def _transfers():
    op.create_table(
        "case_transfer",
        sa.Column("case_id", KEY, nullable=False),
        sa.Column("from_office_id", KEY, nullable=False),
        sa.Column("to_office_id", KEY, nullable=False),
        sa.Column(
            "state",
            _words("transferstate", "SENT", "ACCEPTED", "RETURNED", "RECALLED"),
            nullable=False,
        ),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("sent_by_id", KEY, nullable=True),
        sa.Column("answered_at", MOMENT, nullable=True),
        sa.Column("answered_by_id", KEY, nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("grant_id", KEY, nullable=True),
        *_row(),
        sa.CheckConstraint(
            "(state = 'SENT') = (answered_at IS NULL)", name=op.f("ck_case_transfer_answered")
        ),
        sa.CheckConstraint(
            "from_office_id <> to_office_id", name=op.f("ck_case_transfer_elsewhere")
        ),
        _of("case_transfer", "case_id", "case_file"),
        _of("case_transfer", "from_office_id", "office"),
        _of("case_transfer", "to_office_id", "office"),
        _of("case_transfer", "sent_by_id", "user_account"),
        _of("case_transfer", "answered_by_id", "user_account"),
        _of("case_transfer", "grant_id", "case_grant"),
        sa.PrimaryKeyConstraint("id", name="pk_case_transfer"),
    )
    op.create_index("ix_case_transfer_case_id", "case_transfer", ["case_id"])
    _one_at_a_time("uq_case_transfer_sent", "case_transfer", "state = 'SENT'")


def _referrals():
    op.create_table(
        "outside_referral",
        sa.Column("case_id", KEY, nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("target_code", sa.String(40), nullable=False),
        sa.Column("recipient", sa.String(160), nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=False),
        sa.Column("sent_what", sa.Text(), nullable=False),
        sa.Column("their_number", sa.String(60), nullable=False),
        sa.Column("ends_case", sa.Boolean(), nullable=False),
        sa.Column("state", _words("replystate", *REPLIES), nullable=False),
        sa.Column("replied_on", sa.Date(), nullable=True),
        sa.Column("reply", sa.Text(), nullable=False),
        sa.Column("sent_by_id", KEY, nullable=True),
        *_row(),
        sa.CheckConstraint(
            "state NOT IN ('SENT', 'INFORMED') OR replied_on IS NULL",
            name=op.f("ck_outside_referral_replied"),
        ),
        sa.CheckConstraint(
            "NOT (ends_case AND state = 'INFORMED')",
            name=op.f("ck_outside_referral_end_needs_reply"),
        ),
        _of("outside_referral", "case_id", "case_file"),
        _of("outside_referral", "target_code", "refer_out_target"),
        _of("outside_referral", "sent_by_id", "user_account"),
        sa.PrimaryKeyConstraint("id", name="pk_outside_referral"),
    )
    op.create_index(
        "ix_outside_referral_case_id_n", "outside_referral", ["case_id", "n"], unique=True
    )


def _returns():
    op.create_table(
        "desk_return",
        sa.Column("case_id", KEY, nullable=False),
        sa.Column("missing", sa.Text(), nullable=False),
        sa.Column("sent_by_id", KEY, nullable=True),
        sa.Column("completed_at", MOMENT, nullable=True),
        sa.Column("completed_by_id", KEY, nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        *_row(),
        sa.CheckConstraint(
            "completed_at IS NOT NULL OR answer = ''",
            name=op.f("ck_desk_return_answered_when_done"),
        ),
        _of("desk_return", "case_id", "case_file"),
        _of("desk_return", "sent_by_id", "user_account"),
        _of("desk_return", "completed_by_id", "user_account"),
        sa.PrimaryKeyConstraint("id", name="pk_desk_return"),
    )
    op.create_index("ix_desk_return_case_id", "desk_return", ["case_id"])
    _one_at_a_time("uq_desk_return_open", "desk_return", "completed_at IS NULL")


def _one_at_a_time(name, table, where):
    where = sa.text(where)
    op.create_index(
        name, table, ["case_id"], unique=True, sqlite_where=where, postgresql_where=where
    )


def downgrade():
    for table in ("desk_return", "outside_referral", "case_transfer", "routing_rule"):
        op.drop_table(table)
