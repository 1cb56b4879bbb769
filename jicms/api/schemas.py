"""How records look as JSON. Schemas dump what they are given and never query."""

from marshmallow import Schema, fields, validate

from jicms.cases.kinds import CaseStatus, IdentityMode, Origin, PartyRole, SubjectStatus


def code(about: str, *, none: bool = False) -> fields.String:
    """The code of a list."""
    return fields.String(required=True, allow_none=none, metadata={"description": about})


def words(about: str, *, none: bool = False) -> fields.String:
    """A text."""
    return fields.String(required=True, allow_none=none, metadata={"description": about})


def moment(about: str, *, none: bool = False) -> fields.AwareDateTime:
    """A moment in UTC."""
    return fields.AwareDateTime(required=True, allow_none=none, metadata={"description": about})


def day(about: str, *, none: bool = False) -> fields.Date:
    """A calendar day in the agency's zone."""
    return fields.Date(required=True, allow_none=none, metadata={"description": about})


def one_of(values: object, about: str, *, none: bool = False) -> fields.String:
    """One of the values of an enum."""
    listed = [member.value for member in values]  # type: ignore[attr-defined]
    rule = validate.OneOf([*listed, None] if none else listed)
    return fields.String(
        required=True, allow_none=none, validate=rule, metadata={"description": about}
    )


class Problem(Schema):
    """An error, as RFC 9457 has it."""

    type = fields.String(required=True)
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    detail = fields.String(required=True)
    instance = fields.String(required=True, metadata={"description": "Give it to support."})
    errors = fields.Dict(
        keys=fields.String(), metadata={"description": "By parameter: what is wrong with it."}
    )


class CaseBrief(Schema):
    """A case in a list."""

    number = words("The case number")
    title = words("Title")
    status = one_of(CaseStatus, "Where the case stands")
    status_since = moment("Since when")
    case_type = code("Type")
    severity_class = code("Class; none while it is not classed", none=True)
    office = words("Code of the lead office")
    lead = words("Name of the lead", none=True)
    restricted = fields.Boolean(required=True)
    received_at = moment("First receipt")
    closed_on = day("Day of closing", none=True)
    url = words("Where the case is read")


class CaseList(Schema):
    """A page of cases."""

    items = fields.List(fields.Nested(CaseBrief), required=True)
    next = words("The next page", none=True)
    previous = words("The page before", none=True)


class CaseRecord(CaseBrief):
    """A case."""

    agency = words("Code of the agency")
    origin_office = words("Code of the office that received it")
    origin = one_of(Origin, "Recorded here, or taken over from another system")
    received_on = day("Day of first receipt in the agency's zone")
    opened_at = moment("When work began", none=True)
    closure = code("Why it was closed", none=True)
    refer_out = code("Where it was referred to", none=True)
    merged_into = words("Number of the case that it duplicates, if you may see it", none=True)
    source_status = words("Status in the system that it was taken over from")
    allegations_url = words("Its allegations")
    parties_url = words("Its parties")


class ChargeRecord(Schema):
    """An allegation against one subject."""

    label = words("`3.1`: the allegation's number and the subject's within it")
    party = fields.Integer(
        required=True,
        allow_none=True,
        metadata={"description": "Number of the party; none where you may not see it"},
    )
    finding = code("The finding that stands; none while there is none", none=True)


class AllegationRecord(Schema):
    """An allegation with its subjects."""

    n = fields.Integer(required=True, metadata={"description": "Number within the case"})
    category = code("Category", none=True)
    severity_class = code("Class", none=True)
    intake_method = code("How it arrived")
    received_at = moment("When it arrived")
    incident_from = day("First day of the incident", none=True)
    incident_to = day("Last day of the incident", none=True)
    source_category = words("Category in the system that it was taken over from")
    narrative = words("What is alleged; none with sight of the summary only", none=True)
    subjects = fields.List(fields.Nested(ChargeRecord), required=True)


class AllegationList(Schema):
    """The allegations of a case that you may see."""

    case = words("The case number")
    items = fields.List(fields.Nested(AllegationRecord), required=True)


class PartyRecord(Schema):
    """Somebody in a case. A protected identity shows as its alias, without number or person."""

    n = fields.Integer(required=True, metadata={"description": "Number within the case"})
    role = one_of(PartyRole, "Role in the case")
    name = words("Name, alias or description")
    employee_number = words("Of an employee who is named", none=True)
    identity_mode = one_of(IdentityMode, "How a reporter's identity is kept", none=True)
    subject_status = one_of(SubjectStatus, "Of a subject: where it stands", none=True)
    outcome = code("Of a subject without referral: why", none=True)
    program_office = words("At the time of the incident", none=True)


class PartyList(Schema):
    """The parties of a case that you may see."""

    case = words("The case number")
    items = fields.List(fields.Nested(PartyRecord), required=True)


class Choice(Schema):
    """A value that a parameter takes."""

    value = fields.String(required=True)
    label = fields.String(required=True)


class ParamRecord(Schema):
    """A parameter of a report."""

    key = fields.String(required=True)
    label = fields.String(required=True)
    kind = fields.String(required=True, validate=validate.OneOf(["choice", "date", "number"]))
    default = fields.String(required=True)
    choices = fields.List(fields.Nested(Choice), required=True)


class ReportBrief(Schema):
    """A report in the list of reports."""

    key = words("Its key")
    title = words("Its title")
    summary = words("What it measures")
    parameters = fields.List(fields.Nested(ParamRecord), required=True)
    url = words("Where it is run")


class ReportList(Schema):
    """The reports that there are."""

    items = fields.List(fields.Nested(ReportBrief), required=True)


class ColumnRecord(Schema):
    """A column of a table. Labels come first."""

    key = fields.String(required=True)
    label = fields.String(required=True)
    kind = fields.String(
        required=True,
        validate=validate.OneOf(["label", "count", "days", "fact", "share", "rate"]),
    )


class RowRecord(Schema):
    """A row: its labels, its values, and for each value the list of cases behind it, if any."""

    labels = fields.List(fields.String(), required=True)
    values = fields.List(fields.Raw(allow_none=True), required=True)
    cases = fields.List(fields.String(allow_none=True), required=True)


class TableRecord(Schema):
    """A table of a report."""

    key = fields.String(required=True)
    title = fields.String(required=True)
    columns = fields.List(fields.Nested(ColumnRecord), required=True)
    rows = fields.List(fields.Nested(RowRecord), required=True)
    total = fields.Nested(RowRecord, required=True, allow_none=True)


class Meaning(Schema):
    """What a word of the report means."""

    term = fields.String(required=True)
    text = fields.String(required=True)


class ReportRecord(Schema):
    """A report, run. Cases that the membership may not see are in none of its numbers."""

    key = words("Its key")
    title = words("Its title")
    covers = words("What the numbers cover")
    settings = fields.Dict(keys=fields.String(), values=fields.Raw(), required=True)
    tables = fields.List(fields.Nested(TableRecord), required=True)
    definition = fields.List(fields.Nested(Meaning), required=True)
