"""Whatever is typed on a page of a case is read for what a protected person is known by."""

import inspect
import io
import re
from functools import cache
from pathlib import Path

import pytest

from jicms.access import guard
from jicms.cases.leak_check import case_in
from jicms.cases.models import Case, IdentityMode, PartyRole
from jicms.cases.service import vault
from jicms.investigations.models import Report, ReportStatus
from jicms.web.forms import BaseForm, Repeat
from jicms.web.forms.base import leaves
from jicms.web.forms.fields import Plain
from tests.access.test_children import ARGUMENTS
from tests.architecture.every_page import address_of
from tests.factories import cases
from tests.factories.world import world

PACKAGE = Path(__file__).parents[2] / "jicms"
#: Whoever takes the steps of a case, those who take most of them first.
WRITERS = (
    *("supervisor.ia", "investigator.ia", "supervisor.ler", "specialist.ler"),
    *("official.cbp", "official2.cbp", "counsel.cbp", "intake.ia"),
)
PLANTED = "Told by Brennek herself"
WARNED = "the name “brennek”"
#: Said where it is not the turn of a step.
SHUT = "Not possible now"

#: Pages without a case of their own that take a text, and why it is not compared with a vault.
OF_NO_CASE = {
    "cases.ask_for_case": "a hidden case: a warning would tell that it exists",
    "cases.declare_recusal": "a hidden case: a warning would tell that it exists",
    "cases.hand_over": "many cases at once; the reason goes to tasks that have owners",
    "custody.round_page": "a number and a shelf, before it is known of which case",
    **dict.fromkeys(
        (
            *("disclosure.new", "disclosure.source", "disclosure.review"),
            *("disclosure.disclosed", "disclosure.answer", "disclosure.decide_flag"),
        ),
        "a prosecutor’s request about an employee, of no case",
    ),
    "discipline.board_settings": "the office’s board, of no case",
    "discipline.meeting_new": "a meeting of the board, before a matter is on it",
    "discipline.reassign": "many actions at once",
    **dict.fromkeys(
        ("discipline.new_outside", "discipline.correct_outside", "discipline.withdraw_outside"),
        "what was imposed on a person elsewhere, of no case here",
    ),
    "prosecution.enter_standing": "an office’s letter about no case in particular",
    "intake.new": "there is no case yet: reads its texts itself, before it is recorded",
    "intake.receipt": "a code that is looked up, and kept nowhere",
    "intake.autosave": "an encrypted draft of its author",
}
#: Parts of the product in which there is no case.
WITHOUT_CASES = (
    *("admin.", "auth.", "people.", "imports.", "reports.", "search.", "notices."),
    *("relations.", "go_live.", "saved.", "early_notice."),
)
#: Pages that open in a state that the world is not in.
ELSEWHERE = {
    "cases.decide_request": "needs a restricted case",
    "discipline.add_charge": "needs a draft of an action",
    "discipline.edit_charge": "needs a draft of an action",
    "discipline.add_specification": "needs a draft of an action",
    "discipline.edit_specification": "needs a draft of an action",
    **dict.fromkeys(
        (
            *("discipline.analysis", "discipline.waive_analysis"),
            *("discipline.conclude", "discipline.proposal"),
        ),
        "needs a draft of an action",
    ),
    **dict.fromkeys(
        (
            *("discipline.furnished", "discipline.ask_extension", "discipline.extension"),
            *("discipline.schedule_oral", "discipline.hold_oral", "discipline.end_oral"),
            *("discipline.effective", "discipline.nature"),
        ),
        "needs an action that was proposed, answered, or took effect: tests/discipline",
    ),
    **dict.fromkeys(
        (
            *("discipline.add_new_material", "discipline.answer", "discipline.decision"),
            *("discipline.decision_service", "discipline.early_date", "discipline.leave_new"),
            *("discipline.mitigate_new", "discipline.serve_new"),
        ),
        "needs an action whose notice was served, or decided: tests/discipline",
    ),
    "discipline.determine": "needs counsel to be asked: tests/discipline/test_departures",
    "prosecution.lift_seal": "needs a sealed matter: tests/prosecution/test_court",
    "discipline.record": "needs a reprimand in force: tests/discipline/test_prior",
    "intake.complete": "needs a case that was sent back to the desk",
    "routing.give_back": "needs a case that another office sent",
    "routing.recall": "needs a case that was sent to another office",
    "investigations.edit": "needs a report in draft: tests/cases/test_leaks",
    "investigations.take_in": "needs a report in draft: tests/investigations/test_word",
    "investigations.section": "needs a report in draft: tests/cases/test_leaks",
}
#: Kinds of fields that take no words of the user's own.
NO_WORDS = {
    "Hidden": "carried along by the page",
    "Password": "a secret, never stored as it is",
    "SsnText": "nine digits, sealed",
    "Number": "digits alone",
    "Amount": "digits alone",
    "Hours": "digits alone",
    "Version": "digits alone",
    "Flag": "a tick",
    "Code": "an entry of a list",
    "Codes": "entries of a list",
    "UsDate": "a date",
    "LocalTime": "a time",
}


def views(app):
    """Each route that takes a form: its endpoint, the view itself, and how it loads a record."""
    for rule in app.url_map.iter_rules():
        if "POST" in rule.methods:
            view = app.view_functions[rule.endpoint]
            yield rule, view.__wrapped__, guard.access_of(app, rule.endpoint)


def named_in(function, seen):
    """The classes and functions of ours that a function mentions, and what those mention."""
    for found in mentioned(function):
        module = getattr(found, "__module__", None) or ""
        if found in seen or not module.startswith("jicms."):
            continue
        if inspect.isclass(found):
            seen.append(found)
        elif inspect.isfunction(found) and ".views" in module and hasattr(found, "__code__"):
            seen.append(found)
            named_in(found, seen)
    return seen


def mentioned(function):
    """What the names of a function stand for: `ReasonForm`, and `forms.ReasonForm` as well."""
    names, seen = function.__code__.co_names, function.__globals__
    for name in names:
        found = seen.get(name)
        yield found
        if inspect.ismodule(found) and found.__name__.startswith("jicms."):
            yield from (getattr(found, other, None) for other in names)


def forms_of(view):
    return [
        found
        for found in named_in(view, [])
        if inspect.isclass(found) and issubclass(found, BaseForm)
    ]


@cache
def texts_in(app, form_class):
    """The names of the text fields of a form, those of its entries included."""
    with app.test_request_context():
        form = form_class(formdata=None)
        for field in form:
            if isinstance(field, Repeat) and not field.entries:
                field.append_entry()
        return [field.name for field in leaves(form) if getattr(field, "is_text", False)]


def test_every_page_that_takes_a_text_loads_its_case_first(app):
    wrong, seen = [], 0
    for rule, view, access in views(app):
        if rule.endpoint.startswith(WITHOUT_CASES):
            continue
        takes = [form for form in forms_of(view) if texts_in(app, form)]
        if not takes or rule.endpoint in OF_NO_CASE:
            continue
        seen += 1
        loads = next(iter(inspect.signature(view).parameters.values()), None)
        record = loads.annotation if loads is not None and access.load is not None else None
        if record is not Case and not hasattr(record, "case"):
            wrong.append(f"{rule.endpoint}: {[form.__name__ for form in takes]}, loads {record}")
    assert not wrong, "\n".join(wrong)
    assert seen >= 45


def test_what_loads_a_case_is_found_by_the_check():
    case = Case(number="1")

    class Child:
        pass

    child = Child()
    child.case = case
    assert case_in(case) is case
    assert case_in(child) is case
    assert case_in(None) is None


def all_forms(base=BaseForm):
    for form in base.__subclasses__():
        yield form
        yield from all_forms(form)


def test_what_is_not_read_is_a_field_and_has_its_reason(app):
    found = {form: dict(form.unread) for form in all_forms() if form.unread}
    assert found
    for form, unread in found.items():
        assert set(unread) <= set(texts_in(app, form)), form
        assert all(len(reason) > 10 for reason in unread.values()), form


def test_only_forms_that_seal_what_is_typed_say_for_themselves_what_is_read(app):
    assert [form.__name__ for form in all_forms() if "texts" in vars(form)] == ["PartyForm"]


def test_every_kind_of_field_takes_words_or_says_why_not():
    def fields(base=Plain):
        for field in base.__subclasses__():
            yield field
            yield from fields(field)

    known = {field for field in fields() if field.__module__.startswith("jicms.")}
    words = {field.__name__ for field in known if field.is_text}
    assert words == {"Text", "LongText", "Email", "Phone", "File", "Attached"}
    assert {field.__name__ for field in known} - words == NO_WORDS.keys()


def test_forms_are_validated_in_one_place():
    found = [
        str(path.relative_to(PACKAGE))
        for path in sorted(PACKAGE.glob("**/*.py"))
        # The public page has forms of its own, and no case to compare with.
        if "hotline" not in path.parts and re.search(r"\.validate\(\)", path.read_text())
    ]
    assert found == ["intake/reading.py", "web/forms/base.py"]


@pytest.fixture
def protected(acting):
    """A case in the middle of everything, with a reporter behind an alias."""
    with acting() as session:
        made = world(session, n=3)
        for username in ("specialist.ler", "official.cbp", "official2.cbp", "counsel.cbp"):
            cases.grant(session, made.case, user=username, kind="package")
        made.link = cases.link(session, made.case, cases.case(session))
        reporter = cases.party(
            session,
            made.case,
            role=PartyRole.COMPLAINANT,
            alias="Complainant A",
            identity_mode=IdentityMode.CONFIDENTIAL,
        )
        session.flush()
        vault.seal(reporter, person=None, identity={"name": "Odalys Brennek"})
        session.add(
            Report(
                case_id=made.case.id,
                investigation_id=made.investigation.id,
                n=4,
                type_code="PROSECUTION_REFERRAL",
                title="Report",
                body="Body",
                status=ReportStatus.APPROVED,
                approved_by_id=made.report.approved_by_id,
                approved_at=made.report.approved_at,
            )
        )
        found = {name: get(made) for name, get in ARGUMENTS.items()}
        return {"": found, "exports.transmit_report": {"number": made.case.number, "report": 4}}


def named_so(read):
    """Where a file is all that says something, a file of that name."""
    return {"file": (io.BytesIO(b"Seen."), f"{PLANTED}.txt")} if read == {"file"} else {}


def test_every_page_of_a_case_warns(app, protected, sign_in):
    """Whoever may use a page types the name into every field that takes words."""
    clients = [sign_in(username) for username in WRITERS]
    silent, unreached = [], set()
    for rule, view, _access in views(app):
        forms = [form for form in forms_of(view) if texts_in(app, form)]
        read = {
            name
            for form in forms
            for name in texts_in(app, form)
            if name.split("-")[-1] not in form.unread
        }
        if not rule.rule.startswith("/cases/<number>") or not read:
            continue
        path, typed = address_of(app, rule, protected), dict.fromkeys(read, PLANTED)
        answers = (
            client.post(path, data=typed | named_so(read) | {"version": "1"}) for client in clients
        )
        answer = next((found for found in answers if found.status_code in {200, 422}), None)
        if answer is None or SHUT in answer.text:
            unreached.add(rule.endpoint)
        elif WARNED not in answer.text:
            silent.append(f"{rule.endpoint}: {answer.status_code}, {sorted(typed)}")
    assert not silent, "\n".join(silent)
    assert not unreached ^ set(ELSEWHERE), "\n".join(sorted(unreached ^ set(ELSEWHERE)))
