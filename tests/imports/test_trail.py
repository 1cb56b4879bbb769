"""What bulk writes leave in the audit trail."""

import csv
import gzip
import hashlib
import json

import pytest
from sqlalchemy import select

from jicms.audit.models import AuditEvent
from jicms.cases.models import Case


@pytest.fixture
def events(stored):
    """Details of the events of a name, with the named row."""
    entity = AuditEvent

    def of(name):
        found = select(entity.detail, entity.entity, entity.case_id, entity.username)
        rows = stored(found.where(entity.event == name).order_by(entity.id))
        return [(json.loads(detail), *rest) for detail, *rest in rows]

    return of


def test_each_batch_has_one_event_with_the_digest_of_its_rows(delivery, bring_in, events):
    for n in range(2, 6):
        delivery.case(f"700000{n}")
    folder = delivery.write()
    bring_in(folder, batch_size=2)
    of_cases = [found for found in events("IMPORT_BATCH") if found[0]["file"] == "cases.csv"]
    assert [(d["first"], d["last"]) for d, *_ in of_cases] == [(1, 2), (3, 4), (5, 5)]
    with gzip.open(folder / "cases.csv.gz", "rt", newline="") as stream:
        rows = list(csv.reader(stream))[1:]
    for detail, entity, _case, username in of_cases:
        assert (entity, username) == ("import_file", "system:import")
        digest = hashlib.sha256()
        for number in range(detail["first"], detail["last"] + 1):
            digest.update(("\x1f".join((str(number), *rows[number - 1])) + "\x1e").encode())
        assert detail["rows_sha256"] == digest.hexdigest()
        assert detail["outcomes"] == {"imported": detail["last"] - detail["first"] + 1}


def test_an_altered_row_names_its_case_and_keeps_private_values_out(
    delivery, bring_in, stored, events
):
    delivery.witness("7000001", "P1", gender="")
    bring_in(delivery.write())
    delivery.rows["witnesses"][0][2] = "M"
    delivery.rows["cases"][0][3] = "ELSEWHERE ZZ"
    bring_in(delivery.write(), prefer="INCOMING")
    ((case,),) = stored(select(Case.id))
    found = [(entity, of, detail["fields"]) for detail, entity, of, _ in events("IMPORT_ALTERED")]
    assert found == [
        ("case_file", case, {"locality": "changed"}),
        ("party", case, {"gender": "changed"}),
    ]


def test_the_trail_of_an_import_is_intact(app, delivery, bring_in):
    bring_in(delivery.write())
    # Rows of the template are older than what may wait for the sealer, late in a long run.
    assert app.test_cli_runner().invoke(args=["audit", "seal"]).exit_code == 0
    answer = app.test_cli_runner().invoke(args=["audit", "verify"])
    assert answer.exit_code == 0, answer.output
    assert "Intact" in answer.output
