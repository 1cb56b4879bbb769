"""From the form to the complaint, with an error at each field that does not fit."""

from jicms.allegations.forms_custody import QUERY, custody_faults, person_looked_up, prea_in
from jicms.allegations.service import default_class
from jicms.cases import leaks
from jicms.core import clock
from jicms.intake.complaint import (
    REPORTER,
    Alleged,
    Arrested,
    Attached,
    Complaint,
    Injured,
    Other,
    Somebody,
)
from jicms.intake.desk import Desk, decisions, load_people
from jicms.intake.forms import (
    NO_REPORTER,
    PERSON,
    UNLISTED,
    AllegedForm,
    ArrestForm,
    FileForm,
    InjuryForm,
    IntakeForm,
    OtherForm,
    SubjectForm,
)
from jicms.intake.models import IntakeFile
from jicms.intake.models_received import ReceivedFile
from jicms.intake.reporting import check_reporter, identity_of, person_of_number, reporter_of
from jicms.intake.service.files import name_of, of_reports
from jicms.people.names import SSN_HINT, looks_like_ssn
from jicms.prosecution.models_arrest import Duty
from jicms.refdata.models import AllegationCategory
from jicms.refdata.queries import facts
from jicms.web.forms import SubForm, moment

#: Short texts of an allegation that may give a reporter away.
GUARDED = (
    *("query_subject", "query_purpose", "query_recipient", "class_reason", "prea_facility"),
    *("prea_housing", "prea_victim_citizenship", "prea_perpetrator_citizenship"),
)


def read(desk: Desk) -> Complaint | None:
    """The complaint, or None with the errors at their fields."""
    form = desk.form
    form.validate()
    for sentence in desk.refused:
        form.fault("attached", sentence)
    _check_receipt(desk)
    check_reporter(form)
    _check_subjects(desk)
    _check_allegations(desk)
    others = [_other(form, entry) for entry in form.others.forms]
    _check_hurt_and_arrested(form)
    _check_files(desk)
    _check_leaks(form)
    if form.faults():
        return None
    received = moment(form.received_on.data, form.received_at.data, desk.agency.zone)
    assert received is not None
    return Complaint(
        received_at=received,
        intake_method_code=form.method.data,
        case_type_code=form.case_type.data,
        subjects=[_somebody(desk, entry) for entry in form.subjects.forms],
        allegations=[_alleged(entry) for entry in form.allegations.forms],
        reporter=reporter_of(form),
        others=[other for other in others if other is not None],
        incident_from=form.incident_from.data,
        incident_to=form.incident_to.data,
        place=form.place.data or "",
        narrative=(form.summary.data if form.is_confidential else form.narrative.data) or "",
        title=form.title.data or "",
        received_by=form.received_by.data or "",
        injuries=[_injured(entry) for entry in form.injuries.forms],
        arrests=[_arrested(entry) for entry in form.arrests.forms],
        files=_attached(desk),
        decisions=decisions(form),
    )


def _check_receipt(desk: Desk) -> None:
    form = desk.form
    if form.received_on.errors or form.received_at.errors:
        return
    received = moment(form.received_on.data, form.received_at.data, desk.agency.zone)
    if received is None:
        form.fault("received_at", "The clocks skipped this time. Check it.")
        return
    if received > clock.now():
        form.fault("received_at", "This time lies in the future.")
    day, last = form.incident_from.data, form.incident_to.data
    if last and not day and not form.incident_from.errors:
        form.fault("incident_from", "Enter the first day of the incident too.")
    if day and last and last < day:
        form.fault("incident_to", "The incident ends before it begins.")
    for name, typed in (("incident_from", day), ("incident_to", last)):
        if typed and typed > form.received_on.data:
            form.fault(name, "The incident lies after the day it was reported.")


def _check_subjects(desk: Desk) -> None:
    form = desk.form
    if not form.subjects.forms:
        form.fault("subjects", "Choose a subject, or add one as unknown.")
        form.fault("find", "Find and choose the subject, or add one as unknown.")
    keys = [entry.key.data for entry in form.subjects.forms]
    if len(set(keys)) != len(keys):
        form.fault("subjects", "Remove one of the two equal subjects.")
    for place, entry in enumerate(form.subjects.forms):
        if entry.how.data == PERSON and desk.person_of(entry) is None:
            form.fault("subjects", f"Remove subject {place + 1} and choose the person again.")
        if entry.how.data == UNLISTED and not (entry.given_name.data or entry.family_name.data):
            form.fault(f"subjects-{entry_index(entry)}-family_name", "Enter the name.")
        for name in ("given_name", "family_name", "description"):
            if looks_like_ssn(entry[name].data or ""):
                form.fault(f"subjects-{entry_index(entry)}-{name}", SSN_HINT)


def entry_index(entry: SubForm) -> str:
    """The place of an entry in the names of its fields."""
    name = next(iter(entry)).name
    return str(name).split("-")[1]


def _check_allegations(desk: Desk) -> None:
    form = desk.form
    categories = facts(AllegationCategory)
    for entry in form.allegations.forms:
        at = f"allegations-{entry_index(entry)}"
        category = categories.get(entry.code.data or "")
        if category is None:
            continue
        typed = (entry.system_code, *(entry[name] for name in QUERY))
        if not category.needs_system and any(field.data for field in typed):
            sentence = f"{category.code} is not about a system: clear the query details."
            form.fault(f"{at}-system_code", sentence)
        for name, sentence in custody_faults(entry, category.code):
            form.fault(f"{at}-{name}", sentence)
        usual = default_class(category, desk.agency.scheme)
        chosen = entry.class_code.data
        if chosen and chosen != usual and not entry.class_reason.data:
            form.fault(f"{at}-class_reason", "Write why it is another class than the code’s.")


def _check_hurt_and_arrested(form: IntakeForm) -> None:
    """Nobody reports what the agency found; an arrest can't lie after the report of it."""
    for name in ("injuries", "arrests"):
        for entry in form[name].forms:
            at = f"{name}-{entry_index(entry)}"
            if entry.who.data == REPORTER and form.kind.data == NO_REPORTER:
                form.fault(f"{at}-who", "Nobody reports what the agency discovered.")
    for entry in form.arrests.forms:
        day, received = entry.arrested_on.data, form.received_on.data
        if day and received and day > received:
            at = f"arrests-{entry_index(entry)}-arrested_on"
            form.fault(at, "The arrest lies after the day it was reported.")


def _check_files(desk: Desk) -> None:
    """Every file that the page lists is there, and one extract at most shows a query."""
    form, categories = desk.form, facts(AllegationCategory)
    found = [categories.get(entry.code.data or "") for entry in form.allegations.forms]
    about_system = any(category and category.needs_system for category in found)
    extracts = [entry for entry in form.files.forms if entry.extract.data]
    for entry in form.files.forms:
        if entry.key.data not in desk.files:
            form.fault("attached", "A file of this page is not kept any more. Choose it again.")
    for entry in extracts[1:]:
        sentence = "Mark one file as the extract. The others can be chosen on the allegation later."
        form.fault(f"files-{entry_index(entry)}-extract", sentence)
    if extracts and not about_system:
        at = f"files-{entry_index(extracts[0])}-extract"
        form.fault(at, "No allegation here is about a system: clear this mark.")


def _check_leaks(form: IntakeForm) -> None:
    """In confidential mode every other text is read for the reporter's identity."""
    if not form.is_confidential or form.checked.data:
        return
    texts = [(name, form[name].data or "") for name in ("title", "place", "summary")]
    texts += [
        (f"subjects-{entry_index(entry)}-{name}", entry[name].data or "")
        for entry in form.subjects.forms
        for name in ("description", "given_name", "family_name")
        if not entry.is_person
    ]
    texts += [
        (f"others-{entry_index(entry)}-who", entry.who.data or "")
        for entry in form.others.forms
        if not entry.person.data
    ]
    texts += [
        (f"allegations-{entry_index(entry)}-{name}", entry[name].data or "")
        for entry in form.allegations.forms
        for name in ("narrative", *GUARDED)
    ]
    texts += [
        (f"injuries-{entry_index(entry)}-description", entry.description.data or "")
        for entry in form.injuries.forms
    ]
    texts += [
        (f"arrests-{entry_index(entry)}-{name}", entry[name].data or "")
        for entry in form.arrests.forms
        for name in ("agency", "charge", "disposition")
    ]
    texts += [
        (f"files-{entry_index(entry)}-note", entry.note.data or "") for entry in form.files.forms
    ]
    found = leaks.found_in(texts, identity_of(form))
    for name, sentence in found.items():
        form.fault(name, sentence)
    if found:
        form.fault("checked", "Confirm that nothing identifies the reporter, or rewrite the text.")


def _somebody(desk: Desk, entry: SubjectForm) -> Somebody:
    if entry.how.data == PERSON:
        return Somebody(key=entry.key.data or "", person=desk.person_of(entry))
    if entry.how.data == UNLISTED:
        return Somebody(
            key=entry.key.data or "",
            given_name=entry.given_name.data or "",
            family_name=entry.family_name.data or "",
            kind_code=entry.kind.data or "UNKNOWN",
            description=entry.description.data or "",
        )
    return Somebody(key=entry.key.data or "", description=entry.description.data or "")


def _alleged(entry: AllegedForm) -> Alleged:
    return Alleged(
        category_code=entry.code.data,
        subjects=entry.subjects.data or (),
        class_code=entry.class_code.data,
        class_reason=entry.class_reason.data or "",
        narrative=entry.narrative.data or "",
        system_code=entry.system_code.data,
        query_subject=entry.query_subject.data or "",
        query_purpose=entry.query_purpose.data or "",
        query_count=entry.query_count.data,
        query_recipient=entry.query_recipient.data or "",
        query_person=person_looked_up(entry),
        prea=prea_in(entry),
    )


def _other(form: IntakeForm, entry: OtherForm) -> Other | None:
    who, number = entry.who.data or "", entry.person.data or ""
    if entry.role.data is None or not who:
        return None
    person = person_of_number(who)
    if number:
        known = load_people({int(number)}) if number.isdecimal() and len(number) < 18 else {}
        person = next(iter(known.values()), None)
        if person is None:
            form.fault(
                f"others-{entry_index(entry)}-who", "Choose the person again, or type a name."
            )
    if looks_like_ssn(who):
        form.fault(f"others-{entry_index(entry)}-who", SSN_HINT)
    described = "" if person else who
    return Other(entry.role.data, Somebody(entry.key.data or "", person, description=described))


def _attached(desk: Desk) -> list[Attached]:
    rows = [(desk.files[entry.key.data], entry) for entry in desk.form.files.forms]
    received = of_reports(row.file for row, _entry in rows)
    return [_attach(row, entry, received.get(row.file_id)) for row, entry in rows]


def _attach(row: IntakeFile, entry: FileForm, received: ReceivedFile | None) -> Attached:
    return Attached(
        file=row.file,
        name=name_of(row),
        copy=received.copy if received else None,
        is_cleaned=row.is_cleaned,
        note=entry.note.data or "",
        is_extract=bool(entry.extract.data),
        keep_back=bool(entry.keep_back.data),
    )


def _injured(entry: InjuryForm) -> Injured:
    care = {"yes": True, "no": False}.get(entry.care.data or "")
    return Injured(entry.who.data, entry.description.data, care)


def _arrested(entry: ArrestForm) -> Arrested:
    return Arrested(
        who=entry.who.data,
        agency=entry.agency.data,
        charge=entry.charge.data,
        arrested_on=entry.arrested_on.data,
        duty=entry.duty.data or Duty.UNKNOWN,
        disposition=entry.disposition.data or "",
    )
