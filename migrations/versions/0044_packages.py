"""What an official received, what came after the notice, and the two worksheets.

The database itself keeps the log, the notice material and the penalties as they were written, and
refuses a decision while something new is not settled or, under subpart D, a factor not weighed.
"""

import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
ACTION, CASE, USER = "disciplinary_action", "case_file", "user_account"
ACTS = (
    *("NAMED", "COMPARATORS_KEPT", "NOTICE_SERVED", "ANSWER_RECORDED"),
    *("NEW_SERVED", "NEW_MITIGATION", "ON_RECORD"),
)
WEIGHTS = ("AGGRAVATING", "MITIGATING", "NEUTRAL", "NOT_RELEVANT")
PARTS = ("PROPOSING", "DECIDING")
TABLES = (
    *("package_receipt", "new_material", "new_material_use"),
    *("proposing_factor", "factor_citation", "worksheet_draft"),
)
#: Never changed once written.
FIXED = ("package_receipt", "new_material", "new_material_use")
#: Closed by a date of the action: notice material with its service, the worksheet by the decision.
CLOSED = {
    "notice_material": "notice_received_at",
    "proposing_factor": "notice_received_at",
    "douglas_entry": "decided_on",
    "factor_citation": "decided_on",
}
#: What of a penalty stands; an imported one may be completed.
PENALTY = ("action_id", "stage", "action_type_code", "days", "reason", '"on"', "official_id")
NEW_IS_OPEN = (
    "EXISTS (SELECT 1 FROM new_material m WHERE m.action_id = NEW.id AND NOT EXISTS"
    " (SELECT 1 FROM new_material_use u WHERE u.material_id = m.id))"
)
NOT_WEIGHED = (
    "NEW.subpart = 'D' AND NEW.legacy_key IS NULL AND"
    " (SELECT count(DISTINCT factor_code) FROM douglas_entry WHERE action_id = NEW.id) < 12"
)
DECIDED_NOW = "OLD.decided_on IS NULL AND NEW.decided_on IS NOT NULL"
TAKES_PART = (
    "EXISTS (SELECT 1 FROM party p JOIN user_person up ON up.person_id = p.person_id"
    " WHERE p.case_id = NEW.case_id AND p.withdrawn_at IS NULL AND up.confirmed_at IS NOT NULL"
    " AND up.valid_until IS NULL AND up.user_id = {official})"
)
SAID = {
    "fixed": "what an official received stays on record",
    "closed": "what was served or decided stays as it was",
    "open": "new material is settled before the decision",
    "weighed": "all twelve factors are weighed before a decision under subpart D",
    "part": "who takes part in the case neither proposes nor decides",
    "penalty": "a recorded penalty stays as it is",
}


def upgrade():
    for table in _tables():
        op.create_table(*table)
    for table in TABLES:
        if table != "new_material_use":
            op.create_index(f"ix_{table}_case_id", table, ["case_id"])
    for table, column in (
        ("package_receipt", "official_id"),
        ("new_material_use", "action_id"),
        ("new_material_use", "case_id"),
        ("worksheet_draft", "user_id"),
    ):
        op.create_index(f"ix_{table}_{column}", table, [column])
    _writer()
    _backfill()
    if op.get_bind().dialect.name == "postgresql":
        _guard_postgresql()
    else:
        _guard_sqlite()


def _words(name, *values):
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def _tables():
    def key(name, *, null=False):
        return sa.Column(name, KEY, nullable=null)

    def text(name, length=None, *, null=False):
        kind = sa.String(length=length) if length else sa.Text()
        return sa.Column(name, kind, nullable=null)

    def of(table, **others):
        base = {"action_id": ACTION, "case_id": CASE}
        for column, other in {**base, **others}.items():
            target = f"{other}.code" if column.endswith("_code") else f"{other}.id"
            yield sa.ForeignKeyConstraint([column], [target], name=f"fk_{table}_{column}")
        yield sa.PrimaryKeyConstraint("id", name=f"pk_{table}")

    def made():
        return sa.Column("created_at", MOMENT, nullable=False)

    yield (
        "package_receipt",
        *(key("action_id"), key("case_id"), key("official_id")),
        sa.Column("part", _words("packagepart", *PARTS), nullable=False),
        *(text("entity", 40), key("entity_id"), text("label")),
        sa.Column("act", _words("packageact", *ACTS), nullable=False),
        sa.Column("received_at", MOMENT, nullable=False),
        *(key("given_by_id", null=True), key("id"), made()),
        *of("package_receipt", official_id=USER, given_by_id=USER),
        sa.UniqueConstraint(
            *("action_id", "official_id", "part", "entity", "entity_id"),
            name="uq_package_receipt_action_id_official_id_part_entity_entity_id",
        ),
        sa.UniqueConstraint(
            *("action_id", "id", "part"), name="uq_package_receipt_action_id_id_part"
        ),
    )
    kinds = ("DOCUMENT", "EXHIBIT", "FACT", "COMPARATORS", "CONTACT")
    yield (
        "new_material",
        *(key("action_id"), key("case_id"), sa.Column("n", sa.Integer(), nullable=False)),
        sa.Column("kind", _words("newkind", *kinds), nullable=False),
        *(text("title", 200), text("source", 200), text("matters"), text("text")),
        sa.Column("arrived_on", sa.Date(), nullable=False),
        *(key(name, null=True) for name in ("exhibit_id", "document_id", "file_id")),
        *(key("added_by_id", null=True), key("id"), made()),
        sa.CheckConstraint(
            "title <> '' AND source <> '' AND matters <> ''",
            name=op.f("ck_new_material_is_described"),
        ),
        *of(
            "new_material",
            exhibit_id="exhibit",
            document_id="document",
            file_id="stored_file",
            added_by_id=USER,
        ),
        sa.UniqueConstraint("action_id", "n", name="uq_new_material_action_id_n"),
    )
    yield (
        "new_material_use",
        *(key("material_id"), key("action_id"), key("case_id")),
        sa.Column("how", _words("newuse", "SERVED", "MITIGATION", "NOT_USED"), nullable=False),
        text("reason"),
        sa.Column("received_at", MOMENT, nullable=True),
        text("service_code", 40, null=True),
        sa.Column("answer_due_on", sa.Date(), nullable=True),
        *(key("file_id", null=True), key("decided_by_id", null=True), key("id"), made()),
        sa.CheckConstraint(
            "how = 'SERVED' OR reason <> ''", name=op.f("ck_new_material_use_has_reason")
        ),
        sa.CheckConstraint(
            "(how = 'SERVED') = (received_at IS NOT NULL AND service_code IS NOT NULL)",
            name=op.f("ck_new_material_use_served_has_service"),
        ),
        *of(
            "new_material_use",
            material_id="new_material",
            service_code="service_method",
            file_id="stored_file",
            decided_by_id=USER,
        ),
        sa.UniqueConstraint("material_id", name="uq_new_material_use_material_id"),
    )
    yield (
        "proposing_factor",
        *(key("action_id"), key("case_id"), text("factor_code", 40)),
        sa.Column("weight", _words("factorweight", *WEIGHTS), nullable=False),
        *(text("text"), key("written_by_id", null=True), key("id"), made()),
        sa.Column("version", sa.Integer(), nullable=False),
        *of("proposing_factor", factor_code="douglas_factor", written_by_id=USER),
        sa.UniqueConstraint(
            "action_id", "factor_code", name="uq_proposing_factor_action_id_factor_code"
        ),
    )
    yield (
        "factor_citation",
        *(key("action_id"), key("case_id"), key("entry_id"), key("receipt_id")),
        sa.Column("part", _words("packagepart", *PARTS), nullable=False),
        key("id"),
        sa.CheckConstraint(
            "part = 'DECIDING'", name=op.f("ck_factor_citation_of_the_deciding_official")
        ),
        sa.ForeignKeyConstraint(
            ["action_id", "receipt_id", "part"],
            ["package_receipt.action_id", "package_receipt.id", "package_receipt.part"],
            name="fk_factor_citation_received",
        ),
        *of("factor_citation", entry_id="douglas_entry"),
        sa.UniqueConstraint(
            "entry_id", "receipt_id", name="uq_factor_citation_entry_id_receipt_id"
        ),
    )
    yield (
        "worksheet_draft",
        *(key("action_id"), key("case_id")),
        sa.Column("part", _words("packagepart", *PARTS), nullable=False),
        *(key("user_id"), text("sealed"), sa.Column("base", sa.Integer(), nullable=False)),
        sa.Column("saved_at", MOMENT, nullable=False),
        *(key("id"), made()),
        *of("worksheet_draft", user_id=USER),
        sa.UniqueConstraint(
            *("action_id", "part", "user_id"), name="uq_worksheet_draft_action_id_part_user_id"
        ),
    )


def _writer():
    name = "fk_douglas_entry_written_by_id"
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "ALTER TABLE douglas_entry ADD COLUMN written_by_id INTEGER"
            f" CONSTRAINT {name} REFERENCES user_account (id)"
        )
    else:
        op.add_column("douglas_entry", sa.Column("written_by_id", KEY, nullable=True))
        op.create_foreign_key(name, "douglas_entry", USER, ["written_by_id"], ["id"])


def _backfill():
    """What deciding officials had received before there was a log."""
    for entity, label, source, at in (
        ("report", "'Report: ' || r.title", _material("report"), "a.notice_received_at"),
        ("exhibit", "'Exhibit: ' || r.description", _material("exhibit"), "a.notice_received_at"),
        ("document", "'Document: ' || r.title", _material("document"), "a.notice_received_at"),
        (
            *("action_letter", "'Notice of proposed action'"),
            "action_letter r ON r.action_id = a.id AND r.kind = 'NOTICE'",
            "a.notice_received_at",
        ),
        ("answer", "'Answer'", "answer r ON r.action_id = a.id", "r.received_at"),
    ):
        op.execute(
            "INSERT INTO package_receipt (action_id, case_id, official_id, part, entity, entity_id,"
            " label, act, received_at, created_at)"
            f" SELECT DISTINCT a.id, a.case_id, a.deciding_official_id, 'DECIDING', '{entity}',"
            f" r.id, {label}, 'ON_RECORD', {at}, CURRENT_TIMESTAMP"
            f" FROM disciplinary_action a JOIN {source}"
            " WHERE a.deciding_official_id IS NOT NULL AND a.notice_received_at IS NOT NULL"
        )


def _material(table):
    return f"notice_material nm ON nm.action_id = a.id JOIN {table} r ON r.id = nm.{table}_id"


def _guard_postgresql():
    def function(name, body):
        op.execute(f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$")

    def refuse(said):
        return f"RAISE EXCEPTION '{SAID[said]}' USING ERRCODE = 'check_violation';"

    function("package_log_stands", f"BEGIN {refuse('fixed')} END")
    for table in FIXED:
        _trigger(table, "stands", "UPDATE OR DELETE", "package_log_stands()")
        _trigger(table, "is_not_emptied", "TRUNCATE", "package_log_stands()", per="STATEMENT")
    function(
        "action_part_is_closed",
        "DECLARE keys bigint[] := '{}'; BEGIN"
        " IF TG_OP <> 'INSERT' THEN keys := keys || OLD.action_id::bigint; END IF;"
        " IF TG_OP <> 'DELETE' THEN keys := keys || NEW.action_id::bigint; END IF;"
        " IF EXISTS (SELECT 1 FROM disciplinary_action WHERE id = ANY (keys)"
        " AND legacy_key IS NULL AND CASE TG_ARGV[0] WHEN 'decided_on'"
        " THEN decided_on IS NOT NULL ELSE notice_received_at IS NOT NULL END)"
        f" THEN {refuse('closed')} END IF;"
        " IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END",
    )
    for table, column in CLOSED.items():
        call = f"action_part_is_closed('{column}')"
        _trigger(table, "is_closed", "INSERT OR UPDATE OR DELETE", call)
    function(
        "decision_rests_on_package",
        f"BEGIN IF {NEW_IS_OPEN} THEN {refuse('open')} END IF;"
        f" IF {NOT_WEIGHED} THEN {refuse('weighed')} END IF; RETURN NEW; END",
    )
    _trigger(ACTION, "rests", "UPDATE", "decision_rests_on_package()", when=DECIDED_NOW)
    checks = "".join(
        f" IF NEW.{column} IS DISTINCT FROM OLD.{column}"
        f" AND {TAKES_PART.format(official=f'NEW.{column}')} THEN {refuse('part')} END IF;"
        for column in ("proposing_official_id", "deciding_official_id")
    )
    function("official_takes_no_part", f"BEGIN{checks} RETURN NEW; END")
    columns = "UPDATE OF proposing_official_id, deciding_official_id"
    _trigger(ACTION, "no_part", columns, "official_takes_no_part()")
    changed = " OR ".join(f"NEW.{name} IS DISTINCT FROM OLD.{name}" for name in PENALTY)
    function(
        "penalty_stands",
        f"BEGIN IF TG_OP = 'DELETE' OR {changed} THEN {refuse('penalty')} END IF; RETURN NEW; END",
    )
    _trigger("penalty", "stands", "UPDATE", "penalty_stands()", when="OLD.source_code = ''")
    _trigger("penalty", "stays", "DELETE", "penalty_stands()", when="OLD.source_code = ''")


def _trigger(table, name, verbs, call, *, when="", per="ROW"):
    condition = f" WHEN ({when})" if when else ""
    op.execute(
        f"CREATE TRIGGER {table}_{name} BEFORE {verbs} ON {table}"
        f" FOR EACH {per}{condition} EXECUTE FUNCTION {call}"
    )
    # ALWAYS: a session in replica mode does not get past them.
    op.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_{name}")


def _guard_sqlite():
    for table in FIXED:
        for verb in ("UPDATE", "DELETE"):
            _refuse(table, verb, "1", "fixed")
        # INSERT OR REPLACE deletes without firing the DELETE trigger.
        there = f"EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id)"
        _refuse(table, "INSERT", there, "fixed", name="replace")
    for table, column in CLOSED.items():
        for verb, rows in (("INSERT", ["NEW"]), ("UPDATE", ["OLD", "NEW"]), ("DELETE", ["OLD"])):
            closed = " OR ".join(
                f"EXISTS (SELECT 1 FROM {ACTION} WHERE id = {row}.action_id"
                f" AND legacy_key IS NULL AND {column} IS NOT NULL)"
                for row in rows
            )
            _refuse(table, verb, closed, "closed")
    _refuse(ACTION, "UPDATE", f"{DECIDED_NOW} AND {NEW_IS_OPEN}", "open", name="open_decision")
    weighed = f"{DECIDED_NOW} AND {NOT_WEIGHED}"
    _refuse(ACTION, "UPDATE", weighed, "weighed", name="unweighed_decision")
    for column in ("proposing_official_id", "deciding_official_id"):
        part = f"NEW.{column} IS NOT OLD.{column} AND {TAKES_PART.format(official=f'NEW.{column}')}"
        _refuse(ACTION, f"UPDATE OF {column}", part, "part", name=f"part_{column}")
    changed = " OR ".join(f"NEW.{name} IS NOT OLD.{name}" for name in PENALTY)
    _refuse("penalty", "UPDATE", f"OLD.source_code = '' AND ({changed})", "penalty")
    _refuse("penalty", "DELETE", "OLD.source_code = ''", "penalty")


def _refuse(table, verb, when, said, name=""):
    op.execute(
        f"CREATE TRIGGER {table}_no_{name or verb.lower()} BEFORE {verb} ON {table}"
        f" WHEN {when} BEGIN SELECT RAISE(ABORT, '{SAID[said]}'); END"
    )


def downgrade():
    if op.get_bind().dialect.name == "postgresql":
        for table, name in (
            *((table, "is_closed") for table in CLOSED),
            *((ACTION, name) for name in ("rests", "no_part")),
            *(("penalty", name) for name in ("stands", "stays")),
        ):
            op.execute(f"DROP TRIGGER {table}_{name} ON {table}")
    else:
        for table in ("notice_material", "douglas_entry", "penalty"):
            for verb in ("insert", "update", "delete"):
                op.execute(f"DROP TRIGGER IF EXISTS {table}_no_{verb}")
        for name in ("open_decision", "unweighed_decision"):
            op.execute(f"DROP TRIGGER {ACTION}_no_{name}")
        for column in ("proposing_official_id", "deciding_official_id"):
            op.execute(f"DROP TRIGGER {ACTION}_no_part_{column}")
    for table in reversed(TABLES):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        for name in (
            *("package_log_stands", "action_part_is_closed", "decision_rests_on_package"),
            *("official_takes_no_part", "penalty_stands"),
        ):
            op.execute(f"DROP FUNCTION {name}()")
        op.drop_constraint("fk_douglas_entry_written_by_id", "douglas_entry", type_="foreignkey")
        op.drop_column("douglas_entry", "written_by_id")
    else:
        op.execute("ALTER TABLE douglas_entry DROP COLUMN written_by_id")
