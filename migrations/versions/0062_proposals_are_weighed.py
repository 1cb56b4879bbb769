"""No proposal under subpart D without the proposing official's twelve factors."""

from alembic import op

revision = "0062"
down_revision = "0061"
branch_labels = None
depends_on = None

TABLE, NAME = "disciplinary_action", "disciplinary_action_proposal_weighed"
SAID = "all twelve factors are weighed before a proposal under subpart D, and go with its notice"
#: With the proposal, and with the notice: whoever proposed before this rule writes them then.
WHEN = (
    "NEW.legacy_key IS NULL AND NEW.subpart = 'D'"
    " AND (OLD.status = 'DRAFT' AND NEW.status = 'PROPOSED'"
    " OR OLD.notice_received_at IS NULL AND NEW.notice_received_at IS NOT NULL)"
    " AND (SELECT count(DISTINCT factor_code) FROM proposing_factor WHERE action_id = NEW.id) < 12"
)


def upgrade():
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            f"CREATE TRIGGER {NAME} BEFORE UPDATE ON {TABLE} WHEN {WHEN}"
            f" BEGIN SELECT RAISE(ABORT, '{SAID}'); END"
        )
        return
    op.execute(
        f"CREATE FUNCTION {NAME}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF {WHEN} THEN"
        f" RAISE EXCEPTION '{SAID}' USING ERRCODE = 'check_violation'; END IF; RETURN NEW; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {NAME} BEFORE UPDATE ON {TABLE} FOR EACH ROW EXECUTE FUNCTION {NAME}()"
    )
    # ALWAYS: a session in replica mode does not get past it.
    op.execute(f"ALTER TABLE {TABLE} ENABLE ALWAYS TRIGGER {NAME}")


def downgrade():
    if op.get_bind().dialect.name == "sqlite":
        op.execute(f"DROP TRIGGER {NAME}")
    else:
        op.execute(f"DROP TRIGGER {NAME} ON {TABLE}")
        op.execute(f"DROP FUNCTION {NAME}()")
