"""The interface against its own description, asked by schemathesis as three roles.

No 5xx, no answer outside of the schemas, no record of another office.
"""

import json

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from jicms.cases.models import CaseStatus, GrantKind, GrantLevel, PartyRole
from tests.api.conftest import grant
from tests.factories import cases
from tests.factories.figures import charge, closed, employee, received

ROLES = ("supervisor.ia", "investigator.ia", "specialist.ler")
CHECKS = (
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
)
PATHS = (
    "/api/v1/cases",
    "/api/v1/cases/{number}",
    "/api/v1/cases/{number}/allegations",
    "/api/v1/cases/{number}/parties",
    "/api/v1/reports",
    "/api/v1/reports/{key}",
)
EXAMPLES = 12
#: What a role never gets: figures are for supervisors, parties for full sight.
REFUSED = {
    ("investigator.ia", "/api/v1/reports"),
    ("investigator.ia", "/api/v1/reports/{key}"),
    ("specialist.ler", "/api/v1/reports"),
    ("specialist.ler", "/api/v1/reports/{key}"),
    ("specialist.ler", "/api/v1/cases/{number}/parties"),
}
#: Words that stand in the records of the other office and nowhere else.
FOREIGN = ("Zibeline", "7999-0009")


def records(session):
    """Cases that the roles see, and one of OPR that none does; the numbers of both."""
    mine = employee(session, "7000-0001", "Aldo", "Brenner")
    open_one = cases.case(session, status=CaseStatus.OPEN, **received(2026, 10, 1))
    charge(session, open_one, "IT-02", [mine], ["SUBSTANTIATED"])
    cases.grant(session, open_one, user="investigator.ia", kind=GrantKind.ASSIGNMENT)
    referral = cases.grant(
        session, open_one, office="LER", kind=GrantKind.REFERRAL, level=GrantLevel.ITEMS
    )
    cases.name_item(session, referral, open_one.parties[0])
    cases.party(session, open_one, role=PartyRole.WITNESS, description="Passer-by")
    ended = closed(session, 10, **received(2026, 9, 30))
    charge(session, ended, None, [mine], [None])
    theirs = cases.case(session, office="OPR", title="Zibeline matter", **received(2026, 10, 1))
    other = employee(session, "7999-0009", "Zibeline", "Foreigner")
    charge(session, theirs, "IT-02", [other], ["SUBSTANTIATED"])
    return [open_one.number, ended.number], theirs.number


@pytest.fixture
def contract(app, acting):
    """The description, the tokens, and the numbers of seen and unseen cases."""
    with acting() as session:
        seen, unseen = records(session)
        tokens = {name: grant(session, name) for name in ROLES}
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app)
    return schema, tokens, seen, unseen


def test_the_description_is_openapi_3_1_and_names_every_route(app, contract):
    schema = contract[0]
    assert schema.raw_schema["openapi"] == "3.1.0"
    assert tuple(schema.raw_schema["paths"]) == PATHS
    assert schema.raw_schema["security"] == [{"token": []}]
    schema.validate()


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("path", PATHS)
def test_every_answer_is_as_described(contract, role, path):
    schema, tokens, seen, unseen = contract
    headers = {"Authorization": f"Bearer {tokens[role]}"}
    places = {
        "number": st.sampled_from([*seen, unseen, "202799999"]) | st.text(min_size=1, max_size=12),
        "key": st.sampled_from(["findings", "timeliness", "data-quality", "repeat-subjects"])
        | st.text(min_size=1, max_size=12),
    }
    wanted = [name for name in places if f"{{{name}}}" in path]

    @st.composite
    def cases_of(draw):
        case = draw(schema[path]["GET"].as_strategy())
        if wanted:
            case.path_parameters = {name: draw(places[name]) for name in wanted}
        return case

    answered = set()

    def ask(case):
        response = case.call(headers=headers)
        answered.add(response.status_code)
        case.validate_response(response, checks=CHECKS, headers=headers)
        assert not any(word in response.text for word in (*FOREIGN, unseen))

    run(cases_of, ask)
    assert (200 in answered) == ((role, path) not in REFUSED), answered


def run(strategy, ask):
    """Ask with every generated case."""

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy())
    def each(case):
        ask(case)

    each()


def test_the_words_of_the_other_office_do_stand_there(contract, app, acting):
    """What must not be seen is there to be seen: by its own office."""
    _schema, _tokens, seen, unseen = contract
    with acting() as session:
        secret = grant(session, "supervisor.opr")
    headers = {"Authorization": f"Bearer {secret}"}
    client = app.test_client()
    body = client.get("/api/v1/cases", headers=headers).text
    parties = client.get(f"/api/v1/cases/{unseen}/parties", headers=headers).text
    assert "Zibeline" in body
    assert "7999-0009" in parties
    assert not any(number in body for number in seen)
    assert json.loads(parties)["case"] == unseen
