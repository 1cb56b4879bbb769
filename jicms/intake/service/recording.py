"""Recording a complaint: the case, its parties, its allegations and its first clocks, at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import inspect, select

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import Actor
from jicms.allegations import service as allegations
from jicms.auth.models import Office
from jicms.cases import service as cases
from jicms.cases.models import Case, IdentityMode, LogEntry, LogKind, Party, PartyRole
from jicms.core import clock, unit_of_work
from jicms.core.errors import RuleBroken
from jicms.deadlines import service as deadlines
from jicms.deadlines.models import ClockSide
from jicms.deadlines.service import ClockPlan
from jicms.evidence.models import EvidenceItem
from jicms.intake.complaint import REPORTER, Alleged, Complaint, Reporter, Somebody
from jicms.intake.gate import grounds_of, known_rules
from jicms.intake.models import DuplicateDecision
from jicms.intake.service.handing import hand_over
from jicms.people.models import Employment, Person
from jicms.people.names import fold
from jicms.prosecution import arrests
from jicms.refdata.models import AllegationCategory
from jicms.refdata.queries import facts, label_of
from jicms.routing import byrule
from jicms.routing.matters import Matter, matter_of_new

TITLE_LENGTH = 200
#: What a reporter who is not in the directory is to the Department.
PERSON_KINDS = {
    "CONTRACTOR": "CONTRACTOR",
    "DETAINEE": "DETAINEE",
    "OTHER_AGENCY": "OTHER_GOV",
    "TRAVELER_PUBLIC": "MEMBER_OF_PUBLIC",
    "ATTORNEY_NGO": "MEMBER_OF_PUBLIC",
    "FAMILY_MEMBER": "MEMBER_OF_PUBLIC",
}


def record_complaint(complaint: Complaint, *, actor: Actor, office: Office | None = None) -> Case:
    """Record a complaint as a new case of the actor's office, in status RECEIVED.

    The clocks of triage and, where a rule asks for it, of the referral to the Inspector General run
    from the receipt. `office` is for the installation's own actor. Raises `RuleBroken`, `Denied`.
    """
    policy.require(actor, Action.INTAKE)
    if not complaint.subjects:
        raise RuleBroken("Name a subject, an unknown one if need be.", field="subjects")
    if not complaint.allegations:
        raise RuleBroken("Record at least one allegation.", field="allegations")
    of = office or _office_of(actor)
    case = cases.create_case(
        actor=actor,
        office=of,
        received_at=complaint.received_at,
        title=title_of(complaint),
        case_type_code=complaint.case_type_code,
        class_code=_class_of(complaint, of.agency.scheme),
        received_by=complaint.received_by,
    )
    cases.look_up(_descriptions(complaint))
    naming = _Naming(
        case, actor, complaint.incident_from, _employments(complaint), _sealed_name(complaint)
    )
    reporter = _reporter(naming, complaint.reporter) if complaint.reporter else None
    subjects = {row.key: naming.party(row, PartyRole.SUBJECT) for row in complaint.subjects}
    named = {**subjects, REPORTER: reporter}
    for other in complaint.others:
        party = naming.party(other.who, other.role)
        named.setdefault(other.who.key, party)
    unit_of_work.session().flush()
    extract = hand_over(case, complaint, reporter, actor=actor) if complaint.files else None
    made = allegations.add_allegations(
        case,
        [_alleged(row, complaint, subjects, reporter, extract) for row in complaint.allegations],
        actor=actor,
        first=1,
    )
    _keep_injuries_and_arrests(case, complaint, named, actor)
    matters = [matter_of_new(row) for row in made]
    byrule.remember(case, matters)
    _start_clocks(case, matters)
    _keep_decisions(case, complaint, actor)
    return case


def _descriptions(complaint: Complaint) -> list[str]:
    people = [*complaint.subjects, *(other.who for other in complaint.others)]
    reporter = [complaint.reporter.name] if complaint.reporter else []
    return [*(who.description for who in people), *reporter]


def title_of(complaint: Complaint) -> str:
    """The title as typed; else what is alleged and where, never a name."""
    if complaint.title.strip():
        return complaint.title.strip()
    first = label_of(AllegationCategory, complaint.allegations[0].category_code)
    place = complaint.place.strip()
    return f"{first}, {place}"[:TITLE_LENGTH] if place else first[:TITLE_LENGTH]


def _class_of(complaint: Complaint, scheme: str) -> str | None:
    """The class of the gravest allegation, so that the case is written with it."""
    known = allegations.categories_of([row.category_code for row in complaint.allegations])
    codes = [
        row.class_code or allegations.default_class(known[row.category_code], scheme)
        for row in complaint.allegations
    ]
    return allegations.gravest_class(codes, allegations.classes_of(scheme))


def new_person(
    *, given_name: str, family_name: str, kind_code: str, telephone: str = "", email: str = ""
) -> Person:
    """Somebody who is not in the directory; seen only through the case."""
    made = Person(
        kind_code=kind_code,
        given_name=given_name.strip(),
        family_name=family_name.strip(),
        search_name=fold(f"{given_name} {family_name}"),
        telephone=telephone,
        email=email,
    )
    session = unit_of_work.session()
    session.add(made)
    session.flush()
    return made


def _office_of(actor: Actor) -> Office:
    session = unit_of_work.session()
    found = session.get(Office, actor.office_id) if actor.office_id is not None else None
    if found is None:
        raise RuleBroken("Name the office that records the complaint.")
    return found


def _employments(complaint: Complaint) -> dict[int, list[Employment]]:
    """The employments of everybody who is named, the latest first, by person.

    One statement for those whose employments are not loaded yet.
    """
    people = [row.person for row in complaint.subjects]
    people += [other.who.person for other in complaint.others]
    people.append(complaint.reporter.person if complaint.reporter else None)
    named = {person.id: person for person in people if person is not None}
    found: dict[int, list[Employment]] = {
        person.id: list(person.employments)
        for person in named.values()
        if "employments" not in inspect(person).unloaded
    }
    wanted = set(named) - set(found)
    found |= {person_id: [] for person_id in wanted}
    if wanted:
        rows = unit_of_work.session().scalars(
            select(Employment)
            .where(Employment.person_id.in_(wanted))
            .order_by(Employment.valid_from.desc(), Employment.id.desc())
            .execution_options(unscoped="the snapshot belongs to whoever is named")
        )
        for row in rows:
            found[row.person_id].append(row)
    return found


def _sealed_name(complaint: Complaint) -> str:
    reporter = complaint.reporter
    is_sealed = reporter is not None and reporter.identity_mode is IdentityMode.CONFIDENTIAL
    return fold(reporter.name) if reporter is not None and is_sealed else ""


def _in_force(rows: Sequence[Employment], day: date | None) -> Employment | None:
    if day is None:
        return None
    return next(
        (
            row
            for row in rows
            if (row.valid_from is None or row.valid_from <= day)
            and (row.valid_until is None or day <= row.valid_until)
        ),
        None,
    )


@dataclass(frozen=True, slots=True)
class _Naming:
    """What naming somebody needs to know: the case, the dates, the employments, who records."""

    case: Case
    actor: Actor
    incident_on: date | None
    posts: dict[int, list[Employment]]
    #: The name that goes to the vault, folded: no record of a person is made of it.
    sealed_name: str

    def party(self, who: Somebody, role: PartyRole) -> Party:
        """Add somebody to the case, with the employment at incident and at opening."""
        person = who.person
        posts = self.snapshots(person)
        name = f"{who.given_name} {who.family_name}".strip()
        is_sealed = bool(self.sealed_name) and fold(name) == self.sealed_name
        if person is None and name and not is_sealed:
            person = new_person(
                given_name=who.given_name, family_name=who.family_name, kind_code=who.kind_code
            )
        return cases.add_party(
            self.case,
            actor=self.actor,
            role=role,
            person=person,
            description=(name if is_sealed else who.description) if person is None else "",
            **posts,
        )

    def snapshots(self, person: Person | None) -> dict[str, Any]:
        """Somebody's employment at incident and at opening."""
        known = self.posts.get(person.id, []) if person is not None else []
        return {
            "at_incident": _in_force(known, self.incident_on),
            "at_opening": _in_force(known, clock.today(self.case.agency.zone)),
        }


def _reporter(naming: _Naming, reporter: Reporter) -> Party:
    case, actor = naming.case, naming.actor
    mode = reporter.identity_mode
    if mode is IdentityMode.ANONYMOUS and (reporter.person or reporter.identity):
        raise RuleBroken("An anonymous reporter is recorded without any identity.")
    is_open = mode is IdentityMode.OPEN
    person = reporter.person
    if is_open and person is None and (reporter.telephone or reporter.email):
        given, _, family = reporter.name.rpartition(" ")
        person = new_person(
            given_name=given,
            family_name=family,
            kind_code=PERSON_KINDS.get(reporter.kind_code, "UNKNOWN"),
            telephone=reporter.telephone,
            email=reporter.email,
        )
        if reporter.address:
            _keep_contact(case, [reporter.address], actor)
    elif is_open:
        _keep_contact(case, [reporter.telephone, reporter.email, reporter.address], actor)
    return cases.add_party(
        case,
        actor=actor,
        role=PartyRole.REPORTING_OFFICIAL if reporter.is_on_duty else PartyRole.COMPLAINANT,
        person=person,
        description=reporter.name if is_open and person is None else "",
        identity_mode=mode,
        identity=reporter.identity if mode is IdentityMode.CONFIDENTIAL else None,
        complainant_kind_code=reporter.kind_code,
        is_whistleblower=reporter.is_whistleblower,
        alleges_retaliation=reporter.alleges_retaliation,
        **naming.snapshots(reporter.person),
    )


def _keep_contact(case: Case, known: Sequence[str], actor: Actor) -> None:
    """How somebody wants to be reached belongs to this case, not to the directory."""
    ways = ", ".join(way for way in known if way)
    if not ways:
        return
    entry = LogEntry(
        case_id=case.id,
        kind=LogKind.CONTACT,
        occurred_at=case.received_at,
        text=f"The reporter can be reached at {ways}.",
        user_id=actor.user_id,
    )
    unit_of_work.session().add(entry)


def _alleged(
    row: Alleged,
    complaint: Complaint,
    subjects: dict[str, Party],
    reporter: Party | None,
    extract: EvidenceItem | None,
) -> allegations.NewAllegation:
    unknown = set(row.subjects) - set(subjects)
    if unknown:
        raise RuleBroken("Choose subjects of this complaint.", field="allegations")
    chosen = [party for key, party in subjects.items() if not row.subjects or key in row.subjects]
    category = facts(AllegationCategory).get(row.category_code)
    about_system = category is not None and category.needs_system
    return allegations.NewAllegation(
        category_code=row.category_code,
        intake_method_code=complaint.intake_method_code,
        received_at=complaint.received_at,
        class_code=row.class_code,
        class_reason=row.class_reason,
        incident_from=complaint.incident_from,
        incident_to=complaint.incident_to,
        narrative=row.narrative or complaint.narrative,
        place=complaint.place,
        subjects=chosen,
        complainant=reporter,
        system_code=row.system_code,
        query_subject=row.query_subject,
        query_purpose=row.query_purpose,
        query_count=row.query_count,
        query_recipient=row.query_recipient,
        query_person=row.query_person,
        query_extract_id=extract.id if extract and about_system else None,
        prea=row.prea,
    )


def _keep_injuries_and_arrests(
    case: Case, complaint: Complaint, named: Mapping[str, Party | None], actor: Actor
) -> None:
    for row in complaint.injuries:
        party = _one_of(named, row.who, "injuries")
        cases.add_injury(
            party,
            actor=actor,
            description=row.description,
            medical_care=row.medical_care,
        )
    for arrest in complaint.arrests:
        party = _one_of(named, arrest.who, "arrests")
        arrests.add_arrest(
            party,
            actor=actor,
            agency=arrest.agency,
            charge=arrest.charge,
            arrested_on=arrest.arrested_on,
            duty=arrest.duty,
            disposition=arrest.disposition,
        )


def _one_of(named: Mapping[str, Party | None], key: str, field: str) -> Party:
    party = named.get(key)
    if party is None:
        raise RuleBroken("Choose somebody of this complaint.", field=field)
    return party


def _start_clocks(case: Case, matters: Sequence[Matter]) -> None:
    """Triage, and the referral to the Inspector General where a rule lists an allegation."""
    receipt = {"receipt": case.received_at}
    side = ClockSide.INVESTIGATION
    plans = [ClockPlan("TRIAGE", receipt, side)]
    rules = known_rules(case.received_on, has_settled=False)
    if any(grounds_of(matter, rules) for matter in matters):
        plans.append(ClockPlan("OIG_REFERRAL", receipt, side))
    deadlines.start_clocks(case, plans, zone=case.agency.zone, new_case=True)


def _keep_decisions(case: Case, complaint: Complaint, actor: Actor) -> None:
    """What intake said about possible duplicates; cases that the actor may not see are left out."""
    if not complaint.decisions:
        return
    session = unit_of_work.session()
    rows = session.execute(select(Case.id, Case.number).where(Case.number.in_(complaint.decisions)))
    session.add_all(
        DuplicateDecision(
            case_id=case.id,
            other_id=row.id,
            is_duplicate=complaint.decisions[row.number],
            user_id=actor.user_id,
        )
        for row in rows
    )
    session.flush()
