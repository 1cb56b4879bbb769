"""The two Douglas worksheets, and what the officials received."""

import json

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from jicms.access.actor import current_actor
from jicms.core import unit_of_work
from jicms.core.errors import Denied, TransitionRefused
from jicms.discipline import service
from jicms.discipline.models import DouglasEntry
from jicms.discipline.models_package import PackagePart, PackageReceipt
from jicms.discipline.models_worksheets import FactorCitation, ProposingFactor, WorksheetDraft
from jicms.discipline.queries_package import log_of
from tests.discipline.test_two_at_once import version_in
from tests.factories import cases, discipline
from tests.factories.discipline import refused

ONE = {"weight_3": "MITIGATING", "text_3": "None in nine years."}


def proposing(session, action, *, up_to=12):
    codes = [f"DOUGLAS-{n:02d}" for n in range(1, up_to + 1)]
    weights = {code: ("NEUTRAL", f"Proposing reasons {code}.") for code in codes}
    service.save_proposing_worksheet(action, actor=current_actor(), weights=weights)


@pytest.fixture
def both(acting, at, action_of):
    """An action in its answer period whose notice went with a proposing worksheet."""
    number = at("PROPOSED").number
    with acting("specialist.ler") as session:
        action = action_of(session)
        proposing(session, action)
        discipline.answered(session, discipline.served(session, action))
    return number


def test_half_a_proposing_worksheet_is_not_served_and_a_served_one_stays(
    acting, at, action_of, app
):
    # A suspension of 14 days or less asks for no factors: what was begun is ended.
    at("PROPOSED", proposal={"action_type_code": "SUSPENSION_1_14", "days": 10})
    with acting("specialist.ler") as session:
        action = action_of(session)
        proposing(session, action, up_to=10)
        refused(lambda: discipline.served(session, action), "factor 11, 12")
    with acting("specialist.ler") as session:
        action = action_of(session)
        proposing(session, action)
        discipline.served(session, action)
        with pytest.raises(TransitionRefused):
            proposing(session, action)
    for statement in (
        "UPDATE proposing_factor SET text = 'other'",
        "DELETE FROM proposing_factor",
    ):
        with app.app_context(), pytest.raises(IntegrityError), unit_of_work.write() as session:
            session.connection().execute(text(statement))


def test_it_is_notice_material_for_the_deciding_official_alone(acting, at, action_of, sign_in):
    number = at("PROPOSED").number
    package = f"/packages/{number}/1"
    with acting("official.cbp") as session:
        proposing(session, action_of(session))
    own = sign_in("official.cbp").get(f"{package}/factors/proposing")
    assert "Proposing reasons DOUGLAS-01." in own.text
    deciding = sign_in("official2.cbp")
    assert deciding.get(f"{package}/factors/proposing").status_code == 404
    with acting("specialist.ler") as session:
        discipline.served(session, action_of(session))
    assert "Proposing reasons DOUGLAS-01." in deciding.get(f"{package}/factors/proposing").text
    assert "Proposing reasons DOUGLAS-01." in deciding.get(f"{package}/worksheet").text
    assert deciding.get(f"{package}/factors/deciding").status_code == 404
    assert deciding.get(f"{package}/factors/both").status_code == 404
    assert sign_in("supervisor.ia").get(f"{package}/factors/proposing").status_code in {403, 404}


def test_the_official_weighs_himself_and_nobody_else_changes_it(both, acting, action_of, sign_in):
    client, path = sign_in("official2.cbp"), f"/packages/{both}/1/worksheet"
    page = client.get(path)
    answer = client.post(path, data={"version": version_in(page), **ONE})
    assert answer.status_code == 302
    assert "1 of 12 factors" in client.get(f"/packages/{both}/1").text
    with acting("specialist.ler") as session:
        weights = {"DOUGLAS-03": ("AGGRAVATING", "One in 2019.")}
        refused(
            lambda: service.save_worksheet(
                action_of(session), actor=current_actor(), weights=weights
            ),
            "factor 3 himself",
        )
    with acting("official.cbp") as session, pytest.raises(Denied):
        service.save_worksheet(action_of(session), actor=current_actor(), weights={})
    assert sign_in("official.cbp").get(path).status_code == 404
    stale = client.post(path, data={"version": 0, "weight_3": "NEUTRAL", "text_3": "Other"})
    assert stale.status_code == 409


def test_a_factor_cites_what_the_official_received_and_nothing_else(
    both, acting, action_of, sign_in, app
):
    with acting() as session:
        received = {
            row.label: row.id
            for row in session.scalars(select(PackageReceipt)).all()
            if row.part is PackagePart.DECIDING
        }
        others = session.scalars(
            select(PackageReceipt.id).where(PackageReceipt.part == PackagePart.PROPOSING)
        ).all()
    assert others
    assert {"Proposing official’s Douglas worksheet", "Report 001: Findings"} <= received.keys()
    client, path = sign_in("official2.cbp"), f"/packages/{both}/1/worksheet"
    version = version_in(client.get(path))
    wrong = {"version": version, **ONE, "cites_3": str(others[0])}
    assert client.post(path, data=wrong).status_code == 422
    right = {"version": version, **ONE, "cites_3": str(received["Report 001: Findings"])}
    assert client.post(path, data=right).status_code == 302
    page = client.get(f"/packages/{both}/1/factors/deciding").text
    assert "Rests on: Report 001: Findings" in page
    with acting("specialist.ler") as session:
        weights = {"DOUGLAS-04": ("NEUTRAL", "x")}
        refused(
            lambda: service.save_worksheet(
                action_of(session),
                actor=current_actor(),
                weights=weights,
                cites={"DOUGLAS-04": [others[0]]},
            ),
            "only what the deciding official received",
        )
    with acting() as session:
        entry = session.scalars(select(DouglasEntry.id)).first()
        assert session.scalars(select(FactorCitation)).one().receipt.label.startswith("Report")
    wrong_row = (
        "INSERT INTO factor_citation (action_id, case_id, entry_id, receipt_id, part)"
        f" SELECT action_id, case_id, {entry}, {{receipt}}, '{{part}}' FROM douglas_entry LIMIT 1"
    )
    for receipt, part in ((others[0], "DECIDING"), (others[0], "PROPOSING"), (9999, "DECIDING")):
        with app.app_context(), pytest.raises(IntegrityError), unit_of_work.write() as session:
            session.connection().execute(text(wrong_row.format(receipt=receipt, part=part)))


def test_typing_is_kept_for_its_writer_and_given_back(both, acting, sign_in, reading):
    client, path = sign_in("official2.cbp"), f"/packages/{both}/1/worksheet"
    typed = {"version": "0", "weight_5": "AGGRAVATING", "text_5": "Trust is half", "cites_5": "x"}
    answer = client.post(f"{path}/draft", data=typed)
    assert json.loads(answer.data)["saved"]
    page = client.get(path).text
    assert "Not saved yet." in page
    assert "Trust is half" in page
    assert (
        "Trust is half"
        not in sign_in("specialist.ler").get(f"/cases/{both}/actions/1/worksheet").text
    )
    with reading("official.cbp") as session:
        assert session.scalar(select(WorksheetDraft)) is None
    with reading("official2.cbp") as session:
        assert "Trust" not in session.scalars(select(WorksheetDraft)).one().sealed
    assert client.post(f"{path}/discard").status_code == 302
    assert "Not saved yet." not in client.get(path).text


def test_twelve_factors_stand_before_a_decision_under_subpart_d(both, acting, action_of, app):
    with app.app_context(), pytest.raises(IntegrityError), unit_of_work.write() as session:
        session.connection().execute(
            text("UPDATE disciplinary_action SET decided_on = '2024-04-02'")
        )
    with acting("specialist.ler") as session:
        action = action_of(session)
        refused(lambda: discipline.decided(session, action), "all 12 Douglas factors")
    with acting("specialist.ler") as session:
        action = discipline.weighed(session, action_of(session))
        discipline.decided(session, action)
    for statement in (
        "UPDATE douglas_entry SET text = 'other'",
        "DELETE FROM douglas_entry",
        "UPDATE penalty SET days = 3 WHERE stage = 'PROPOSED'",
        "UPDATE penalty SET stage = 'SETTLED' WHERE stage = 'DECIDED'",
        "DELETE FROM penalty WHERE stage = 'DECIDED'",
    ):
        with app.app_context(), pytest.raises(IntegrityError), unit_of_work.write() as session:
            session.connection().execute(text(statement))


def test_the_log_says_what_was_received_when_by_what_act_and_when_it_was_opened(
    both, acting, action_of, sign_in
):
    client = sign_in("official2.cbp")
    client.get(f"/packages/{both}/1")
    client.get(f"/packages/{both}/1/report/1")
    with acting() as session:
        log = log_of(action_of(session))
        lines = {row.receipt.label: row for row in log if row.receipt.part is PackagePart.DECIDING}
    assert lines["Report 001: Findings"].opened_at is not None
    assert lines["Written answer of Mar 6, 2024"].opened_at is not None
    assert lines["Proposing official’s Douglas worksheet"].opened_at is None
    page = client.get(f"/packages/{both}/1").text
    assert "2 of 5 opened" in page
    reader, at = sign_in("specialist.ler"), f"/cases/{both}/actions/1/received"
    shown = reader.get(at).text
    for words in ("Report 001: Findings", "Notice served", "Answer recorded", "Not opened"):
        assert words in shown, words
    export = reader.get(f"{at}/export/csv")
    assert export.status_code == 200
    assert "Proposing official’s Douglas worksheet" in export.text
    assert reader.get(f"{at}/export/pdf").status_code == 404
    for name in ("official2.cbp", "supervisor.ia", "supervisor.elr"):
        for path in (at, f"{at}/export/csv"):
            assert sign_in(name).get(path).status_code in {403, 404}, (name, path)


def test_who_takes_part_in_the_case_is_refused_by_the_database_too(both, app, acting, action_of):
    with acting() as session:
        cases.party(session, action_of(session).case, role="WITNESS", account="counsel.cbp")
        key = discipline.user("counsel.cbp", session).id
        same = action_of(session).proposing_official_id
    for official in (key, same):
        statement = f"UPDATE disciplinary_action SET deciding_official_id = {official}"
        with app.app_context(), pytest.raises(IntegrityError), unit_of_work.write() as session:
            session.connection().execute(text(statement))
    with acting() as session:
        assert len(session.scalars(select(ProposingFactor)).all()) == 12
