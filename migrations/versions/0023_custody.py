"""Custody of evidence: events that nothing changes, steps of two people, rounds, lists of media."""

import hashlib
import json
import secrets
from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
PENDING = sa.text("state = 'PENDING'")
KINDS = (
    "COLLECTED",
    "RECEIVED",
    "TRANSFERRED",
    "CHECKED_OUT",
    "RETURNED",
    "SENT_TO_LAB",
    "COPIED",
    "OPENED",
    "RESEALED",
    "INVENTORIED",
    "RELEASED_TO_OWNER",
    "TURNED_OVER",
    "DESTROYED",
)
STATES = ("PENDING", "CONFIRMED", "DECLINED", "WITHDRAWN")
RESULTS = ("EXPECTED", "FOUND", "MISPLACED", "MISSING")
TAKEN_OVER = "Recorded before custody was kept here: what came before stands in the case file."
#: What the digest of an event covers, as `jicms.custody.chain` has it at this version.
TEXTS = (
    *("place", "purpose", "condition", "hash_before", "authority", "unsigned_reason"),
    *("second_name", "second_as", "receipt_sha256"),
)
TABLES = (
    *("media_list", "media_reference", "inventory_round_item", "inventory_round"),
    *("custody_step", "custody_state", "custody_event"),
)


def _codes(name, values):
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade():
    _inventory_round()
    _custody_event()
    _custody_state()
    _custody_step()
    _inventory_round_item()
    _media_list()
    _media_reference()
    _refuse_changes()
    _begin_chains(op.get_bind())


def _inventory_round():
    op.create_table(
        "inventory_round",
        sa.Column("office_id", KEY, nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("location", sa.String(length=160), nullable=False),
        sa.Column("begun_at", MOMENT, nullable=False),
        sa.Column("begun_by_id", KEY, nullable=False),
        sa.Column("closed_at", MOMENT, nullable=True),
        sa.Column("closed_by_id", KEY, nullable=True),
        sa.Column("id", KEY, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(closed_at IS NULL) = (closed_by_id IS NULL)", name=op.f("ck_inventory_round_closed")
        ),
        sa.ForeignKeyConstraint(
            ["begun_by_id"], ["user_account.id"], name=op.f("fk_inventory_round_begun_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["closed_by_id"], ["user_account.id"], name=op.f("fk_inventory_round_closed_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["office_id"], ["office.id"], name=op.f("fk_inventory_round_office_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inventory_round")),
        sa.UniqueConstraint("office_id", "n", name=op.f("uq_inventory_round_office_id_n")),
    )


def _custody_event():
    op.create_table(
        "custody_event",
        sa.Column("case_id", KEY, nullable=False),
        sa.Column("item_id", KEY, nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("kind", _codes("custodykind", KINDS), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("recorded_at", MOMENT, nullable=False),
        sa.Column("from_hand", sa.String(length=200), nullable=False),
        sa.Column("from_name", sa.String(length=160), nullable=False),
        sa.Column("to_hand", sa.String(length=200), nullable=False),
        sa.Column("to_name", sa.String(length=160), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("location", sa.String(length=160), nullable=False),
        sa.Column("purpose", sa.String(length=400), nullable=False),
        sa.Column("seal", sa.String(length=60), nullable=False),
        sa.Column("condition", sa.String(length=400), nullable=False),
        sa.Column("hash_before", sa.String(length=64), nullable=False),
        sa.Column("hash_after", sa.String(length=64), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("authority", sa.String(length=200), nullable=False),
        sa.Column("late_reason", sa.String(length=400), nullable=False),
        sa.Column("unsigned_reason", sa.String(length=400), nullable=False),
        sa.Column("taken_over", sa.Boolean(), nullable=False),
        sa.Column("first_id", KEY, nullable=True),
        sa.Column("first_name", sa.String(length=120), nullable=False),
        sa.Column("first_at", MOMENT, nullable=False),
        sa.Column("second_id", KEY, nullable=True),
        sa.Column("second_name", sa.String(length=120), nullable=False),
        sa.Column("second_as", _codes("askedas", ("RECEIVER", "WITNESS")), nullable=True),
        sa.Column("second_at", MOMENT, nullable=True),
        sa.Column("receipt_file_id", KEY, nullable=True),
        sa.Column("receipt_sha256", sa.String(length=64), nullable=False),
        sa.Column("prev_n", sa.Integer(), nullable=True),
        sa.Column("prev_at", MOMENT, nullable=True),
        sa.Column("prev_digest", sa.String(length=64), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("id", KEY, nullable=False),
        sa.CheckConstraint(
            "(receipt_file_id IS NULL) = (receipt_sha256 = '')",
            name=op.f("ck_custody_event_receipt_bound"),
        ),
        sa.CheckConstraint(
            "(n = 1 AND prev_n IS NULL AND prev_at IS NULL) OR (n > 1 AND prev_n IS NOT NULL AND prev_n = n - 1 AND prev_at IS NOT NULL)",
            name=op.f("ck_custody_event_follows"),
        ),
        sa.CheckConstraint("at <= recorded_at", name=op.f("ck_custody_event_not_in_the_future")),
        sa.CheckConstraint("length(digest) = 64", name=op.f("ck_custody_event_digest_length")),
        sa.CheckConstraint(
            "prev_at IS NULL OR at >= prev_at", name=op.f("ck_custody_event_not_before")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_file.id"], name=op.f("fk_custody_event_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["first_id"], ["user_account.id"], name=op.f("fk_custody_event_first_id")
        ),
        sa.ForeignKeyConstraint(
            ["item_id", "prev_n", "from_hand", "prev_digest", "prev_at"],
            [
                "custody_event.item_id",
                "custody_event.n",
                "custody_event.to_hand",
                "custody_event.digest",
                "custody_event.at",
            ],
            name="fk_custody_event_prev",
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["evidence_item.id"], name=op.f("fk_custody_event_item_id")
        ),
        sa.ForeignKeyConstraint(
            ["receipt_file_id"], ["stored_file.id"], name=op.f("fk_custody_event_receipt_file_id")
        ),
        sa.ForeignKeyConstraint(
            ["second_id"], ["user_account.id"], name=op.f("fk_custody_event_second_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_custody_event")),
        sa.UniqueConstraint(
            "item_id", "n", "to_hand", "digest", "at", name="uq_custody_event_link"
        ),
        sa.UniqueConstraint("item_id", "n", name=op.f("uq_custody_event_item_id_n")),
    )
    op.create_index("ix_custody_event_case_id", "custody_event", ["case_id"])


def _custody_state():
    op.create_table(
        "custody_state",
        sa.Column("item_id", KEY, nullable=False),
        sa.Column("case_id", KEY, nullable=False),
        sa.Column("last_n", sa.Integer(), nullable=False),
        sa.Column("last_kind", _codes("custodykind", KINDS), nullable=False),
        sa.Column("last_at", MOMENT, nullable=False),
        sa.Column("last_digest", sa.String(length=64), nullable=False),
        sa.Column("hand", sa.String(length=200), nullable=False),
        sa.Column("holder_name", sa.String(length=160), nullable=False),
        sa.Column("holder_id", KEY, nullable=True),
        sa.Column("location", sa.String(length=160), nullable=False),
        sa.Column("seal", sa.String(length=60), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("disposed", sa.Boolean(), nullable=False),
        sa.Column("missing_at", MOMENT, nullable=True),
        sa.Column("differs_at", MOMENT, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_file.id"], name=op.f("fk_custody_state_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["holder_id"], ["user_account.id"], name=op.f("fk_custody_state_holder_id")
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["evidence_item.id"], name=op.f("fk_custody_state_item_id")
        ),
        sa.PrimaryKeyConstraint("item_id", name=op.f("pk_custody_state")),
    )
    op.create_index("ix_custody_state_case_id", "custody_state", ["case_id"])
    op.create_index("ix_custody_state_due_on", "custody_state", ["due_on"])
    op.create_index("ix_custody_state_holder_id", "custody_state", ["holder_id"])


def _custody_step():
    op.create_table(
        "custody_step",
        sa.Column("case_id", KEY, nullable=False),
        sa.Column("item_id", KEY, nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("kind", _codes("custodykind", KINDS), nullable=False),
        sa.Column("state", _codes("stepstate", STATES), nullable=False),
        sa.Column("begun_by_id", KEY, nullable=False),
        sa.Column("begun_at", MOMENT, nullable=False),
        sa.Column("asked_id", KEY, nullable=False),
        sa.Column("asked_as", _codes("askedas", ("RECEIVER", "WITNESS")), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("from_hand", sa.String(length=200), nullable=False),
        sa.Column("from_name", sa.String(length=160), nullable=False),
        sa.Column("to_hand", sa.String(length=200), nullable=False),
        sa.Column("to_name", sa.String(length=160), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("location", sa.String(length=160), nullable=False),
        sa.Column("purpose", sa.String(length=400), nullable=False),
        sa.Column("seal", sa.String(length=60), nullable=False),
        sa.Column("condition", sa.String(length=400), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("authority", sa.String(length=200), nullable=False),
        sa.Column("late_reason", sa.String(length=400), nullable=False),
        sa.Column("unsigned_reason", sa.String(length=400), nullable=False),
        sa.Column("receipt_file_id", KEY, nullable=True),
        sa.Column("answered_at", MOMENT, nullable=True),
        sa.Column("answer_reason", sa.Text(), nullable=False),
        sa.Column("id", KEY, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("asked_id <> begun_by_id", name=op.f("ck_custody_step_two_people")),
        sa.ForeignKeyConstraint(
            ["asked_id"], ["user_account.id"], name=op.f("fk_custody_step_asked_id")
        ),
        sa.ForeignKeyConstraint(
            ["begun_by_id"], ["user_account.id"], name=op.f("fk_custody_step_begun_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_file.id"], name=op.f("fk_custody_step_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["evidence_item.id"], name=op.f("fk_custody_step_item_id")
        ),
        sa.ForeignKeyConstraint(
            ["receipt_file_id"], ["stored_file.id"], name=op.f("fk_custody_step_receipt_file_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_custody_step")),
        sa.UniqueConstraint("item_id", "n", name=op.f("uq_custody_step_item_id_n")),
    )
    op.create_index("ix_custody_step_asked", "custody_step", ["asked_id", "state"])
    op.create_index("ix_custody_step_case_id", "custody_step", ["case_id"])
    op.create_index(
        "uq_custody_step_pending",
        "custody_step",
        ["item_id"],
        unique=True,
        sqlite_where=PENDING,
        postgresql_where=PENDING,
    )


def _inventory_round_item():
    op.create_table(
        "inventory_round_item",
        sa.Column("round_id", KEY, nullable=False),
        sa.Column("item_id", KEY, nullable=False),
        sa.Column("case_id", KEY, nullable=False),
        sa.Column("expected", sa.String(length=160), nullable=False),
        sa.Column("result", _codes("roundresult", RESULTS), nullable=False),
        sa.Column("seen_at", sa.String(length=160), nullable=False),
        sa.Column("confirmed_at", MOMENT, nullable=True),
        sa.Column("id", KEY, nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_file.id"], name=op.f("fk_inventory_round_item_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["evidence_item.id"], name=op.f("fk_inventory_round_item_item_id")
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["inventory_round.id"], name=op.f("fk_inventory_round_item_round_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inventory_round_item")),
        sa.UniqueConstraint(
            "round_id", "item_id", name=op.f("uq_inventory_round_item_round_id_item_id")
        ),
    )
    op.create_index("ix_inventory_round_item_case_id", "inventory_round_item", ["case_id"])


def _media_list():
    op.create_table(
        "media_list",
        sa.Column("case_id", KEY, nullable=False),
        sa.Column("item_id", KEY, nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("file_id", KEY, nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("differences", sa.Integer(), nullable=False),
        sa.Column("taken_at", MOMENT, nullable=False),
        sa.Column("taken_by_id", KEY, nullable=True),
        sa.Column("id", KEY, nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_media_list_case_id")),
        sa.ForeignKeyConstraint(
            ["file_id"], ["stored_file.id"], name=op.f("fk_media_list_file_id")
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["evidence_item.id"], name=op.f("fk_media_list_item_id")
        ),
        sa.ForeignKeyConstraint(
            ["taken_by_id"], ["user_account.id"], name=op.f("fk_media_list_taken_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_media_list")),
        sa.UniqueConstraint("item_id", "n", name=op.f("uq_media_list_item_id_n")),
    )
    op.create_index("ix_media_list_case_id", "media_list", ["case_id"])


def _media_reference():
    op.create_table(
        "media_reference",
        sa.Column("item_id", KEY, nullable=False),
        sa.Column("case_id", KEY, nullable=False),
        sa.Column("serial", sa.String(length=120), nullable=False),
        sa.Column("path", sa.String(length=300), nullable=False),
        sa.Column("recorded_at", MOMENT, nullable=False),
        sa.Column("recorded_by_id", KEY, nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_file.id"], name=op.f("fk_media_reference_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["evidence_item.id"], name=op.f("fk_media_reference_item_id")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["user_account.id"], name=op.f("fk_media_reference_recorded_by_id")
        ),
        sa.PrimaryKeyConstraint("item_id", name=op.f("pk_media_reference")),
    )
    op.create_index(op.f("ix_media_reference_case_id"), "media_reference", ["case_id"])


def _refuse_changes():
    """Refuse every UPDATE and DELETE of an event, as for the audit trail."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION custody_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$"
            " BEGIN RAISE EXCEPTION 'custody events are append-only'; END $$"
        )
        for name, when, per in (
            ("no_row_change", "UPDATE OR DELETE", "ROW"),
            ("no_change", "UPDATE OR DELETE OR TRUNCATE", "STATEMENT"),
        ):
            op.execute(
                f"CREATE TRIGGER custody_event_{name} BEFORE {when} ON custody_event"
                f" FOR EACH {per} EXECUTE FUNCTION custody_is_append_only()"
            )
            # ALWAYS: a session in replica mode does not get past them.
            op.execute(f"ALTER TABLE custody_event ENABLE ALWAYS TRIGGER custody_event_{name}")
        return
    refuse = "BEGIN SELECT RAISE(ABORT, 'custody events are append-only'); END"
    for verb in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER custody_event_no_{verb.lower()} BEFORE {verb} ON custody_event {refuse}"
        )
    # INSERT OR REPLACE deletes without firing the DELETE trigger.
    op.execute(
        "CREATE TRIGGER custody_event_no_replace BEFORE INSERT ON custody_event WHEN EXISTS"
        " (SELECT 1 FROM custody_event WHERE id = NEW.id"
        f" OR (item_id = NEW.item_id AND n = NEW.n)) {refuse}"
    )


def _begin_chains(link):
    """Give each item that is there its first event, marked as taken over, now: a chain that began
    with a later touch would let whoever touches it choose when, and what for."""
    found = link.execute(
        sa.text(
            "SELECT i.id, i.case_id, i.n, i.location, i.seal_number, i.recorded_by_id, u.name,"
            " f.sha256 FROM evidence_item i JOIN evidence_kind k ON k.code = i.kind_code"
            " LEFT JOIN user_account u ON u.id = i.recorded_by_id"
            " LEFT JOIN stored_file f ON f.id = i.file_id AND k.is_digital ORDER BY i.id"
        )
    ).all()
    now = datetime.now(UTC)
    meta = sa.MetaData()
    event = sa.Table("custody_event", meta, autoload_with=link)
    state = sa.Table("custody_state", meta, autoload_with=link)
    for start in range(0, len(found), 500):
        made = [_first(row, now) for row in found[start : start + 500]]
        link.execute(event.insert(), [one[0] for one in made])
        link.execute(state.insert(), [one[1] for one in made])


def _first(row, now):
    hand, name, holder = "none", "Not recorded", None
    if row.sha256:
        hand, name = "store", "System store"
    elif row.recorded_by_id is not None:
        hand, name, holder = f"user:{row.recorded_by_id}", row.name, row.recorded_by_id
    said = {
        **dict.fromkeys(TEXTS, ""),
        "n": 1,
        "kind": "RECEIVED",
        "from_hand": "none",
        "from_name": "Not recorded",
        "to_hand": hand,
        "to_name": name,
        "location": "" if row.sha256 else row.location,
        "seal": row.seal_number,
        "hash_after": row.sha256 or "",
        "late_reason": TAKEN_OVER,
        "taken_over": True,
        "first_name": "System",
        "due_on": None,
        "second_at": None,
    }
    moment = now.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    start = secrets.token_hex(32)
    hashed = {
        **said,
        "item": f"E{row.n:04d}",
        "prev": start,
        **dict.fromkeys(("at", "recorded_at", "first_at"), moment),
    }
    written = json.dumps(hashed, sort_keys=True, separators=(",", ":")).encode()
    digest = hashlib.sha256(written).hexdigest()
    own = {"case_id": row.case_id, "item_id": row.id}
    event = {
        **said,
        **own,
        **dict.fromkeys(("at", "recorded_at", "first_at"), now),
        "second_as": None,
        "prev_digest": start,
        "digest": digest,
    }
    state = {
        **own,
        "last_n": 1,
        "last_kind": "RECEIVED",
        "last_at": now,
        "last_digest": digest,
        "hand": hand,
        "holder_name": name,
        "holder_id": holder,
        "location": "" if row.sha256 else row.location,
        "seal": row.seal_number,
        "disposed": False,
        "version": 1,
    }
    return event, state


def downgrade():
    for table in TABLES:
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION custody_is_append_only()")
