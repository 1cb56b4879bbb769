"""The page of intake between two requests: the form, people found, chosen and named.

Every button but "Record intake" leads back here with nothing lost; nothing is written but drafts.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flask import request
from sqlalchemy import select
from sqlalchemy.orm import selectinload
from werkzeug.datastructures import MultiDict

from jicms.access.actor import current_actor
from jicms.allegations.forms_custody import is_custody_code, prea_in
from jicms.allegations.service import default_class
from jicms.audit import recorder
from jicms.audit.events import Event
from jicms.auth.models import Agency
from jicms.core import crypto, unit_of_work
from jicms.core.clock import today
from jicms.deadlines import service as deadlines
from jicms.deadlines.models import ClockSide
from jicms.deadlines.service import ClockPlan
from jicms.intake import duplicates
from jicms.intake.complaint import REPORTER
from jicms.intake.duplicates import Hit, Sought
from jicms.intake.forms import PERSON, UNKNOWN, UNLISTED, AllegedForm, IntakeForm, SubjectForm
from jicms.intake.gate import grounds_of, known_rules
from jicms.intake.models import IntakeFile
from jicms.intake.service.drafts import Typed
from jicms.intake.service.files import name_of, own_name
from jicms.people import queries as people
from jicms.people.models import Employment, Person
from jicms.people.names import SSN_HINT, looks_like_ssn
from jicms.refdata.models import AllegationCategory, OigRule, SeverityClass
from jicms.refdata.queries import entries, facts
from jicms.routing.matters import Matter, Place, Post

#: The group of codes that are about systems.
SYSTEMS = "IT"
#: Persons that a search shows.
FOUND_AT_MOST = 8
#: Fields that are no part of what was typed.
#: `attached` names uploads that have arrived: what they are called is not kept in the clear.
NOT_TYPED = frozenset({"csrf_token", "version", "find", "found", "attached"})
#: Buttons of the page; each posts the whole form.
BUTTONS = frozenset(
    {"record", "draft", "check", "search", "pick", "unlisted", "unknown", "same", "notsame"}
    | {
        "attach",
        "detach",
        "enter",
        "subjects-drop",
        "allegations-add",
        "allegations-drop",
        "others-add",
    }
    | {"others-drop", "injuries-add", "injuries-drop", "arrests-add", "arrests-drop"}
)


@dataclass(slots=True)
class Preview:
    """What the Inspector General's gate will ask, and until when."""

    listed: Sequence[tuple[int, Sequence[OigRule]]]
    due_on: date | None = None

    @property
    def rules(self) -> list[OigRule]:
        """The rules that apply, once each."""
        return list({rule.code: rule for _n, rules in self.listed for rule in rules}.values())


@dataclass(slots=True)
class Desk:
    """The form with what the page shows beside it."""

    form: IntakeForm
    agency: Agency
    people: dict[int, Person] = field(default_factory=dict)
    results: list[Person] = field(default_factory=list)
    searched: str = ""
    hint: str = ""
    hits: list[Hit] = field(default_factory=list)
    gate: Preview | None = None
    #: The files kept with the page, by the key of their entry.
    files: dict[str, IntakeFile] = field(default_factory=dict)
    #: Why files that were chosen now were not kept.
    refused: list[str] = field(default_factory=list)
    #: The id of the element at which the page goes on.
    focus: str = ""

    def name_of(self, subject: SubjectForm) -> str:
        """How the page calls a subject."""
        person = self.person_of(subject)
        if person is not None:
            return person.name
        typed = " ".join(
            part for part in (subject.given_name.data, subject.family_name.data) if part
        )
        return typed or subject.description.data or "Unknown subject"

    def person_of(self, subject: SubjectForm) -> Person | None:
        """The person of the directory that was chosen."""
        number = subject.person.data or ""
        return self.people.get(int(number)) if number.isdecimal() else None

    def asks_custody(self, alleged: AllegedForm) -> bool:
        """Whether the code is about sexual abuse in custody, so that its facts stand open."""
        said = not prea_in(alleged).is_blank
        return said or is_custody_code(alleged.code.data)

    def asks_system(self, alleged: AllegedForm) -> bool:
        """Whether the code is about a system, so that its fields stand open."""
        entry = entries(AllegationCategory).get(alleged.code.data or "")
        return entry is not None and entry.group == SYSTEMS

    def label_of(self, row: IntakeFile, n: int) -> str:
        """How the page calls a file: the name it came with, where one may be kept."""
        return ("" if self.form.is_anonymous else name_of(row)) or own_name(row.file, n)

    @property
    def checklist(self) -> list[tuple[bool, str]]:
        """What is complete, and what is not."""
        form = self.form
        coded = sum(1 for alleged in form.allegations.forms if alleged.code.data)
        open_hits = sum(1 for hit in self.hits if hit.is_duplicate is None)
        receipt = all((form.method.data, form.received_on.data, form.received_at.data))
        word = "allegation" if coded == 1 else "allegations"
        rows = [
            (receipt, "Receipt complete" if receipt else "Receipt to complete"),
            (bool(form.subjects.forms), "Subject named" if form.subjects.forms else "No subject"),
            (coded > 0, f"{coded} {word} coded" if coded else "No allegation coded"),
        ]
        if self.hits:
            word = "duplicate" if open_hits == 1 else "duplicates"
            said = f"{open_hits} possible {word} to decide" if open_hits else "Duplicates decided"
            rows.append((not open_hits, said))
        return rows

    @property
    def chosen_ids(self) -> set[int]:
        """The persons that are subjects already."""
        found = (self.person_of(subject) for subject in self.form.subjects.forms)
        return {person.id for person in found if person is not None}


def open_desk(agency: Agency, typed: Typed | None = None) -> Desk:
    """The page: from the request, from a draft, or new."""
    if typed is not None:
        form = IntakeForm(formdata=MultiDict(typed))
    else:
        form = IntakeForm()
        if not form.is_submitted():
            form.prefill(agency)
    if not form.key.data or len(form.key.data) > 40:
        form.key.data, form.key.raw_data = crypto.random_name(), None
    if typed is not None or not form.window.data:
        form.window.data, form.window.raw_data = crypto.random_name(), None
    desk = Desk(form, agency)
    settle(desk)
    return desk


def settle(desk: Desk) -> None:
    """Load the chosen persons, name every subject, offer them to the allegations."""
    form = desk.form
    numbers = {s.person.data for s in form.subjects.forms if (s.person.data or "").isdecimal()}
    desk.people |= load_people({int(n) for n in numbers if len(n) < 18} - set(desk.people))
    for place, subject in enumerate(form.subjects.forms):
        if not subject.key.data:
            subject.key.data = f"s{place}"
        if subject.how.data not in {PERSON, UNLISTED, UNKNOWN}:
            subject.how.data = UNKNOWN
    _key_others(form)
    form.offer(desk.agency)
    subjects = [(s.key.data, desk.name_of(s)) for s in form.subjects.forms]
    form.offer_subjects(subjects)
    others = [(o.key.data, o.who.data) for o in form.others.forms if o.who.data]
    form.offer_people([*subjects, *others, (REPORTER, "The person reporting")])


def _key_others(form: IntakeForm) -> None:
    """A key of its own for everybody who has none, or one that the page did not give."""
    taken: set[str] = set()
    for other in form.others.forms:
        key = other.key.data or ""
        if not key.startswith("o") or not key[1:].isdecimal() or len(key) > 3 or key in taken:
            key = next(f"o{n}" for n in range(100) if f"o{n}" not in taken)
            other.key.data = key
        taken.add(key)


def load_people(numbers: Iterable[int]) -> dict[int, Person]:
    """Persons in the actor's sight, with their employments, by id."""
    wanted = set(numbers)
    if not wanted:
        return {}
    rows = unit_of_work.session().scalars(
        people.held(select(Person).where(Person.id.in_(wanted))).options(
            selectinload(Person.employments)
        )
    )
    found = {person.id: person for person in rows}
    # A draft may name a record that was merged into another since.
    became = {number: people.by_id(number) for number in wanted - found.keys()}
    return found | {number: person for number, person in became.items() if person}


def typed_pairs() -> Typed:
    """What the request holds, as it was typed, without buttons."""
    return [
        (name, value)
        for name, value in request.form.items(multi=True)
        if name not in NOT_TYPED and name not in BUTTONS
    ]


def obey(desk: Desk) -> None:
    """Do what the pressed button asks for, apart from recording and saving."""
    form, pressed = desk.form, request.form
    if "pick" in pressed:
        choose(desk, pressed["pick"])
    elif "search" in pressed or ("enter" in pressed and form.find.data):
        if form.found.data:
            choose(desk, form.found.data)
        else:
            search(desk)
    elif "unlisted" in pressed:
        add_subject(desk, UNLISTED)
    elif "unknown" in pressed:
        add_subject(desk, UNKNOWN)
    elif "same" in pressed or "notsame" in pressed:
        decide(desk, pressed.get("same"), pressed.get("notsame"))
    form.repeated()
    settle(desk)
    look(desk)


def search(desk: Desk) -> None:
    """Persons whose name, other name or number holds the words, else those that sound alike."""
    words = desk.form.find.data or ""
    actor = current_actor()
    desk.searched = words
    if looks_like_ssn(words):
        desk.hint = SSN_HINT
        return
    if not words:
        desk.hint = "Type a name or an employee number."
        return
    statement = people.with_employment(people.directory(actor, words=words))
    ordered = statement.order_by(Person.family_name, Person.given_name, Person.id)
    desk.results = list(unit_of_work.session().scalars(ordered.limit(FOUND_AT_MOST)))
    if len(desk.results) < FOUND_AT_MOST:
        # Somebody else may have the very name that was misheard.
        found = {person.id for person in desk.results}
        alike = [p for p in people.sounds_like(actor, words) if p.id not in found]
        desk.results += alike[: FOUND_AT_MOST - len(found)]
    shown = "".join(f"#{person.id};" for person in desk.results)
    said: dict[str, Any] = people.recorded_text(words)
    recorder.record(Event.SEARCHED, persons=shown, **said)


def choose(desk: Desk, number: str) -> None:
    """Make a person of the directory a subject."""
    if not number.isdecimal() or len(number) > 17:
        return
    found = load_people({int(number)})
    if not found:
        desk.hint = "Choose a person from the list."
        return
    desk.people |= found
    if int(number) not in desk.chosen_ids:
        add_subject(desk, PERSON, person=number)
    for box in (desk.form.find, desk.form.found):
        box.data, box.raw_data = None, None


def take_found(desk: Desk) -> None:
    """Whoever was chosen in the search box and not added yet is meant to be a subject."""
    if desk.form.find.data and desk.form.found.data:
        choose(desk, desk.form.found.data)
        settle(desk)


def add_subject(desk: Desk, how: str, **values: str) -> None:
    """One more entry in the list of subjects, with a key of its own."""
    subjects = desk.form.subjects
    if not subjects.can_grow:
        desk.hint = f"A complaint takes {subjects.max_entries} subjects."
        return
    taken = {subject.key.data for subject in subjects.forms}
    key = next(f"s{n}" for n in range(100) if f"s{n}" not in taken)
    subjects.append_entry({"key": key, "how": how, **values})


def decisions(form: IntakeForm) -> dict[str, bool]:
    """What was said about possible duplicates, by case number."""
    found = {}
    for part in (form.decided.data or "").split():
        number, _, word = part.partition(":")
        if number.isdecimal() and word in {"y", "n"}:
            found[number] = word == "y"
    return found


def decide(desk: Desk, same: str | None, notsame: str | None) -> None:
    """Note a word about one possible duplicate in the page."""
    number, word = (same, True) if same else (notsame, False)
    if not number or not number.isdecimal() or len(number) > 12:
        return
    kept = {**decisions(desk.form), number: word}
    field = desk.form.decided
    field.data = " ".join(f"{n}:{'y' if yes else 'n'}" for n, yes in list(kept.items())[-12:])
    field.raw_data = None


def look(desk: Desk) -> None:
    """Possible duplicates and the gate, from what is typed so far."""
    form = desk.form
    said = decisions(form)
    desk.hits = duplicates.find(sought_in(desk))
    for hit in desk.hits:
        hit.is_duplicate = said.get(hit.case.number)
    desk.gate = preview(desk)


def sought_in(desk: Desk) -> Sought:
    """What is compared with other cases."""
    form = desk.form
    starts = form.incident_from.data
    ends = form.incident_to.data
    narrative = form.summary.data if form.is_confidential else form.narrative.data
    return Sought(
        person_ids=frozenset(desk.chosen_ids),
        names=_names_in(desk),
        codes=frozenset(a.code.data for a in form.allegations.forms if a.code.data),
        incident_from=starts,
        incident_to=ends if starts and ends and ends >= starts else None,
        received_on=form.received_on.data,
        place=form.place.data or "",
        narrative=narrative or "",
    )


def _names_in(desk: Desk) -> frozenset[str]:
    """The names of the subjects, from the directory or typed; a description is no name."""
    named = [
        part
        for part in desk.form.subjects.forms
        if part.is_person or (part.is_unlisted and part.family_name.data)
    ]
    return frozenset(desk.name_of(part) for part in named)


def preview(desk: Desk) -> Preview | None:
    """The allegations that will have to go to the Inspector General first; None where none does."""
    form, zone = desk.form, desk.agency.zone
    categories, classes = facts(AllegationCategory), facts(SeverityClass)
    rules = known_rules(form.received_on.data or today(zone), has_settled=False)
    place = Place(current_actor().office_code or "", desk.agency.code, frozenset())
    listed = []
    for n, alleged in enumerate(form.allegations.forms, 1):
        category = categories.get(alleged.code.data or "")
        if category is None:
            continue
        usual = default_class(category, desk.agency.scheme)
        severity = classes.get(alleged.class_code.data or usual or "")
        matter = Matter(
            category.oig_mandatory,
            severity.rank if severity else None,
            _posts(desk, alleged.subjects.data or []),
            category.code,
            category.group_code,
            severity.code if severity else None,
            place,
        )
        if grounds := grounds_of(matter, rules):
            listed.append((n, grounds))
    if not listed:
        return None
    plan = ClockPlan("OIG_ANSWER", {"referral": today(zone)}, ClockSide.INVESTIGATION)
    return Preview(listed, deadlines.preview(plan, zone=zone).due_on)


def _posts(desk: Desk, keys: Sequence[str]) -> tuple[Post, ...]:
    rows: list[Employment] = []
    for subject in desk.form.subjects.forms:
        person = desk.person_of(subject)
        if person is not None and (not keys or subject.key.data in keys):
            rows += person.employments[:1]
    return tuple(Post.of(row) for row in rows)
