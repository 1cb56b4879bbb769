"""What a board or an official decided stands, whoever writes; the chair may break a tie.

A vote, a seat and an agenda are closed with their meeting, a vote also by the board's decision. An
action begins as a draft; what was served or decided of it is not taken back, nor the floor in law
that came with the notice. A proposed or decided penalty stands for good, and a record that expires
never expires later.
"""

import sqlalchemy as sa
from alembic import op

revision = "0063"
down_revision = "0062"
branch_labels = None
depends_on = None

BOARDS = ("review_board", "board_meeting")
BREAKS = "chair_breaks_ties"
OVER = "the meeting is over: what it decided stands"
DECIDED = "the board has decided: its votes stand"


def _item(row):
    """The board has decided on the item that a row points to, or its meeting is over."""
    return (
        "EXISTS (SELECT 1 FROM board_item i JOIN board_meeting m ON m.id = i.meeting_id"
        f" WHERE i.id = {row}.item_id AND (i.outcome <> 'PENDING' OR m.state <> 'PLANNED'))"
    )


def _vote(row):
    return (
        "EXISTS (SELECT 1 FROM board_vote v JOIN board_item i ON i.id = v.item_id"
        f" JOIN board_meeting m ON m.id = i.meeting_id WHERE v.id = {row}.vote_id"
        " AND (i.outcome <> 'PENDING' OR m.state <> 'PLANNED'))"
    )


def _meeting(row):
    return (
        f"EXISTS (SELECT 1 FROM board_meeting m WHERE m.id = {row}.meeting_id"
        " AND m.state <> 'PLANNED')"
    )


def _decided(row):
    """The place on the agenda itself: decided on, or its meeting is over."""
    return f"({row}.outcome <> 'PENDING' OR {_meeting(row)})"


def _over(row):
    return f"{row}.state <> 'PLANNED'"


#: When a row of a table is closed, and what is said to who writes it all the same.
CLOSED = {
    "board_vote": (_item, DECIDED),
    "board_charge_vote": (_vote, DECIDED),
    "board_recusal": (_item, DECIDED),
    "board_item": (_decided, DECIDED),
    "board_seat": (_meeting, OVER),
    "board_meeting": (_over, OVER),
}
#: Set once, by a step that was taken.
TAKEN = (
    *("proposed_on", "notice_received_at", "decided_on", "decision_received_at"),
    "lawful_effective_on",
)
BEGUN = " OR ".join(f"NEW.{name} IS NOT NULL" for name in (*TAKEN, "effective_on"))
UNDONE = " OR ".join(
    f"(OLD.{name} IS NOT NULL AND NEW.{name} IS DISTINCT FROM OLD.{name})" for name in TAKEN
)
LATER = (
    "NEW.kind = 'EXPIRES' AND EXISTS (SELECT 1 FROM record_mark o"
    ' WHERE o.action_id = NEW.action_id AND o.kind = \'EXPIRES\' AND o."on" < NEW."on")'
)
RESTATED = (
    "OLD.source_code = '' AND NEW.stands IS DISTINCT FROM OLD.stands"
    " AND (NEW.stands OR OLD.stage IN ('PROPOSED', 'DECIDED'))"
)
#: (name, table, verb, refused when, said). IS DISTINCT FROM reads IS NOT on SQLite.
RULES = (
    (
        "disciplinary_action_begins_as_draft",
        "disciplinary_action",
        "INSERT",
        f"NEW.legacy_key IS NULL AND (NEW.status <> 'DRAFT' OR {BEGUN})",
        "an action begins as a draft",
    ),
    (
        "disciplinary_action_keeps_steps",
        "disciplinary_action",
        "UPDATE",
        f"OLD.legacy_key IS NULL AND ({UNDONE})",
        "what was proposed, served or decided is not taken back",
    ),
    (
        "penalty_first_words_stand",
        "penalty",
        "UPDATE",
        RESTATED,
        "a recorded penalty stays as it is",
    ),
    (
        "record_mark_never_later",
        "record_mark",
        "INSERT",
        LATER,
        "a record never expires later than it was set",
    ),
)


def upgrade():
    for table in BOARDS:
        op.add_column(
            table, sa.Column(BREAKS, sa.Boolean(), nullable=False, server_default=sa.false())
        )
    op.execute("DROP TRIGGER disciplinary_action_keeps_floor" + _on("disciplinary_action"))
    if not _is_sqlite():
        op.execute("DROP FUNCTION disciplinary_action_keeps_floor()")
    for rule in (*_closings(), *RULES):
        _refuse(*rule)


def _is_sqlite():
    return op.get_bind().dialect.name == "sqlite"


def _on(table):
    return "" if _is_sqlite() else f" ON {table}"


def _closings():
    for table, (closed, said) in CLOSED.items():
        # What closes the others is closed by itself: the change that does it is one of its own.
        if table in {"board_item", "board_meeting"}:
            changed = closed("OLD")
        else:
            changed = f"{closed('OLD')} OR {closed('NEW')}"
            yield f"{table}_added", table, "INSERT", closed("NEW"), said
        yield f"{table}_changed", table, "UPDATE", changed, said
        yield f"{table}_removed", table, "DELETE", closed("OLD"), said
        if _is_sqlite():
            # INSERT OR REPLACE deletes without firing the DELETE trigger.
            there = f"EXISTS (SELECT 1 FROM {table} o WHERE o.id = NEW.id AND {closed('o')})"
            yield f"{table}_replaced", table, "INSERT", there, said
    yield "board_item_added", "board_item", "INSERT", _meeting("NEW"), OVER


def _refuse(name, table, verb, when, said):
    if _is_sqlite():
        told = when.replace("IS DISTINCT FROM", "IS NOT")
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {verb} ON {table} WHEN {told}"
            f" BEGIN SELECT RAISE(ABORT, '{said}'); END"
        )
        return
    row = "OLD" if verb == "DELETE" else "NEW"
    op.execute(
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF {when} THEN"
        f" RAISE EXCEPTION '{said}' USING ERRCODE = 'check_violation'; END IF; RETURN {row}; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {name} BEFORE {verb} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"
    )
    # ALWAYS: a session in replica mode does not get past them.
    op.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}")


FLOOR_MOVED = (
    "OLD.lawful_effective_on IS NOT NULL AND OLD.legacy_key IS NULL"
    " AND (OLD.decided_on IS NOT NULL OR NEW.effective_on IS NOT NULL)"
    " AND NEW.lawful_effective_on IS DISTINCT FROM OLD.lawful_effective_on"
)


def downgrade():
    for name, table, *_rest in (*_closings(), *RULES):
        op.execute(f"DROP TRIGGER {name}{_on(table)}")
        if not _is_sqlite():
            op.execute(f"DROP FUNCTION {name}()")
    _refuse(
        "disciplinary_action_keeps_floor",
        "disciplinary_action",
        "UPDATE",
        FLOOR_MOVED,
        "the floor in law stays as it was counted",
    )
    for table in BOARDS:
        op.execute(f"ALTER TABLE {table} DROP COLUMN {BREAKS}")
