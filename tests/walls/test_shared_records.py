"""Sharing chosen records: they are seen, and nothing else of the case."""

import pytest

from jicms.cases import service
from jicms.cases.models import GrantLevel
from jicms.core.errors import RuleBroken
from tests.factories.world import world
from tests.walls.late import case_of


@pytest.fixture
def made(acting):
    """The number of a case with one record of every kind, and its item's and document's."""
    with acting() as session:
        found = world(session, n=3)
        return found.case.number


def post(client, number, office_id, *, level="items", records=("item:3",), **more):
    data = {
        "to": f"office:{office_id}",
        "level": level,
        "why": more.pop("why"),
        "reason": "Their inquiry",
        "records": list(records),
    }
    return client.post(f"/cases/{number}/access/share", data=data)


def offered(client, number):
    """The office OPR and a reason, as the form offers them."""
    page = client.get(f"/cases/{number}/access/share").text
    why = page.split('name="why"')[1].split('<option value="')[2].split('"')[0]
    options = page.split('value="office:')[1:]
    return next(part.split('"')[0] for part in options if "OPR" in part[:60]), why, page


def test_ticked_records_open_and_nothing_else(made, sign_in):
    client, other = sign_in("supervisor.ia"), sign_in("supervisor.opr")
    assert other.get(f"/cases/{made}/evidence/items/3").status_code == 404
    office, why, page = offered(client, made)
    assert "Chosen records" in page
    assert "E0003" in page
    assert post(client, made, office, why=why).status_code == 302
    assert other.get(f"/cases/{made}").status_code == 200
    assert "E0003" in other.get(f"/cases/{made}/evidence").text
    assert "S03" not in other.get(f"/cases/{made}/evidence").text
    assert "Told 3" not in other.get(f"/cases/{made}").text
    for path in ("log", "reports/3"):
        assert other.get(f"/cases/{made}/{path}").status_code in {403, 404}, path
    assert "What it names" in client.get(f"/cases/{made}/access").text


@pytest.mark.parametrize(
    ("level", "records"),
    [("items", ()), ("summary", ("item:3",)), ("items", ("item:77",)), ("items", ("x" * 9_000,))],
)
def test_what_does_not_fit_is_said_by_the_field(made, sign_in, level, records):
    client = sign_in("supervisor.ia")
    office, why, _ = offered(client, made)
    answer = post(client, made, office, why=why, level=level, records=records)
    assert answer.status_code == 422
    assert "Their inquiry" in answer.text


def test_a_share_of_records_names_some(made, acting):
    with acting("supervisor.ia") as session:
        case, actor = case_of(session, made), session.info["actor"]
        with pytest.raises(RuleBroken, match="Choose records"):
            service.share(
                case,
                actor=actor,
                to=case.lead_office.counterpart,
                level=GrantLevel.ITEMS,
                reason="Why",
            )
