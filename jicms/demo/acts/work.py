"""The investigation: team, log, statements, evidence, prosecutors, findings, report."""

from datetime import timedelta

from sqlalchemy import select

from jicms.cases import service as cases
from jicms.cases.models import LogKind, Party, PartyRole
from jicms.cases.queries_tasks import TaskOfCase
from jicms.cases.service import tasks
from jicms.core import clock
from jicms.deadlines.models import PauseReason
from jicms.deadlines.models_tasks import Task, TaskState
from jicms.demo.acts import courts, fieldwork, interviews
from jicms.demo.papers import pdf_file, text_file
from jicms.demo.stage import Scene
from jicms.demo.themes import Record
from jicms.evidence import service as evidence
from jicms.evidence.models import EvidenceItem, Statement
from jicms.files.models import StoredFile
from jicms.investigations import service as investigations
from jicms.investigations.models import Investigation, InvestigationType, Report
from jicms.investigations.sections import SectionKind, Spot
from jicms.prosecution import service as prosecution
from jicms.prosecution import service_gate as prosecution_gate
from jicms.prosecution.gate import is_open
from jicms.prosecution.models import ProsecutionReferral, ProsecutionStatus

_TYPES = {
    "CRIMINAL_INVESTIGATION": InvestigationType.CRIMINAL,
    "MANAGEMENT_INQUIRY": InvestigationType.MANAGEMENT_INQUIRY,
    "PREA_INVESTIGATION": InvestigationType.PREA,
    "CRITICAL_INCIDENT_REVIEW": InvestigationType.CRITICAL_INCIDENT,
    "INSPECTION": InvestigationType.INSPECTION,
}


def assign(scene: Scene) -> None:
    """Plan the investigation with its lead; the actor reviews it."""
    scene.looked()
    matter, case = scene.matter, scene.case
    team = [scene.user(name) for name in matter.options.get("team", ())]
    investigation = investigations.assign(
        case,
        actor=scene.actor,
        type=_TYPES.get(case.case_type_code, InvestigationType.ADMINISTRATIVE),
        lead=scene.user(matter.lead),
        team=team,
    )
    matter.keys["investigation"] = investigation.id


def open_it(scene: Scene) -> None:
    """The lead begins."""
    scene.looked()
    investigations.open_investigation(scene.get(Investigation, "investigation"), actor=scene.actor)
    _log(scene, LogKind.HISTORY_SEARCH, "History of the subject in this system read; noted.")
    fieldwork.plan(scene)


def _log(scene: Scene, kind: LogKind, text: str, *, hours: int = 0) -> None:
    cases.add_log(
        scene.case,
        actor=scene.actor,
        kind=kind,
        text=text,
        occurred_at=clock.now() - timedelta(hours=hours),
    )


def log(scene: Scene) -> None:
    """The next line of the theme's log."""
    matter = scene.matter
    place = matter.keys.get("logged", 0)
    lines = matter.theme.log
    text = lines[place] if place < len(lines) else "Status told to the supervisor: on schedule."
    matter.keys["logged"] = place + 1
    kind = LogKind.CONTACT if "telephone" in text or "Spoke" in text else LogKind.RECORDS
    _log(scene, kind, matter.says(text), hours=scene.rng.randint(0, 5))
    spent = "COORDINATION" if kind is LogKind.CONTACT else "RECORDS_REVIEW"
    fieldwork.hours(scene, spent, matter.says(text))
    tick(scene)


def tick(scene: Scene, *, all_of_them: bool = False) -> None:
    """Finish the lead's tasks that are due within a week, or all of them, each after its first."""
    rows = scene.session.scalars(
        select(Task)
        .where(Task.case_id == scene.matter.case_id, Task.owner_id == scene.actor.user_id)
        .where(Task.state == TaskState.OPEN)
        .order_by(Task.id)
    ).all()
    end = scene.today + timedelta(days=7)
    for task in rows:
        is_next = task.after is None or not task.after.is_open
        if is_next and (all_of_them or (task.due_on is not None and task.due_on <= end)):
            tasks.finish_task(TaskOfCase(scene.case, task), actor=scene.actor)


def collect(scene: Scene) -> None:
    """Record the theme's records as items with their files."""
    scene.looked()
    matter, kept = scene.matter, scene.matter.keys.setdefault("items", [])
    for record in matter.theme.records:
        item = evidence.record_item(
            scene.case,
            actor=scene.actor,
            kind_code=record.kind,
            description=record.what,
            collected_at=clock.now() - timedelta(hours=scene.rng.randint(1, 30)),
            collected_where=matter.fill["place"],
            location=f"Evidence room, shelf {scene.rng.randint(1, 40)}",
            seal_number=f"S-{scene.rng.randint(100000, 999999)}",
            file=_file_of(scene, record),
        )
        kept.append(item.id)
    fieldwork.ask(scene)


def _file_of(scene: Scene, record: Record) -> StoredFile:
    matter = scene.matter
    heading = f"{record.what}. Case {matter.number}"
    text = matter.says(record.text)
    if record.kind in {"LOG_EXTRACT", "EMAIL_OR_MESSAGE"}:
        return text_file(f"{record.what}.txt", heading, text, by=scene.actor.user_id)
    return pdf_file(f"{record.what}.pdf", record.what, text, by=scene.actor.user_id)


def witness_statement(scene: Scene) -> None:
    """An affidavit of a witness or of the person who reports, sworn; nobody: a log entry only."""
    log(scene)
    fieldwork.followed(scene)
    givers = [
        party
        for party in scene.parties(PartyRole.WITNESS, PartyRole.COMPLAINANT, PartyRole.VICTIM)
        if party.person_id is not None
    ]
    if not givers:
        return
    giver = givers[0]
    text = (
        f"I work at {scene.matter.fill['place']}. I was present on "
        f"{scene.matter.fill['day']}. What I saw and heard is set out below in my own words. "
        "I have read this statement and it is true."
    )
    _record_statement(scene, giver, "AFFIDAVIT", "NONE_WITNESS", text, title="Affidavit")
    fieldwork.hours(scene, "INTERVIEW", "A witness seen; affidavit taken.")
    fieldwork.begin_statement(scene, giver)


def interview(scene: Scene) -> None:
    """The subject is interviewed: compelled where the gate is open and the plan says so."""
    scene.looked()
    for party in scene.subjects():
        if party.person_id is None:
            continue
        compelled = scene.matter.options.get("compelled", False) and is_open(party)
        warning = "KALKINES" if compelled else "GARRITY_BECKWITH"
        text = (
            "Q. Do you understand the form that you signed? A. Yes.\n"
            f"Q. What happened on {scene.matter.fill['day']}? A. I have thought about it a lot. "
            "I did what is described, not for gain.\n"
            "Q. Is there anything that you want to add? A. I regret it."
        )
        _record_statement(scene, party, "SWORN_STATEMENT_QA", warning, text, title="Interview")
    _log(scene, LogKind.INTERVIEW, "Subject interviewed; a representative was present.", hours=1)
    fieldwork.hours(scene, "INTERVIEW", "The subject interviewed; a representative was present.")
    fieldwork.answered(scene)
    tick(scene)


def _record_statement(
    scene: Scene, giver: Party, kind: str, warning: str, text: str, *, title: str
) -> None:
    taken = clock.now() - timedelta(hours=2)
    ended = taken + timedelta(minutes=scene.rng.randint(20, 95))
    asked = giver.role is PartyRole.SUBJECT
    head = f"{title}, case {scene.matter.number}"
    statement = evidence.record_statement(
        scene.case,
        actor=scene.actor,
        kind_code=kind,
        giver=giver,
        taken_at=taken,
        ended_at=ended,
        interview=interviews.held(scene, giver, warning, taken, ended) if asked else None,
        warning_code=warning,
        place=scene.matter.fill["place"],
        oath_administrator=scene.actor.name,
        pages=scene.rng.randint(2, 6),
        file=pdf_file(f"{title}.pdf", head, text, by=scene.actor.user_id),
        copy_given=True,
    )
    scene.matter.keys.setdefault("statements", []).append(statement.id)


def consult_prosecutor(scene: Scene) -> None:
    """Put the subject before the theme's prosecutor."""
    level, office = scene.matter.theme.prosecutor
    for party in scene.subjects():
        referral = prosecution.refer(
            scene.case,
            actor=scene.actor,
            party=party,
            level_code=level,
            office=office,
            on=scene.today,
            statutes="18 USC 1030(a)(2)" if scene.matter.theme.code.startswith("IT") else "",
        )
        scene.matter.keys.setdefault("prosecutions", []).append(referral.id)
        prosecution_gate.assess(
            scene.case,
            actor=scene.actor,
            charges=[row.allegation_subject for row in referral.covers],
            likely=[] if level == "FEDERAL" else [level],
            reason="By the place and the kind of conduct.",
        )


def _prosecutor_says(scene: Scene, status: ProsecutionStatus, **more: object) -> None:
    for key in scene.matter.keys.get("prosecutions", ()):
        referral = scene.found(scene.session.get(ProsecutionReferral, key), "the prosecution")
        prosecution.record_event(
            referral,
            actor=scene.actor,
            status=status,
            on=scene.today,
            **more,  # type: ignore[arg-type]
        )


def declined(scene: Scene) -> None:
    """The prosecutor declines: in writing, or by telephone."""
    written = scene.rng.randrange(3) > 0
    reasons = ("ADMIN_REMEDY_ADEQUATE", "LACK_OF_EVIDENCE", "NO_FEDERAL_INTEREST")
    _prosecutor_says(
        scene,
        ProsecutionStatus.DECLINED,
        declination_code=scene.rng.choice(reasons),
        is_written=written,
        note="" if written else f"By telephone to {scene.actor.name}: no prosecution.",
    )


def taken_up(scene: Scene) -> None:
    """The prosecutor accepts."""
    _prosecutor_says(scene, ProsecutionStatus.ACCEPTED, note="Accepted; grand jury not yet.")


def charged(scene: Scene) -> None:
    """An indictment is returned."""
    _prosecutor_says(scene, ProsecutionStatus.CHARGED_INDICTMENT, note="Two counts.")
    courts.counts(scene)


def suspend(scene: Scene) -> None:
    """The work rests while prosecutors decide."""
    investigations.suspend(
        scene.get(Investigation, "investigation"),
        actor=scene.actor,
        reason=PauseReason(scene.matter.options.get("pause", "PROSECUTION")),
    )


def recuse(scene: Scene) -> None:
    """A member of the team steps back."""
    cases.recuse(scene.case, actor=scene.actor, reason="The subject's brother is a neighbor.")


def begin_report(scene: Scene) -> None:
    """Begin the report and its exhibits; a third of the reports come as a file.

    Every other one that is written is in sections: each of these costs a PDF at its approval.
    """
    scene.looked()
    matter, case = scene.matter, scene.case
    uploaded = scene.rng.randrange(3) == 0
    in_sections = not uploaded and case.id % 2 == 0
    by = scene.actor.user_id
    file = (
        pdf_file("Report of investigation.pdf", f"Report, {matter.number}", _body(scene), by=by)
        if uploaded
        else None
    )
    report = investigations.start_report(
        scene.get(Investigation, "investigation"),
        actor=scene.actor,
        type_code="INVESTIGATIVE_FINDINGS",
        title=f"Findings: {case.title}"[:200],
        synopsis=matter.account,
        body="" if uploaded or in_sections else _body(scene),
        file=file,
    )
    matter.keys["report"] = report.id
    add_exhibits(scene, report)
    if in_sections:
        _write_sections(scene, report)


def add_exhibits(scene: Scene, report: Report) -> None:
    """What was collected and said so far, as exhibits of the report."""
    keys = scene.matter.keys
    for key in keys.get("items", ()):
        item = scene.found(scene.session.get(EvidenceItem, key), "an item")
        evidence.add_exhibit(
            report, actor=scene.actor, description=item.description, item=item, pages="all"
        )
    for key in keys.get("statements", ()):
        statement = scene.found(scene.session.get(Statement, key), "a statement")
        what = f"{statement.kind.label} of {statement.giver.name}"
        evidence.add_exhibit(report, actor=scene.actor, description=what, statement=statement)


def _write_sections(scene: Scene, report: Report) -> None:
    """Predication, details of each allegation and credibility, as the team writes them."""
    matter = scene.matter
    done = "\n".join(f"- {matter.says(line)}" for line in matter.theme.log)
    wish = matter.options.get("findings", ("SUBSTANTIATED",))[0]
    holds = not wish.startswith("UN")
    texts = {
        Spot(SectionKind.PREDICATION): f"{matter.account}\n\nThe case was assigned to this office.",
        Spot(SectionKind.ACTION): "No court and no administrative measure so far.",
    }
    for spot in investigations.spots_of(report):
        if spot.kind is SectionKind.NARRATIVE:
            texts[spot] = f"## What was done\n\n{done}\n\nThe exhibits are listed at the end."
        elif spot.kind is (SectionKind.EVIDENCE_FOR if holds else SectionKind.EVIDENCE_AGAINST):
            texts[spot] = matter.says(matter.theme.proof if holds else matter.theme.doubt)
        elif spot.kind is SectionKind.CREDIBILITY:
            texts[spot] = "The accounts agree with the records; nobody contradicts them."
    for spot, text in texts.items():
        investigations.save_section(report, spot, actor=scene.actor, text=text, base=0)


def _body(scene: Scene) -> str:
    matter = scene.matter
    lines = "\n".join(f"- {matter.says(line)}" for line in matter.theme.log)
    wish = matter.options.get("findings", ("SUBSTANTIATED",))[0]
    reasons = matter.theme.doubt if wish.startswith("UN") else matter.theme.proof
    return (
        f"Predication\n{matter.account}\n\n"
        f"What was done\n{lines}\n\n"
        f"What was found\n{matter.says(reasons)}\n\n"
        "Prosecution\nSee the prosecution status of the case.\n\n"
        "The exhibits are listed with this report."
    )


def submit(scene: Scene) -> None:
    """Hand the report in."""
    tick(scene, all_of_them=True)
    investigations.submit_report(scene.get(Report, "report"), actor=scene.actor)


def send_back(scene: Scene) -> None:
    """The reviewing supervisor wants more."""
    scene.looked()
    investigations.return_report(
        scene.get(Report, "report"),
        actor=scene.actor,
        comment="Exhibit 1 needs the name of whoever certified it. Say why the second witness was"
        " not interviewed.",
    )


def approve(scene: Scene) -> None:
    """The reviewing supervisor approves."""
    scene.looked()
    investigations.approve_report(scene.get(Report, "report"), actor=scene.actor)
