"""A small site with the web layer alone: components, a form, a list. No feature, no stored file.

`python -m tests.web.site` serves it on port 8099 for looking at.
"""

from dataclasses import replace
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

from flask import Blueprint, Flask, jsonify, redirect, render_template, request, url_for
from sqlalchemy import Column, Date, Integer, MetaData, String, Table, select

from jicms import web
from jicms.access import guard, policy
from jicms.access.actions import Action
from jicms.access.actor import Actor, Role
from jicms.access.guard import permit
from jicms.core import clock, crypto
from jicms.core.errors import Denied, Missing, RuleBroken, Stale
from jicms.extensions import csrf, db
from jicms.web import navigation
from jicms.web.forms import (
    BaseForm,
    Choice,
    Code,
    Codes,
    Email,
    File,
    Flag,
    LocalTime,
    LongText,
    Number,
    Repeat,
    SubForm,
    Text,
    UsDate,
    Version,
)
from jicms.web.liststate import Filter, ListState, Sort
from jicms.web.messages import saved
from jicms.web.paging import Key, capped_count, keyset

MASTER_KEY = "test:" + "dGVzdC1tYXN0ZXIta2V5LXRlc3QtbWFzdGVyLWtleS0xMjM0"
NOON = datetime(2026, 11, 19, 15, 42, tzinfo=UTC)

metadata = MetaData()
#: On metadata of its own: it is no table of the product.
items = Table(
    "web_test_item",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String(40), nullable=False),
    Column("due", Date),
)

SUPERVISOR = replace(
    Actor.system("test"),
    user_id=1,
    username="i.vasterling",
    name="Ingrid Vasterling",
    role=Role.INVESTIGATIONS_SUPERVISOR,
    office_id=1,
    office_code="IA",
    agency_id=1,
    agency_code="CBP",
    is_system=False,
)


class AllegationForm(SubForm):
    code = Code("Code", needed="Choose a code")
    subject = Text("Subject")


class ThingForm(BaseForm):
    page_key = False  # `auth` looks keys up

    version = Version()
    method = Code("Method", needed="Choose a method")
    received = UsDate("Date received")
    at = LocalTime("Time", hint="Agency zone, EST")
    identity = Code("Identity", display="radios", hint="Anonymous: no identifying field is stored.")
    finding = Code("Finding", display="radios", optional=True)
    flags = Codes("Flags", optional=True)
    mail = Email("E-mail", optional=True)
    days = Number("Days", low=0, high=120, optional=True)
    place = Text("Place", limit=40, hint="Station, facility or address")
    story = LongText("Account, in the reporter’s words", limit=400)
    agreed = Flag("Compelled")
    upload = File("Exhibit", limit_mb=1, optional=True)
    allegations = Repeat(AllegationForm, "Allegations", title="Allegation", low=1, high=3)

    def offer(self) -> "ThingForm":
        self.method.offer([("HOTLINE", "Telephone hotline"), ("MAIL", "Postal mail")])
        self.identity.offer(["OPEN", "CONFIDENTIAL", "ANONYMOUS"])
        self.finding.offer(
            [
                Choice("SUBSTANTIATED", "Substantiated", "The evidence shows that it occurred."),
                Choice("UNFOUNDED", "Unfounded", "The evidence shows that it did not occur."),
            ]
        )
        self.flags.offer([("HOLD", "Litigation hold"), ("PREA", "PREA")])
        for sub in self.allegations.forms:
            sub.code.offer([Choice("IT-02", "IT-02 Query", group="Information systems")])
        return self


bp = Blueprint("site", __name__, template_folder="templates")


@bp.get("/components")
@permit(Action.HOME)
def components() -> Any:
    form = ThingForm().offer()
    return form.page("components.html", today=date(2026, 11, 19))


@bp.route("/form", methods=["GET", "POST"])
@permit(Action.HOME)
def form() -> Any:
    made = ThingForm().offer()
    if made.ready():
        with made.refusals():
            if made.place.data == "Nowhere":
                raise RuleBroken(["Nowhere is no place."], field="place")
            saved(f"thing at {made.place.data}")
            return redirect(url_for("site.components"))
    return made.offer().page("form.html")


#: What the page saved by itself.
drafts: list[dict[str, str]] = []


@bp.post("/form/draft")
@permit(Action.HOME)
def draft() -> Any:
    drafts.append(request.form.to_dict())
    return jsonify(saved="10:42 a.m.")


@bp.get("/people/suggest")
@permit(Action.HOME)
def suggest() -> Any:
    people = ["Garrick Dunmoor", "Gerard Dunmore-Pell", "Mireille Tansley"]
    typed = request.args["q"].lower()
    found = [name for name in people if typed in name.lower()]
    return jsonify(items=[{"value": n, "label": n, "note": "CBP Officer"} for n in found])


search = Blueprint("search", __name__)


@search.get("/search")
@permit(Action.HOME)
def index() -> Any:
    return redirect(url_for("site.listing"))


@bp.get("/list")
@permit(Action.HOME)
def listing() -> Any:
    state = ListState(
        request.args,
        filters=[
            Filter("name", "Name", kind="text"),
            Filter("kind", "Kind", choices=[("a", "Kind A"), ("b", "Kind B")], many=True),
            Filter("from", "Due from", kind="date"),
        ],
        sorts=[
            Sort("id", "Number", [Key(items.c.id)]),
            Sort("due", "Due", [Key(items.c.due, nullable=True), Key(items.c.id)]),
        ],
    )
    rows = select(items.c.id, items.c.name, items.c.due)
    if "name" in state.values:
        rows = rows.where(items.c.name == state.values["name"])
    page = keyset(rows, state, size=5)
    return render_template("list.html", state=state, page=page, total=capped_count(rows, cap=20))


@bp.route("/fail/<kind>", methods=["GET", "POST"])
@permit(Action.HOME)
def fail(kind: str) -> Any:
    raise {
        "denied": Denied("Closing a case is for an investigations supervisor of CBP IA."),
        "missing": Missing(),
        "rule": RuleBroken(["One rule.", "Another rule."]),
        "stale": Stale({"Place": ("Port of Corvane", "Port of Alder Bend")}, by="N. Korvath"),
        "fault": RuntimeError("secret detail: select * from person"),
    }[kind]


def make_site(actor: Actor | None = SUPERVISOR, **settings: Any) -> Flask:
    """The site, with `actor` signed in. Callers restore the registries it fills."""
    app = Flask(__name__, static_folder=None)
    # `auth` gives pages their keys.
    app.jinja_env.globals["page_key"] = lambda: "page"
    app.config.update(
        TESTING=True,
        PROPAGATE_EXCEPTIONS=False,
        SECRET_KEY="test",
        ENV_NAME="demo",
        SQLALCHEMY_DATABASE_URI="sqlite://",
        WTF_CSRF_ENABLED=False,
    )
    app.config.update(settings)
    crypto.configure(MASTER_KEY)
    db.init_app(app)
    csrf.init_app(app)
    guard.init_app(app)
    guard.actor_loaders.append(lambda: actor)
    open_to_all = ((policy.signed_in,),)
    policy.register(dict.fromkeys((Action.HOME, Action.ACCOUNT, Action.SEARCH), open_to_all))
    web.init_app(app)
    app.register_blueprint(bp)
    app.register_blueprint(search)
    fill_navigation()
    guard.refuse_unmarked(app)
    with app.app_context(), db.engine.begin() as connection:
        metadata.create_all(connection)
        rows = [
            {"id": n, "name": f"item {n}", "due": None if n % 3 == 0 else date(2026, 1, n)}
            for n in range(1, 24)
        ]
        connection.execute(items.insert(), rows)
    return app


def fill_navigation() -> None:
    """Links as the design's pictures have them."""
    add = navigation.main.add
    for section, label, icon, count in (
        ("", "Review inbox", "check_circle_outline", 4),
        ("", "New intake", "add_circle_outline", None),
        ("", "Triage queue", "filter_list", 7),
        ("Records", "Cases", "folder_open", None),
        ("Records", "People", "people", None),
        ("Records", "Search", "search", None),
        ("Records", "Reports", "assessment", None),
    ):
        rows = None if count is None else select(items.c.id).where(items.c.id <= count)
        add(
            navigation.NavItem(
                section,
                label,
                icon,
                "site.listing",
                Action.HOME,
                count=None if rows is None else lambda _actor, rows=rows: rows,
            )
        )
    navigation.account.add(navigation.PageLink("Switch role or office", "site.listing"))
    navigation.account.add(navigation.PageLink("Sign out", "site.form", post=True, order=90))


def thing(**values: Any) -> SimpleNamespace:
    """A record for forms to be filled from."""
    return SimpleNamespace(**values)


if __name__ == "__main__":
    with clock.at(NOON):
        make_site(TESTING=False).run(port=8099, threaded=False)
