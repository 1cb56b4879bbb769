"""What would take an action out of its rules is refused by the database itself.

Imported actions are exempt from the rules of discipline by their key of the source, imported
penalties by their code: neither is given to a record of our own afterwards. The floor in law stays
once a decision rests on it, and an official who takes part is refused from the first row on.
"""

from alembic import op

revision = "0059"
down_revision = "0058"
branch_labels = None
depends_on = None

ACTION, PENALTY = "disciplinary_action", "penalty"
TAKES_PART = (
    "EXISTS (SELECT 1 FROM party p JOIN user_person up ON up.person_id = p.person_id"
    " WHERE p.case_id = NEW.case_id AND p.withdrawn_at IS NULL AND up.confirmed_at IS NOT NULL"
    " AND up.valid_until IS NULL"
    " AND up.user_id IN (NEW.proposing_official_id, NEW.deciding_official_id))"
)
FLOOR_MOVED = (
    "OLD.lawful_effective_on IS NOT NULL AND OLD.legacy_key IS NULL"
    " AND (OLD.decided_on IS NOT NULL OR NEW.effective_on IS NOT NULL)"
    " AND NEW.lawful_effective_on IS DISTINCT FROM OLD.lawful_effective_on"
)
#: (name, table, verb, refused when, said). IS DISTINCT FROM reads IS NOT on SQLite.
RULES = (
    (
        "disciplinary_action_stays_own",
        ACTION,
        "UPDATE",
        "NEW.legacy_key IS DISTINCT FROM OLD.legacy_key",
        "where an action comes from stays as it was recorded",
    ),
    (
        "disciplinary_action_keeps_floor",
        ACTION,
        "UPDATE",
        FLOOR_MOVED,
        "the floor in law stays as it was counted",
    ),
    (
        "disciplinary_action_no_part_at_first",
        ACTION,
        "INSERT",
        f"NEW.legacy_key IS NULL AND {TAKES_PART}",
        "who takes part in the case neither proposes nor decides",
    ),
    (
        "penalty_stays_own",
        PENALTY,
        "UPDATE",
        "NEW.source_code IS DISTINCT FROM OLD.source_code AND OLD.source_code = ''",
        "where a penalty comes from stays as it was recorded",
    ),
)


def upgrade():
    for rule in RULES:
        _refuse(*rule)


def _refuse(name, table, verb, when, said):
    if op.get_bind().dialect.name == "sqlite":
        told = when.replace("IS DISTINCT FROM", "IS NOT")
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {verb} ON {table} WHEN {told}"
            f" BEGIN SELECT RAISE(ABORT, '{said}'); END"
        )
        return
    op.execute(
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF {when} THEN"
        f" RAISE EXCEPTION '{said}' USING ERRCODE = 'check_violation'; END IF; RETURN NEW; END $$"
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
