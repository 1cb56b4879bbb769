"""The review board: members, meetings, agenda, recusals, votes."""

import sqlalchemy as sa
from alembic import op

revision = "0053"
down_revision = "0052"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
TABLES = (
    "board_charge_vote",
    "board_vote",
    "board_recusal",
    "board_item",
    "board_seat",
    "board_meeting",
    "board_member",
    "review_board",
)


def _key(name, nullable=False):
    return sa.Column(name, KEY, nullable=nullable)


def _own(table, *, versioned=True):
    """The columns and the key that every table has."""
    return (
        sa.Column("id", KEY, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        *((sa.Column("version", sa.Integer(), nullable=False),) if versioned else ()),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )


def _check(table, name, criterion):
    return sa.CheckConstraint(criterion, name=op.f(f"ck_{table}_{name}"))


def _to(table, column, other, key="id"):
    return sa.ForeignKeyConstraint([column], [f"{other}.{key}"], name=op.f(f"fk_{table}_{column}"))


def _once(table, *columns):
    name = op.f(f"uq_{table}_{'_'.join(columns)}")
    return sa.UniqueConstraint(*columns, name=name)


def _index(table, *columns):
    for column in columns:
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def _enum(name, *values):
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade():
    _boards()
    _meetings()
    _items()
    _votes()


def _boards():
    op.create_table(
        "review_board",
        _key("office_id"),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("quorum", sa.Integer(), nullable=False),
        _key("official_id", nullable=True),
        *_own("review_board"),
        _check("review_board", "quorum", "quorum >= 1"),
        _to("review_board", "office_id", "office"),
        _to("review_board", "official_id", "user_account"),
        _once("review_board", "office_id"),
    )
    op.create_table(
        "board_member",
        _key("board_id"),
        _key("user_id"),
        sa.Column("is_chair", sa.Boolean(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        *_own("board_member", versioned=False),
        _check("board_member", "period", "until_on IS NULL OR until_on >= from_on"),
        _to("board_member", "board_id", "review_board"),
        _to("board_member", "user_id", "user_account"),
        _once("board_member", "board_id", "user_id", "from_on"),
    )
    _index("board_member", "user_id")


def _meetings():
    op.create_table(
        "board_meeting",
        _key("board_id"),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("place", sa.String(120), nullable=False),
        sa.Column("quorum", sa.Integer(), nullable=False),
        sa.Column("state", _enum("meetingstate", "PLANNED", "CLOSED", "CANCELLED"), nullable=False),
        sa.Column("closed_at", MOMENT, nullable=True),
        _key("closed_by_id", nullable=True),
        *_own("board_meeting"),
        _check("board_meeting", "closed_has_time", "(state = 'CLOSED') = (closed_at IS NOT NULL)"),
        _check("board_meeting", "quorum", "quorum >= 1"),
        _to("board_meeting", "board_id", "review_board"),
        _to("board_meeting", "closed_by_id", "user_account"),
        _once("board_meeting", "board_id", "n"),
    )
    _index("board_meeting", "held_on")
    op.create_table(
        "board_seat",
        _key("meeting_id"),
        _key("user_id"),
        sa.Column("is_chair", sa.Boolean(), nullable=False),
        sa.Column("is_present", sa.Boolean(), nullable=False),
        *_own("board_seat"),
        _to("board_seat", "meeting_id", "board_meeting"),
        _to("board_seat", "user_id", "user_account"),
        _once("board_seat", "meeting_id", "user_id"),
    )
    _index("board_seat", "user_id")


def _of_action(table):
    return (
        _key("action_id"),
        _key("case_id"),
        _to(table, "action_id", "disciplinary_action"),
        _to(table, "case_id", "case_file"),
    )


def _items():
    op.create_table(
        "board_item",
        _key("meeting_id"),
        *_of_action("board_item"),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column(
            "outcome",
            _enum("itemoutcome", "PENDING", "PROPOSES", "NO_PROPOSAL", "DEFERRED"),
            nullable=False,
        ),
        sa.Column("action_type_code", sa.String(40), nullable=True),
        sa.Column("days", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        *_own("board_item"),
        _check(
            "board_item",
            "proposes_something",
            "(outcome = 'PROPOSES') = (action_type_code IS NOT NULL)",
        ),
        _check("board_item", "deferred_with_reason", "outcome <> 'DEFERRED' OR reason <> ''"),
        _to("board_item", "meeting_id", "board_meeting"),
        _to("board_item", "action_type_code", "action_type", "code"),
        _once("board_item", "meeting_id", "n"),
        _once("board_item", "meeting_id", "action_id"),
    )
    _index("board_item", "action_id", "case_id")
    op.create_table(
        "board_recusal",
        _key("item_id"),
        *_of_action("board_recusal"),
        _key("user_id"),
        sa.Column("is_automatic", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        *_own("board_recusal", versioned=False),
        _check("board_recusal", "declared_with_reason", "is_automatic OR reason <> ''"),
        _to("board_recusal", "item_id", "board_item"),
        _to("board_recusal", "user_id", "user_account"),
        _once("board_recusal", "item_id", "user_id"),
    )
    _index("board_recusal", "action_id", "case_id", "user_id")


def _votes():
    op.create_table(
        "board_vote",
        _key("item_id"),
        *_of_action("board_vote"),
        _key("user_id"),
        sa.Column("action_type_code", sa.String(40), nullable=True),
        sa.Column("days", sa.Integer(), nullable=True),
        sa.Column("dissent", sa.Text(), nullable=False),
        *_own("board_vote"),
        _check("board_vote", "days_of_a_penalty", "days IS NULL OR action_type_code IS NOT NULL"),
        _to("board_vote", "item_id", "board_item"),
        _to("board_vote", "user_id", "user_account"),
        _to("board_vote", "action_type_code", "action_type", "code"),
        _once("board_vote", "item_id", "user_id"),
    )
    _index("board_vote", "action_id", "case_id")
    op.create_table(
        "board_charge_vote",
        _key("vote_id"),
        _key("charge_id"),
        *_of_action("board_charge_vote"),
        sa.Column("is_sustained", sa.Boolean(), nullable=False),
        *_own("board_charge_vote", versioned=False),
        _to("board_charge_vote", "vote_id", "board_vote"),
        _to("board_charge_vote", "charge_id", "charge"),
        _once("board_charge_vote", "vote_id", "charge_id"),
    )
    _index("board_charge_vote", "action_id", "case_id")


def downgrade():
    for table in TABLES:
        op.drop_table(table)
