"""The table of offenses and penalties: listed, added, revised for later proposals, ended."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from jicms.access.actor import current_actor
from jicms.core import clock
from jicms.discipline import service
from jicms.discipline.models import DisciplinaryAction
from jicms.discipline.models_charges import Charge
from jicms.discipline.service.ranges import offered_offenses
from jicms.refdata.models_offenses import OffensePenalty
from tests.factories import discipline

TABLE, NEW = "/admin/offenses", "/admin/offenses/new"
TODAY = datetime(2024, 4, 2, 15, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _that_day():
    with clock.at(TODAY):
        yield


def typed(**changed):
    return {
        "label": "Sleeping on duty",
        "code": "CBP-SLEEP",
        "agency_code": "CBP",
        "group_label": "Performance of duty",
        "first_min_code": "LETTER_OF_REPRIMAND",
        "first_max_code": "SUSPENSION_1_14",
        "first_max_days": "5",
        "second_min_code": "SUSPENSION_1_14",
        "second_min_days": "5",
        "second_max_code": "SUSPENSION_15_PLUS",
        "second_max_days": "30",
        "third_min_code": "REMOVAL",
        "third_max_code": "REMOVAL",
        "sort_order": "5",
        "valid_from": "04/02/2024",
        "citation": "Table of May 2, 2023",
        **changed,
    }


def rows(reading, *codes):
    with reading() as session:
        found = session.scalars(select(OffensePenalty).where(OffensePenalty.code.in_(codes)))
        return {row.code: (row.valid_from, row.valid_to, row.first_max) for row in found}


def test_the_starting_table_says_that_it_is_no_agency_s(sign_in):
    page = sign_in("admin").get(TABLE).text.replace("\u00a0", " ")
    for words in ("Lack of candor", "Suspension, 14 days", "not verified", "enter your agency’s"):
        assert words in page, words


def test_a_row_is_added_and_offered_to_its_agency_alone(sign_in, reading, acting):
    assert sign_in("admin").post(NEW, data=typed()).status_code == 302
    assert rows(reading, "CBP-SLEEP") == {
        "CBP-SLEEP": (date(2024, 4, 2), None, "SUSPENSION_1_14:5")
    }
    with acting() as session:
        discipline.lead(session, "DRAFT")
        action = session.scalar(select(DisciplinaryAction))
        offered = [row.code for row in offered_offenses(action)]
        assert offered[0] == "CBP-SLEEP"
        assert not any(code.startswith("ICE") for code in offered)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"first_max_days": "15"}, "1 to 14 days, not 15"),
        ({"first_max_days": ""}, "how many days"),
        ({"third_min_days": "3"}, "takes no number of days"),
        ({"first_min_code": "REMOVAL"}, "the least is graver than the most"),
        ({"first_min_code": "SETTLED"}, "entries offered"),
        ({"code": "CBP-CANDOR"}, "has that code"),
        ({"code": "a/b"}, "capital letters"),
        ({"label": "x" * 5000}, "200"),
    ],
)
def test_a_row_that_makes_no_sense_is_refused_at_its_field(sign_in, changed, words):
    answer = sign_in("admin").post(NEW, data=typed(**changed))
    assert answer.status_code == 422
    assert words in answer.text
    assert "Table of May 2, 2023" in answer.text


def test_a_revision_reaches_later_proposals_only(sign_in, reading, acting):
    with acting() as session:
        discipline.lead(session, "DRAFT")
        action = session.scalar(select(DisciplinaryAction))
        link = discipline.link_of(session, action)
        said = service.ChargeText(link, "", "Said no", offense_code="CBP-CANDOR")
        service.draft_charge(action, actor=current_actor(), text=said)
        discipline.proposed(session, action)
    admin, path = sign_in("admin"), f"{TABLE}/CBP-CANDOR/revise"
    assert 'value="14"' in admin.get(path).text
    changed = typed(label="Lack of candor", first_max_days="9", valid_from="04/03/2024")
    changed.pop("code")
    assert admin.post(path, data={**changed, "valid_from": "01/01/1999"}).status_code == 422
    assert admin.post(path, data=changed).status_code == 302
    assert rows(reading, "CBP-CANDOR", "CBP-CANDOR-V2") == {
        "CBP-CANDOR": (date(2000, 1, 1), date(2024, 4, 2), "REMOVAL"),
        "CBP-CANDOR-V2": (date(2024, 4, 3), None, "SUSPENSION_1_14:9"),
    }
    with acting() as session:
        kept = session.scalars(select(Charge).where(Charge.offense_code.is_not(None))).one()
        assert kept.offense.first_max == "REMOVAL"
        today = [row.code for row in offered_offenses(kept.action)]
        assert "CBP-CANDOR" in today
        assert "CBP-CANDOR-V2" not in today
    with clock.at(datetime(2024, 4, 3, 15, tzinfo=UTC)), acting() as session:
        later = [row.code for row in offered_offenses(session.scalar(select(DisciplinaryAction)))]
        assert "CBP-CANDOR-V2" in later
        assert "CBP-CANDOR" not in later


def test_a_row_ends(sign_in, reading):
    path = f"{TABLE}/CBP-ALCOHOL/end"
    assert sign_in("admin").post(path, data={"last_day": "05/01/2024"}).status_code == 302
    assert rows(reading, "CBP-ALCOHOL")["CBP-ALCOHOL"][1] == date(2024, 5, 1)
    assert f"{TABLE}/CBP-ALCOHOL/revise" not in sign_in("admin").get(TABLE).text


@pytest.mark.parametrize("account", ["specialist.ler", "supervisor.ler", "security", "auditor"])
def test_nobody_else_edits_the_table(sign_in, account):
    client = sign_in(account)
    assert NEW not in client.get(TABLE).text
    for path in (NEW, f"{TABLE}/CBP-CANDOR/revise", f"{TABLE}/CBP-CANDOR/end"):
        assert client.get(path).status_code == 403
        assert client.post(path, data=typed()).status_code == 403
    assert sign_in("admin").get(f"{TABLE}/NONE/revise").status_code == 404
