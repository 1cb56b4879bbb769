"""The address of every page of the product, in a world where nearly all of them open."""

import inspect
from datetime import date

from sqlalchemy import select

from jicms.access import guard, policy
from jicms.auth.models import Office
from jicms.cases.models import CaseStatus, PartyRole
from jicms.core import clock
from jicms.custody.models_rounds import InventoryRound
from jicms.discipline import service as lr
from jicms.discipline.models import DisciplinaryAction, LrReferral
from jicms.discipline.service import ChargeText
from jicms.go_live.models import GoLiveAnswer
from jicms.intake import service as intake
from jicms.investigations.models import ReportStatus
from jicms.people.models import Person
from jicms.people.models_merge import PersonMerge
from jicms.routing import transfers
from jicms.saved import service as saved
from tests.access.test_children import ARGUMENTS
from tests.factories import (
    accounts,
    cases,
    complaints,
    discipline,
    evidence,
    investigations,
    received,
)
from tests.factories import board as boards
from tests.factories.outside import entered
from tests.factories.world import world

#: Pages that open only in a state that the world is not in; each has tests of its own.
ELSEWHERE = {
    "auth.sign_in": "sends those who are signed in to My work",
    "interviews.form_file": "needs the code of a form: tests/interviews/test_pages",
    "investigations.download": "needs an uploaded report: tests/investigations",
    "cases.decide_request": "needs a restricted case: tests/walls",
    "people.reveal_ssn": "needs the numbers to be collected: tests/people/test_ssn",
    "early_notice.index": "needs the feature to be live: tests/early_notice",
    "early_notice.show": "needs the feature to be live: tests/early_notice",
    "early_notice.review": "needs the feature to be live: tests/early_notice",
    "exports.download": "needs a released package: tests/exports",
    "custody.receipt": "needs an event with a receipt: tests/custody",
    "custody.preview": "needs a picture: tests/custody",
    "custody.play": "needs sound or film: tests/custody",
    "cases.bulk_act": "needs an act: tests/cases/test_bulk",
    "saved.show": "leads to its list: tests/saved",
    "imports.show": "needs a run: tests/imports",
    "imports.download": "needs a run: tests/imports",
    "uploads.earlier": "no page: answers what a client asks of an upload: tests/files",
    "prosecution.lift_seal": "needs a sealed matter: tests/prosecution/test_court",
    "disclosure.reply_letter": "needs an answered request: tests/disclosure",
    "discipline.departure_decision": "needs a decided departure: tests/discipline/test_departures",
    "discipline.determine": "needs counsel to be asked: tests/discipline/test_departures",
    "litigation.production_manifest": "needs a file that was made: tests/litigation",
    "litigation.production_volume": "needs a file that was made: tests/litigation",
    "litigation.discovery_file": "needs a file: tests/litigation",
    "litigation.discovery_answer_file": "needs an answer: tests/litigation",
    "litigation.information_file": "needs a file: tests/litigation",
    "litigation.information_letter": "needs an answer: tests/litigation",
    "discipline.signed_copy": "needs a signed agreement: tests/discipline/test_agreements",
    **dict.fromkeys(
        (
            "discipline.notice_letter",
            "discipline.decision_letter",
            "discipline.answer_file",
            "discipline.letter_file",
            "discipline.service_proof",
            "packages.report",
            "packages.report_file",
            "packages.exhibit",
            "packages.exhibit_file",
            "packages.document",
            "packages.notice_letter",
            "packages.answer_file",
            "packages.worksheet",
            "packages.factors",
            "packages.new_file",
            "packages.contact",
            "packages.compared",
            "discipline.new_material_file",
            "discipline.new_material_proof",
        ),
        "needs letters or a filled package: tests/discipline",
    ),
}


def made(acting):
    """A case in the middle of everything, open to whoever works on cases: the values of every
    address, by endpoint; "" for all others."""
    with acting() as session:
        middle = world(session, n=3)
        for username in ("specialist.ler", "official.cbp", "official2.cbp", "counsel.cbp"):
            cases.grant(session, middle.case, user=username, kind="package")
        middle.link = cases.link(session, middle.case, cases.case(session))
        found = {name: get(middle) for name, get in ARGUMENTS.items()}
        found |= {"key": "findings", "kind": "csv", "person_id": person_of(session)}
        twin, merged = person_of(session, "4410-2277"), person_of(session, "4410-2278")
        found |= {"other_id": twin, "merge_id": merge_of(session, found["person_id"], merged)}
        keeper = accounts.actor_of("custodian.ia")
        counted = InventoryRound(office_id=keeper.office_id, n=1, begun_by_id=keeper.user_id)
        session.add(counted)
        session.flush()
        found["round_id"] = counted.id
        waiting = received.report(session)
        found |= {"report_id": waiting.id, "desk_file_n": received.file(session, waiting).n}
        answer = GoLiveAnswer(
            feature="early-notice",
            item="PRIVACY",
            reference="PIA 12",
            dated=date(2026, 10, 1),
            given_by_id=accounts.actor_of("admin").user_id,
            given_at=clock.now(),
        )
        session.add(answer)
        session.flush()
        live = {"feature": answer.feature, "item": answer.item, "answer_id": answer.id}
    with acting("supervisor.ia"):
        keeper = accounts.actor_of("supervisor.ia")
        kept = saved.save(actor=keeper, list_key="cases", name="Mine", query="status=OPEN").id
    with acting("intake.ia"):
        actor = accounts.actor_of("intake.ia")
        draft = intake.save_draft([("narrative", "Half")], actor=actor, key="k1").id
    lists = {"key": "allegation-category", "code": "IT-02"}
    codes = ("admin.code_list", "admin.add_code", "admin.edit_code", "admin.retire_code")
    drafts = {key: {"number": draft} for key in ("intake.resume", "intake.discard")}
    drafts["intake.desk_file"] = {"n": found.pop("desk_file_n")}
    drafts |= {f"saved.{name}": {"number": kept} for name in ("show", "edit", "remove")}
    drafts["saved.add"] = {"key": "cases"}
    rule = {"admin.revise_rule": {"code": "TRIAGE", "version": 1}}
    golive = dict.fromkeys(("go_live.show", "go_live.fill", "go_live.end"), live)
    routed = ("admin.revise_routing_rule", "admin.end_routing_rule")
    rule |= {key: {"code": "OWN_PEOPLE"} for key in routed}
    tabled = ("admin.revise_offense", "admin.end_offense")
    rule |= {key: {"code": "CBP-CANDOR"} for key in tabled}
    own = {
        "prosecution.download": {"m": 1},
        **rule,
        **dict.fromkeys(codes, lists),
        **drafts,
    }
    every = {"": found, **own, **golive, **elsewhere(acting), **drafted(acting)}
    found |= boarded(acting)
    earlier = {"person_id": found["person_id"]}
    earlier["record"] = entered(acting, earlier["person_id"], verified=False)
    of_record = ("outside", "correct_outside", "withdraw_outside", "verify_outside")
    return every | {f"discipline.{name}": earlier for name in of_record}


def boarded(acting):
    """A meeting of a review board with an action on its agenda."""
    with acting() as session:
        draft = discipline.lead(session, "DRAFT")
    with acting("supervisor.ler") as session:
        made = boards.meeting(session, session.get(DisciplinaryAction, draft.action))
        member = made.board.members[-1].id
        return {"meeting_id": made.id, "item_id": made.items[0].id, "member_id": member}


def drafted(acting):
    """A draft of an action with a charge, and a referral that came back."""
    with acting() as session:
        draft = discipline.lead(session, "DRAFT")
        action = session.get(DisciplinaryAction, draft.action)
        said = ChargeText(discipline.link_of(session, action), "Misuse", "Thirty searches")
        lr.draft_charge(action, actor=session.info["actor"], text=said)
    with acting() as session:
        back = discipline.lead(session, "REFERRED")
    with acting("supervisor.ler") as session:
        referral = session.get(LrReferral, back.referral)
        referral.to_office.telephone = "202-555-0140"
        lr.return_referral(referral, actor=session.info["actor"], reason="No exhibits came")
    steps = ("charges", "add_charge", "edit_charge", "remove_charge", "move_charge")
    steps += ("add_specification", "edit_specification", "remove_specification")
    of = {"number": draft.number, "n": 1, "charge": 1, "specification": 1}
    returned = {"number": back.number, "referral": back.referral}
    letters = ("return_letter", "return_letter_docx")
    found = {f"discipline.{name}": of for name in steps}
    return found | {f"discipline.{name}": returned for name in letters}


def elsewhere(acting):
    """Values of pages that open in a state that the world is not in, each in a case of its own."""
    with acting() as session:
        case = cases.case(session, status=CaseStatus.TRIAGE)
        cases.party(session, case, role=PartyRole.SUBJECT, description="First officer")
        work = investigations.investigation(session, case)
        drawn = investigations.report(session, work, body="")
        told = evidence.statement(session, case.number, n=1, warning_code="KALKINES")
        draft = {"number": case.number, "report": drawn.n, "statement": told.n}
        asked = cases.case(session, status=CaseStatus.TRIAGE)
        cases.party(session, asked, role=PartyRole.SUBJECT, description="First officer")
        work = investigations.investigation(session, asked)
        going = investigations.report(session, work, type_code="PROSECUTION_REFERRAL")
        going.approved_by_id, going.approved_at = work.reviewer_id, clock.now()
        going.status = ReportStatus.APPROVED
        transmitted = {"number": asked.number, "report": going.n}
    with acting("supervisor.ia") as session:
        actor = session.info["actor"]
        opr = session.scalar(select(Office).where(Office.code == "OPR"))
        sent, back = complaints.recorded(actor), complaints.recorded(actor)
        for case in (sent, back):
            intake.begin_triage(case, actor=actor)
        transfers.send(sent, actor=actor, office=opr, reason="Their officers too")
        intake.return_to_desk(back, actor=actor, missing="Which shift it was")
        routed = ("accept", "give_back", "recall")
        found = {f"routing.{name}": {"number": sent.number} for name in routed}
        found["intake.complete"] = {"number": back.number}
    written = ("edit", "section", "take_in", "docx")
    found |= {f"investigations.{name}": draft for name in written}
    return found | {"evidence.exposed": draft, "exports.transmit_report": transmitted}


def merge_of(session, kept, merged):
    """A record that became a part of another."""
    session.get(Person, merged).merged_into_id = kept
    made = PersonMerge(kept_id=kept, merged_id=merged, reason="One man", undone_reason="")
    session.add(made)
    session.flush()
    return made.id


def person_of(session, number="4410-2276"):
    """Somebody of the agency's directory who is nobody's own record here."""
    person = Person(
        kind_code="EMPLOYEE",
        given_name="Garrick",
        family_name="Dunmoor",
        search_name="garrick dunmoor",
        employee_number=number,
        agency_id=accounts.person_of(session, "supervisor.ia").agency_id,
    )
    session.add(person)
    session.flush()
    return person.id


def address_of(app, rule, values):
    known = {**values[""], **values.get(rule.endpoint, {})}
    with app.test_request_context():
        known = {name: known.get(name, 1) for name in rule.arguments}
        return app.url_map.bind("localhost").build(rule.endpoint, known)


def page_rules(app):
    return [
        rule
        for rule in app.url_map.iter_rules()
        if "GET" in rule.methods and not rule.rule.startswith(("/assets/", "/api/"))
    ]


def may_ever_open(app, role, rule):
    """Whether the rules of the page's action leave room for the role at all: where they do not,
    the policy refuses whatever the record (tests/access/test_matrix)."""
    access = guard.access_of(app, rule.endpoint)
    if access.public is not None:
        return True
    rows = policy.registered()[access.action]
    return any(all(role in _roles(check) for check in row if _roles(check)) for row in rows)


def _roles(check):
    """The roles that a predicate of `has_role` asks for; none of another predicate."""
    return inspect.getclosurevars(check).nonlocals.get("roles", ())
