"""Letters of labor relations: drafts, versions, and the blocks that each must have.

What was served stands. A notice or decision under chapter 75 is served only with its letter.
"""

import sqlalchemy as sa
from alembic import op

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
KINDS = (
    *("NOTICE_B", "NOTICE_D", "NOTICE_CRIME", "NOTICE_INDEFINITE", "DECISION_B", "DECISION_D"),
    *("REPRIMAND", "COUNSELING", "CLEARANCE", "PROBATION_TERMINATION", "INFORMATION_REQUEST"),
    *("ANSWER_EXTENSION", "NEW_MATERIAL", "USC3322_NOTICE", "SETTLEMENT_COVER"),
)
TABLES = ("lr_letter", "letter_version", "letter_check")
STANDS = "a served letter and each version of a letter stay as they are"
#: The newest version of a letter is signed, and each block that it must have was found in it.
_LAST = (
    "(SELECT v.id FROM letter_version v WHERE v.letter_id = NEW.id AND v.source = 'SIGNED'"
    " AND v.n = (SELECT max(w.n) FROM letter_version w WHERE w.letter_id = NEW.id))"
)
INCOMPLETE = (
    "NEW.status = 'SERVED' AND (NOT EXISTS (SELECT 1 FROM letter_check c WHERE"
    f" c.version_id = {_LAST}) OR EXISTS (SELECT 1 FROM letter_check c WHERE"
    f" c.version_id = {_LAST} AND c.found = 'NOT'))"
)


def _served(kinds):
    return (
        "NOT EXISTS (SELECT 1 FROM lr_letter l WHERE l.action_id = NEW.id"
        f" AND l.status = 'SERVED' AND l.kind IN ({kinds}))"
    )


NO_LETTER = (
    "NEW.legacy_key IS NULL AND NEW.subpart IN ('B', 'D') AND ("
    "OLD.status = 'PROPOSED' AND NEW.status = 'ANSWER' AND "
    + _served("'NOTICE_B', 'NOTICE_D', 'NOTICE_CRIME', 'NOTICE_INDEFINITE'")
    + " OR OLD.status = 'DECISION' AND NEW.status = 'SERVED' AND "
    + _served("'DECISION_B', 'DECISION_D'")
    + ")"
)
#: (name, table, verb, refused when, said)
RULES = (
    ("lr_letter_begins", "lr_letter", "INSERT", "NEW.status <> 'DRAFT'", "a letter begins a draft"),
    ("lr_letter_is_whole", "lr_letter", "UPDATE", INCOMPLETE, "the letter is not complete"),
    ("lr_letter_stands", "lr_letter", "UPDATE", "OLD.status = 'SERVED'", STANDS),
    ("lr_letter_stays", "lr_letter", "DELETE", "OLD.status = 'SERVED'", STANDS),
    (
        "letter_version_is_late",
        "letter_version",
        "INSERT",
        "EXISTS (SELECT 1 FROM lr_letter l WHERE l.id = NEW.letter_id AND l.status <> 'DRAFT')",
        STANDS,
    ),
    *(
        # INSERT OR REPLACE deletes without firing the DELETE trigger.
        (
            f"{table}_replace",
            table,
            "INSERT",
            f"EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id)",
            STANDS,
        )
        for table in TABLES
    ),
    ("letter_version_stands", "letter_version", "UPDATE", "", STANDS),
    ("letter_version_stays", "letter_version", "DELETE", "", STANDS),
    ("letter_check_stands", "letter_check", "UPDATE", "", STANDS),
    ("letter_check_stays", "letter_check", "DELETE", "", STANDS),
    (
        "disciplinary_action_has_letter",
        "disciplinary_action",
        "UPDATE",
        NO_LETTER,
        "a notice or decision is served with its letter",
    ),
)


def _words(name, *values):
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def _of(table, column, other):
    return sa.ForeignKeyConstraint([column], [other], name=f"fk_{table}_{column}")


def _common(table):
    return (
        sa.Column("action_id", KEY, nullable=False),
        sa.Column("case_id", KEY, nullable=False),
        _of(table, "action_id", "disciplinary_action.id"),
        _of(table, "case_id", "case_file.id"),
        sa.Column("id", KEY, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
    )


def upgrade():
    op.add_column(
        "agency",
        sa.Column("letterhead", sa.String(400), nullable=False, server_default=sa.text("''")),
    )
    _letter()
    _version()
    _check()
    for name, table, verb, when, said in RULES:
        _refuse(name, table, verb, when, said)


def _letter():
    table = "lr_letter"
    op.create_table(
        table,
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("kind", _words("lettertype", *KINDS), nullable=False),
        sa.Column("status", _words("letterstatus", "DRAFT", "SERVED", "DISCARDED"), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("author_id", KEY, nullable=True),
        sa.Column("served_at", MOMENT, nullable=True),
        sa.Column("service_code", sa.String(40), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        *_common(table),
        _of(table, "author_id", "user_account.id"),
        _of(table, "service_code", "service_method.code"),
        sa.UniqueConstraint("action_id", "n", name="uq_lr_letter_action_id_n"),
        sa.CheckConstraint(
            "(status = 'SERVED') = (served_at IS NOT NULL AND service_code IS NOT NULL)",
            name=op.f("ck_lr_letter_served_has_date"),
        ),
    )
    op.create_index("ix_lr_letter_case_id", table, ["case_id"])


def _version():
    table = "letter_version"
    op.create_table(
        table,
        sa.Column("letter_id", KEY, nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column(
            "source", _words("versionsource", "GENERATED", "EDITED", "SIGNED"), nullable=False
        ),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("file_id", KEY, nullable=True),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("made_from", sa.Integer(), nullable=True),
        sa.Column("made_from_digest", sa.String(64), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("by_id", KEY, nullable=True),
        *_common(table),
        _of(table, "letter_id", "lr_letter.id"),
        _of(table, "file_id", "stored_file.id"),
        _of(table, "by_id", "user_account.id"),
        sa.UniqueConstraint("letter_id", "n", name="uq_letter_version_letter_id_n"),
        sa.CheckConstraint(
            "(source = 'GENERATED') = (file_id IS NULL)",
            name=op.f("ck_letter_version_made_or_file"),
        ),
        sa.CheckConstraint(
            "source <> 'SIGNED' OR (made_from IS NOT NULL AND made_from_digest <> '')",
            name=op.f("ck_letter_version_signed_is_bound"),
        ),
    )
    for column in ("action_id", "case_id", "file_id"):
        op.create_index(f"ix_{table}_{column}", table, [column])


def _check():
    table = "letter_check"
    op.create_table(
        table,
        sa.Column("version_id", KEY, nullable=False),
        sa.Column("block", sa.String(40), nullable=False),
        sa.Column("found", _words("found", "NOT", "TEXT", "PERSON"), nullable=False),
        sa.Column("lost", sa.Text(), nullable=False),
        sa.Column("by_id", KEY, nullable=True),
        *_common(table),
        _of(table, "version_id", "letter_version.id"),
        _of(table, "by_id", "user_account.id"),
        sa.UniqueConstraint("version_id", "block", name="uq_letter_check_version_id_block"),
        sa.CheckConstraint(
            "found <> 'PERSON' OR by_id IS NOT NULL",
            name=op.f("ck_letter_check_confirmed_has_name"),
        ),
    )
    for column in ("action_id", "case_id"):
        op.create_index(f"ix_{table}_{column}", table, [column])


def _refuse(name, table, verb, when, said):
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {verb} ON {table} {f'WHEN {when}' if when else ''}"
            f" BEGIN SELECT RAISE(ABORT, '{said}'); END"
        )
        return
    # PostgreSQL takes no subquery in WHEN: the function asks.
    back = "OLD" if verb == "DELETE" else "NEW"
    asked = f"IF {when} THEN RAISE EXCEPTION '{said}'; END IF; RETURN {back};"
    body = asked if when else f"RAISE EXCEPTION '{said}';"
    op.execute(
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} END $$"
    )
    op.execute(
        f"CREATE TRIGGER {name} BEFORE {verb} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"
    )
    # ALWAYS: a session in replica mode does not get past them.
    op.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}")


def downgrade():
    for name, table, *_rest in RULES:
        if op.get_bind().dialect.name == "sqlite":
            op.execute(f"DROP TRIGGER {name}")
        else:
            op.execute(f"DROP TRIGGER {name} ON {table}")
            op.execute(f"DROP FUNCTION {name}()")
    for table in reversed(TABLES):
        op.drop_table(table)
    op.drop_column("agency", "letterhead")
