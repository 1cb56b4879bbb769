"""Recording, triage, the Inspector General, assignment, and the early ends."""

import re
from datetime import timedelta

from sqlalchemy import select

from jicms.allegations.models import Allegation
from jicms.auth.models import Membership, Office, User
from jicms.cases import service as cases
from jicms.cases.models import Case, CaseStatus, GrantLevel, IdentityMode, PartyRole
from jicms.core import clock
from jicms.deadlines import queries as clocks
from jicms.demo.cast import Employee, public_name
from jicms.demo.papers import pdf_file
from jicms.demo.stage import ZONE, LostThread, Matter, Scene
from jicms.evidence import service as evidence
from jicms.intake import service as intake
from jicms.intake.complaint import Alleged, Complaint, Other, Reporter, Somebody
from jicms.intake.gate import GateState, gates_of
from jicms.intake.models import OigReferral, OigStatus
from jicms.people.models import Person, UserPerson

_INSIDE = {"DHS_EMPLOYEE": False, "UNION": False, "SUPERVISOR": True}
_SELF = "EMPLOYEE_SELF_REPORT"
#: Subjects of whom nobody knows the name: as the form describes them, and within the story.
_UNKNOWN = (
    ("Officer of the night shift, tall, about 40, glasses", "an officer of the night shift"),
    ("Officer, name on the tape not legible", "an officer whose name tape was not legible"),
    ("Woman in uniform, gray hair, about 50", "a woman in uniform"),
)


def record(scene: Scene) -> None:
    """Record the complaint: the theme's story with people of one workplace in it."""
    matter, rng, now = scene.matter, scene.rng, clock.now()
    received = now - timedelta(minutes=rng.randint(12, 170))
    twin = scene.stage.named.get(matter.options.get("twin", ""))
    if twin is not None:
        matter.theme, matter.subjects, matter.fill = twin.theme, twin.subjects, twin.fill
        matter.other, happened = twin.other, twin.keys["happened"]
    else:
        _fill_parts(scene)
        happened = received.astimezone(ZONE).date() - timedelta(days=rng.randint(3, 45))
        matter.fill["day"], matter.keys["happened"] = f"{happened:%B} {happened.day}", happened
    method = rng.choice(matter.theme.methods)
    account = matter.account = _told(matter, rng.choice(matter.theme.accounts))
    subjects = _somebodies(scene)
    case = intake.record_complaint(
        Complaint(
            received_at=received,
            intake_method_code=method,
            case_type_code=matter.options.get("kind", _kind(matter.theme.grave)),
            subjects=subjects,
            allegations=_alleged(scene, subjects),
            reporter=_reporter(scene, account, method),
            others=_others(scene),
            incident_from=happened,
            incident_to=happened + timedelta(days=2) if rng.randrange(5) == 0 else None,
            place=matter.fill["place"],
            narrative=account,
            title=matter.says(matter.theme.title),
        ),
        actor=scene.actor,
    )
    matter.case_id, matter.number = case.id, case.number
    if matter.options.get("identity") == "ANONYMOUS":
        intake.give_receipt(case)


def _kind(grave: str) -> str:
    return "CRIMINAL_INVESTIGATION" if grave == "criminal" else "ADMIN_INVESTIGATION"


def _fill_parts(scene: Scene) -> None:
    matter, rng = scene.matter, scene.rng
    day = scene.today - timedelta(days=60)
    theme = matter.theme
    again = scene.stage.named.get(matter.options.get("again", ""))
    subject = (
        again.subjects[0]
        if again is not None
        else scene.cast.subject(
            rng, matter.agency, day, fits=lambda one: theme.fits(one.title, is_leo=one.is_leo)
        )
    )
    matter.subjects = [subject]
    for _ in range(1, matter.options.get("subjects", 1)):
        matter.subjects.append(scene.cast.colleague(rng, subject, day))
    matter.other = scene.cast.colleague(rng, subject, day)
    hour = rng.randint(0, 23)
    called = " and ".join(one.called for one in matter.subjects)
    if matter.options.get("unknown"):
        matter.unknown, called = rng.choice(_UNKNOWN)
    matter.fill = {
        "subject": called,
        "other": matter.other.called,
        "place": subject.place,
        "time": f"{hour:02d}:{rng.choice((5, 15, 20, 40, 50)):02d}",
        "n": str(rng.randint(4, 19)),
        "small": str(rng.randint(10, 18)),
        "digit": str(rng.randint(2, 9)),
    }


def _told(matter: Matter, template: str) -> str:
    """The story; a subject without a name begins a sentence like any other word."""
    text = matter.says(template)
    called = matter.fill["subject"]
    begun = rf"\g<1>{called[:1].upper()}{called[1:]}"
    return re.sub(rf"(^|[.] ){re.escape(called)}", begun, text)


def _person(scene: Scene, employee: Employee) -> Person:
    return scene.found(scene.session.get(Person, employee.person_id), employee.name)


def _somebodies(scene: Scene) -> list[Somebody]:
    matter = scene.matter
    if matter.options.get("unknown"):
        return [Somebody(key="s0", description=matter.unknown)]
    return [
        Somebody(key=f"s{place}", person=_person(scene, one))
        for place, one in enumerate(matter.subjects)
    ]


def _alleged(scene: Scene, subjects: list[Somebody]) -> list[Alleged]:
    theme = scene.matter.theme
    first = Alleged(
        category_code=theme.code,
        system_code=theme.system,
        query_subject=theme.query_subject,
        query_purpose=theme.query_purpose,
        query_count=int(scene.matter.fill["n"]) if theme.query_subject else None,
    )
    if not theme.second or scene.rng.randrange(3) == 0:
        return [first]
    about = "When asked, the employee gave an account that the records contradict."
    return [first, Alleged(theme.second, subjects=[subjects[0].key], narrative=about)]


def _reporter(scene: Scene, account: str, method: str) -> Reporter | None:
    """Who reports; nobody where the agency found it out or the employee came forward."""
    matter, rng = scene.matter, scene.rng
    mode = IdentityMode(matter.options.get("identity", "OPEN"))
    kind = rng.choice(matter.theme.reporters)
    if mode is IdentityMode.ANONYMOUS:
        return Reporter(mode, "UNKNOWN")
    given, family = public_name(rng)
    telephone = f"555-01{rng.randint(10, 99)}"
    if mode is IdentityMode.CONFIDENTIAL:
        return Reporter(
            mode,
            "DHS_EMPLOYEE",
            name=f"{given} {family}",
            telephone=telephone,
            relation="Works in the same unit",
            account=f"I work beside the person. {account}",
            is_whistleblower=True,
        )
    if method == _SELF or kind in {"AGENCY_DISCOVERED", "UNKNOWN"}:
        return None
    if kind in _INSIDE:
        colleague = scene.cast.colleague(rng, matter.subjects[0], scene.today, boss=_INSIDE[kind])
        return Reporter(mode, kind, person=_person(scene, colleague))
    reached = telephone if rng.randrange(2) else ""
    return Reporter(mode, kind, name=f"{given} {family}", telephone=reached)


def _others(scene: Scene) -> list[Other]:
    matter = scene.matter
    found = []
    if matter.other is not None and matter.options.get("identity") != "CONFIDENTIAL":
        found.append(Other(PartyRole.WITNESS, Somebody(person=_person(scene, matter.other))))
    if matter.theme.code.startswith(("UOF-03", "DET")):
        given, family = public_name(scene.rng)
        victim = Somebody(given_name=given, family_name=family, kind_code="MEMBER_OF_PUBLIC")
        found.append(Other(PartyRole.VICTIM, victim))
    account = matter.options.get("witness_account")
    if account:
        person = scene.session.scalar(
            select(Person)
            .join(UserPerson, UserPerson.person_id == Person.id)
            .join(User, User.id == UserPerson.user_id)
            .where(User.username == account)
        )
        found.append(Other(PartyRole.WITNESS, Somebody(person=scene.found(person, account))))
    described = matter.options.get("witness_described")
    if described:
        found.append(Other(PartyRole.WITNESS, Somebody(description=described)))
    return found


def begin_triage(scene: Scene) -> None:
    """The intake desk takes it up."""
    scene.looked()
    intake.begin_triage(scene.case, actor=scene.actor)


def decide_wall(scene: Scene) -> None:
    """A supervisor who is not named confirms the conflict."""
    for party in scene.parties(PartyRole.WITNESS):
        if party.wall.value == "SUSPENDED":
            cases.decide_wall(
                party,
                actor=scene.actor,
                keep=True,
                reason="The witness supervised the shift in question. Another supervisor reviews.",
            )


def restrict(scene: Scene) -> None:
    """Keep it to the head of the office and one investigator."""
    names = (scene.matter.boss, scene.matter.lead)
    members = [_membership(scene, name) for name in names]
    cases.restrict(
        scene.case,
        actor=scene.actor,
        members=members,
        reason="Corruption matter with a covert part: named persons only.",
    )


def _membership(scene: Scene, username: str) -> Membership:
    found = scene.session.scalar(
        select(Membership).where(Membership.user_id == scene.user(username).id)
    )
    return scene.found(found, f"the membership of {username}")


def send_to_oig(scene: Scene) -> None:
    """Refer what the rules list; nothing where they list nothing."""
    case = scene.case
    due = {gate.allegation_id for gate in gates_of(case) if gate.state is GateState.TO_SEND}
    if not due:
        return
    scene.looked()
    rows = scene.session.scalars(select(Allegation).where(Allegation.id.in_(due)))
    intake.refer_to_oig(
        case,
        actor=scene.actor,
        allegations=list(rows),
        sent_on=scene.today,
        oig_number=f"I{scene.today:%y}-{scene.rng.randint(10000, 99999)}",
    )


def answer_of_oig(scene: Scene) -> None:
    """Record the answer that the plan wants: returned, kept, or silence."""
    case = scene.case
    if case.status is not CaseStatus.OIG_PENDING:
        return
    referral = scene.session.scalar(
        select(OigReferral).where(
            OigReferral.case_id == case.id, OigReferral.status == OigStatus.PENDING
        )
    )
    referral = scene.found(referral, "the referral to the OIG")
    wish = scene.matter.options.get("oig", "RETURNED_FOR_ACTION")
    status = OigStatus(wish)
    returned = []
    if status is OigStatus.RETURNED_FOR_ACTION:
        returned = [cover.allegation for cover in referral.covers]
    notes = {
        OigStatus.RETURNED_FOR_ACTION: "Returned for whatever action the agency deems fit.",
        OigStatus.ACCEPTED: "The Inspector General investigates.",
        OigStatus.NO_RESPONSE_DEFAULT: "No answer within the window; asked twice by telephone.",
    }
    intake.record_oig_answer(
        referral,
        actor=scene.actor,
        status=status,
        answered_on=scene.today,
        returned=returned,
        note=notes[status],
    )


def notify_oig(scene: Scene) -> None:
    """Tell the Inspector General of what was opened without a referral, where that is due."""
    case = scene.case
    if any(row.rule_code == "OIG_NOTICE" for row in clocks.open_clocks(case.id)):
        intake.record_oig_notice(case, actor=scene.actor, on=scene.today, note="By e-mail.")


def accept(scene: Scene) -> None:
    """End triage."""
    intake.accept(scene.case, actor=scene.actor, note="Facts are specific enough to work on.")


def information_only(scene: Scene) -> None:
    """Close from triage with the reason that the plan wants."""
    code = scene.matter.options.get("closure", "INFORMATION_ONLY")
    reasons = {
        "INFORMATION_ONLY": "Nothing to act on: the writer asks that it be known.",
        "INSUFFICIENT_INFO": "Neither place nor time nor person; the writer can’t be reached.",
        "NO_MISCONDUCT_ALLEGED": "The complaint is about a lawful inspection.",
        "NO_JURISDICTION": "The person works for the airport operator.",
        "MANAGEMENT_ACTION_TAKEN": "The supervisor has spoken with the employee; noted on file.",
        "OIG_RETAINED": "The Inspector General kept the whole matter.",
    }
    intake.information_only(scene.case, actor=scene.actor, reason=reasons[code], closure_code=code)


def refer_out(scene: Scene) -> None:
    """Hand it to another body."""
    target = scene.matter.options.get("target", "STATE_LOCAL_LEA")
    intake.refer_out(
        scene.case,
        actor=scene.actor,
        target_code=target,
        reason="The matter belongs to the body named; papers sent with a letter.",
    )


def enter_in_error(scene: Scene) -> None:
    """The same card was recorded twice by mistake."""
    cases.enter_in_error(
        scene.case, actor=scene.actor, reason="The same comment card was entered a second time."
    )


def merge(scene: Scene) -> None:
    """Mark it as a duplicate of its twin."""
    twin = scene.stage.named[scene.matter.options["twin"]]
    other = scene.found(scene.session.get(Case, twin.case_id), "the twin")
    intake.decide_duplicate(scene.case, actor=scene.actor, other=other, is_duplicate=True)
    cases.merge_into(
        scene.case,
        actor=scene.actor,
        other=other,
        reason="Same event, reported by a second person.",
    )


def share(scene: Scene) -> None:
    """Share with the other agency's office, as the plan says."""
    level = GrantLevel(scene.matter.options["share"])
    to: Office = scene.office("OPR" if scene.matter.agency == "CBP" else "IA")
    cases.share(
        scene.case,
        actor=scene.actor,
        to=to,
        level=level,
        reason="A witness works for the receiving agency; joint interview planned.",
        until=clock.now() + timedelta(days=300),
    )


def reclassify(scene: Scene) -> None:
    """A supervisor sets another class by hand."""
    scheme = {"CBP": "CBP-2", "ICE": "ICE-CAT_2"}[scene.matter.agency]
    case = scene.case
    if case.class_code == scheme:
        raise LostThread(f"{case.number} has the class {scheme} already")
    cases.classify(
        case,
        actor=scene.actor,
        class_code=scheme,
        corruption_code="MISSION_RELATED_MISCONDUCT",
        reason="A second report in a year about the same employee.",
    )


def fact_finding(scene: Scene) -> None:
    """The file of the fact-finder in the field comes in."""
    matter = scene.matter
    file = pdf_file(
        "Fact-finding file.pdf",
        "Fact-finding file",
        f"Case {matter.number}. {matter.says(matter.theme.title)}",
        matter.account,
        "The employee was asked and admits the facts. Two memoranda of colleagues are enclosed.",
        by=scene.actor.user_id,
    )
    document = evidence.add_document(
        scene.case,
        actor=scene.actor,
        title="Fact-finding file of the port",
        file=file,
        dated_on=scene.today,
        source=matter.fill["place"],
    )
    matter.keys["document"] = document.id
