"""What may go to whom, and who may know of it: the two teams of one case, in every channel."""

from datetime import date

import pytest
from sqlalchemy import select

from jicms.cases.handling import Handling
from jicms.core import clock
from jicms.core.errors import RuleBroken
from jicms.evidence import exposure
from jicms.evidence import service as evidence_service
from jicms.evidence.models import Document, Exhibit, Statement
from jicms.evidence.models_derived import Derivation
from jicms.exports import choosing, releasing, service
from jicms.exports.models import ExportPackage
from jicms.exports.rules import EFFECTS, Recipient, shut_by
from jicms.investigations import bodies
from jicms.investigations.models import Report, ReportStatus
from jicms.notices.models import Notice
from jicms.prosecution import service as prosecution
from jicms.refdata.models_exports import Side
from tests.exports.conftest import (
    CRIMINAL,
    HEAD,
    MAKER,
    SUPERVISOR,
    prepared,
    the_package,
    told,
    unpacked,
)
from tests.factories import accounts, evidence
from tests.factories.investigations import user

P, T, C, Y, A, O = (  # noqa: E741 - a table is read by its letters
    *(Side.PROSECUTION, Side.TRIBUNAL, Side.COUNSEL),
    *(Side.PARTY, Side.AGENCY, Side.OVERSIGHT),
)
#: By hand: to whom each mark lets a record go by itself, and to whom on an order besides.
OPEN = {
    Handling.GARRITY_COMPELLED: ({T, C, Y}, {O}),
    Handling.COMPELLED_TAINT: ({T, C, Y}, {O}),
    Handling.GRAND_JURY: (set(), {P}),
    Handling.PROSECUTOR_ONLY: ({P}, set()),
    Handling.IDENTITY_PROTECTED: (set(), {P, C}),
    Handling.BRADY: ({P, T, C, Y, A, O}, set()),
    Handling.GIGLIO: ({P, C}, {T}),
    Handling.HENTHORN: ({P, C}, {T}),
    Handling.TAX_6103: (set(), {P, T}),
    Handling.MEDICAL: ({C, T}, {P}),
    Handling.PRIVILEGED: ({C}, set()),
    Handling.CLASSIFIED: (set(), set()),
    Handling.INFORMANT: ({P}, set()),
    Handling.JUVENILE: (set(), {P, T}),
    Handling.SAR: ({P}, set()),
    Handling.SEC_1367: (set(), {P, T, O}),
    Handling.ASYLUM_208_6: (set(), {P, T, O}),
    Handling.PREA_SENSITIVE: ({P, C}, {T}),
    Handling.EEO: ({C, T}, set()),
}


def test_every_mark_shuts_what_the_table_does_not_open(app, reading):
    assert OPEN.keys() == EFFECTS.keys() == set(Handling)
    with reading():
        for flag, (freely, on_order) in OPEN.items():
            for side in Side:
                plain, ordered = Recipient(side), Recipient(side, has_order=True)
                listed = Recipient(side, has_order=True, is_listed=True)
                assert (not shut_by(int(flag), plain)) == (side in freely), (flag, side)
                assert (not shut_by(int(flag), listed)) == (side in freely | on_order), (flag, side)
                by_order_alone = flag is not Handling.GRAND_JURY and side in freely | on_order
                assert (not shut_by(int(flag), ordered)) == by_order_alone, (flag, side)
        both = int(Handling.BRADY | Handling.SAR | Handling.MEDICAL)
        assert shut_by(both, Recipient(P, has_order=True)) == []
        assert len(shut_by(both, Recipient(Y))) == 2


def test_the_criminal_team_is_neither_offered_nor_given_the_compelled_statement(
    acting, records, sign_in
):
    with acting(CRIMINAL) as session:
        package = prepared(session, records, "statement-1", name=CRIMINAL, recipient="APPELLANT")
        actor = accounts.actor_of(CRIMINAL)
        assert "statement-2" not in {row.value for row in choosing.candidates(package)}
        said = []
        for value in ("statement-2", "statement-77"):
            with pytest.raises(RuleBroken) as refused:
                service.choose(package, [value], actor=actor)
            said.append(refused.value.sentences)
        assert said[0] == said[1]
    client = sign_in(CRIMINAL)
    page = client.get(f"/cases/{records}/exports/1/records").text
    assert "S01" in page
    assert "S02" not in page
    assert "ompelled" not in page
    told = client.post(
        f"/cases/{records}/exports/1/records", data={"records": "statement-2", "version": "3"}
    )
    assert told.status_code == 422
    assert "S02" not in told.text


def test_no_prosecution_package_holds_it_whoever_makes_it(acting, records, sign_in):
    with acting(MAKER) as session:
        package = prepared(session, records, "item-1")
        with pytest.raises(RuleBroken, match=r"S02 .*Compelled: not for this recipient\."):
            service.choose(package, ["item-1", "statement-2"], actor=accounts.actor_of(MAKER))
    page = sign_in(MAKER).get(f"/cases/{records}/exports/1/records").text
    assert 'value="statement-2"' not in page
    assert "Compelled: not for this recipient." in page
    # The other way round: chosen for the appellant, then addressed to a prosecutor.
    with acting(MAKER) as session:
        actor, package = accounts.actor_of(MAKER), the_package(session)
        service.readdress(package, told("APPELLANT"), actor=actor)
        service.choose(package, ["statement-2"], actor=actor)
        for code in ("PROSECUTOR", "CRIMINAL_COURT", "LAW_ENFORCEMENT", "INSPECTOR_GENERAL"):
            with pytest.raises(RuleBroken, match="Take these out"), session.begin_nested():
                service.readdress(package, told(code, order_reference="Order 7"), actor=actor)


def test_a_copy_of_it_under_no_mark_is_kept_back_without_a_word(acting, records):
    with acting(CRIMINAL) as session:
        copy = evidence.upload(b"I did it, he said.\n", name="notes.txt")
        evidence.document(session, records, name=CRIMINAL, file=copy)
        package = prepared(session, records, "item-1", name=CRIMINAL)
        with pytest.raises(RuleBroken) as refused:
            service.choose(package, ["document-2"], actor=accounts.actor_of(CRIMINAL))
        assert refused.value.sentences == (f"Document 2 Badge records. {choosing.SHUT}",)


def test_a_package_that_holds_it_does_not_exist_for_the_criminal_side(
    reading, records, release, sign_in, tmp_path
):
    release("statement-2", "item-1", recipient="APPELLANT")
    paths = [f"/cases/{records}/exports/1{end}" for end in ("", "/package", "/release", "/cancel")]
    for name in (CRIMINAL, HEAD):
        client = sign_in(name)
        page = client.get(f"/cases/{records}/exports").text
        assert "Export 1" not in page
        assert "R. Vale" not in page
        assert [client.get(path, buffered=True).status_code for path in paths] == [404] * 4
        assert "Export 1" not in client.get(f"/cases/{records}/timeline").text
    with reading() as session:
        told = {row.user_id: row.event for row in session.query(Notice).all()}
        assert accounts.actor_of(HEAD).user_id not in told
        assert accounts.actor_of(SUPERVISOR).user_id in told
    names = unpacked(sign_in(MAKER).get(paths[1], buffered=True), tmp_path)
    assert "files/S02.txt" in names
    assert (tmp_path / "files/S02.txt").read_bytes() == b"I did it, he said.\n"


def test_what_was_derived_of_it_is_kept_back_before_anybody_marks_it(acting, records):
    with acting(CRIMINAL) as session:
        evidence.document(session, records, name=CRIMINAL, file=evidence.upload(b"Led there\n"))
    with acting() as session:
        statement = session.query(Statement).filter_by(n=2).one()
        derived = {"entity": "document", "entity_id": 2, "reason": "Found by what he said"}
        source = {"source_entity": "statement", "source_id": statement.id}
        handling = int(Handling.GARRITY_COMPELLED)
        session.add(Derivation(case=statement.case, handling=handling, **derived, **source))
    with acting(CRIMINAL) as session:
        package = prepared(session, records, "item-1", name=CRIMINAL)
        with pytest.raises(RuleBroken) as refused:
            service.choose(package, ["document-2"], actor=accounts.actor_of(CRIMINAL))
        assert refused.value.sentences == (f"Document 2 Badge records. {choosing.SHUT}",)


def test_a_report_goes_as_its_approved_pdf_and_by_the_marks_of_all_that_it_rests_on(
    acting, records, sign_in, tmp_path
):
    with acting(MAKER) as session:
        actor = accounts.actor_of(MAKER)
        case = evidence.the_case(session, records)
        report = Report(
            case=case,
            investigation=evidence.the_investigation(session),
            n=1,
            type_code="INTERIM",
            title="Where it stands",
            author_id=actor.user_id,
        )
        session.add(report)
        session.flush()
        document = session.query(Document).one()
        exhibit = {"n": 1, "description": "Badge records", "document": document}
        session.add(Exhibit(case=case, report=report, **exhibit))
        session.flush()
        report.status, report.approved_at = ReportStatus.APPROVED, clock.now()
        bodies.store(report, bodies.Made({}, b"%PDF-1.7 as approved", report.approved_at))
        session.flush()
        package = prepared(session, records, "report-1", "exhibit-R001-1", "document-1")
        # A record that goes as an exhibit does not go a second time.
        assert [row.record.key for row in package.contents] == ["R001", "Document 1"]
        service.ask(package, actor=actor)
    with acting(SUPERVISOR) as session:
        releasing.at_once(the_package(session), actor=accounts.actor_of(SUPERVISOR))
    path = f"/cases/{records}/exports/1/package"
    unpacked(sign_in(MAKER).get(path, buffered=True), tmp_path)
    assert (tmp_path / "files/R001.pdf").read_bytes() == b"%PDF-1.7 as approved"
    with acting() as session:
        session.query(Exhibit).one().handling = int(Handling.INFORMANT)
        package = the_package(session)
        assert choosing.refusals(package) == []
        behind = choosing.Judge(package.case, Recipient(Side.PARTY))
        row = next(row for row in choosing.candidates(package) if row.value == "report-1")
        assert behind.judged(row).shut == (choosing.SHUT,)


def test_what_is_marked_later_stops_the_download(acting, records, release, sign_in):
    release("document-1")
    path = f"/cases/{records}/exports/1/package"
    assert sign_in(MAKER).get(path, buffered=True).status_code == 200
    with acting(MAKER) as session:
        row = session.query(Document).one()
        by_hand = {"whose": evidence.party(session), "why": "Another office compelled it."}
        evidence_service.mark(
            row,
            actor=accounts.actor_of(MAKER),
            handling=int(Handling.GARRITY_COMPELLED),
            **by_hand,
        )
    answer = sign_in(MAKER).get(path, buffered=True)
    assert answer.status_code == 422
    assert "Compelled: not for this recipient." in answer.text


def test_grand_jury_material_goes_to_a_listed_prosecutor_by_order_alone(acting, records, sign_in):
    with acting(CRIMINAL) as session:
        actor = accounts.actor_of(CRIMINAL)
        file = evidence.upload(b"Transcript\n", name="gj.txt")
        document = evidence.document(
            session,
            records,
            name=CRIMINAL,
            file=file,
            handling=int(Handling.GRAND_JURY),
            named=[user(session, HEAD)],
        )
        referral = prosecution.refer(
            document.case,
            actor=actor,
            party=evidence.party(session),
            level_code="FEDERAL",
            office="U.S. Attorney’s Office",
            prosecutor="R. Vale",
            on=date(2026, 11, 3),
        )
        package = prepared(session, records, "item-1", name=CRIMINAL)
        for more in ({}, {"order_reference": "Order 7"}, {"referral": referral}):
            service.readdress(package, told(**more), actor=actor)
            with pytest.raises(RuleBroken, match="Grand jury material"):
                service.choose(package, ["document-2"], actor=actor)
        service.readdress(package, told(order_reference="Order 7", referral=referral), actor=actor)
        service.choose(package, ["document-2"], actor=actor)
        service.ask(package, actor=actor)
    # The supervisor is not on its access list: no package, no notice.
    assert sign_in(SUPERVISOR).get(f"/cases/{records}/exports/1").status_code == 404
    with acting(HEAD) as session:
        assert releasing.at_once(the_package(session), actor=accounts.actor_of(HEAD)) is None
        notices = session.query(Notice).filter_by(event="EXPORT_WAITS").all()
        assert {row.user_id for row in notices} <= {accounts.actor_of(HEAD).user_id}
    assert (
        sign_in(CRIMINAL).get(f"/cases/{records}/exports/1/package", buffered=True).status_code
        == 200
    )


def test_another_office_and_another_case_find_nothing(acting, records, release, sign_in):
    release("item-1")
    for name in ("supervisor.opr", "specialist.ler", "custodian.ia", "auditor", "admin"):
        answer = sign_in(name).get(f"/cases/{records}/exports/1")
        assert answer.status_code in {403, 404}, name
        assert (
            sign_in(name).get(f"/cases/{records}/exports/1/package", buffered=True).status_code
            != 200
        )
    with acting() as session:
        assert session.query(ExportPackage).count() == 1


def test_whom_a_released_package_went_to_and_its_maker_came_to_know_what_is_in_it(
    acting, records, release
):
    def known(session):
        said = session.scalars(select(Statement).where(Statement.n == 2)).one()
        return {
            (one.user_id, one.who, one.how): one.at
            for one in exposure.exposures_of(said)
            if one.how in {"Received in a package", "Put into a package"}
        }

    with acting(MAKER) as session:
        package = prepared(session, records, "statement-2", recipient="APPELLANT")
        service.ask(package, actor=accounts.actor_of(MAKER))
        assert known(session) == {}, "nothing has gone out yet"
    with acting(SUPERVISOR) as session:
        assert releasing.at_once(the_package(session), actor=accounts.actor_of(SUPERVISOR)) is None
    with acting() as session:
        package, maker = the_package(session), accounts.actor_of(MAKER)
        at = package.released_at
        assert known(session) == {
            (None, "R. Vale", "Received in a package"): at,
            (maker.user_id, package.made_by.name, "Put into a package"): at,
        }
