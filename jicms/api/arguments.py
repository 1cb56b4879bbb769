"""What may be asked: the parameters of each route."""

from typing import Any

from marshmallow import Schema, ValidationError, fields, pre_load, validate

from jicms.cases.kinds import CaseStatus
from jicms.reports.definitions import REPORTS
from jicms.reports.settings import LONGEST

PAGE, MAX_PAGE = 25, 100
#: Codes are upper-case words; nothing else is looked up.
CODE = validate.Regexp(r"\A[A-Z0-9_-]{1,40}\Z", error="Not a code.")
#: Longer ones are of no list of ours.
CURSOR = validate.Length(min=1, max=2000)


class CaseQuery(Schema):
    """Filters of the list of cases; several values of one parameter widen it."""

    status = fields.List(
        fields.String(validate=validate.OneOf([status.value for status in CaseStatus])),
        metadata={"description": "Statuses"},
    )
    office = fields.List(
        fields.String(validate=CODE), metadata={"description": "Codes of lead offices"}
    )
    severity_class = fields.List(
        fields.String(validate=CODE), metadata={"description": "Codes of classes"}
    )
    case_type = fields.List(
        fields.String(validate=CODE), metadata={"description": "Codes of types"}
    )
    received_from = fields.Date(metadata={"description": "First day of receipt"})
    received_to = fields.Date(metadata={"description": "Last day of receipt"})
    report = fields.String(
        validate=validate.Length(min=1, max=600),
        metadata={"description": "A number of a report, as its `cases` address has it"},
    )
    limit = fields.Integer(
        load_default=PAGE,
        validate=validate.Range(min=1, max=MAX_PAGE),
        metadata={"description": "Cases per page"},
    )
    after = fields.String(validate=CURSOR, metadata={"description": "From `next`"})
    before = fields.String(validate=CURSOR, metadata={"description": "From `previous`"})

    @pre_load
    def refuse_nul(self, data: Any, **_kwargs: Any) -> Any:
        """No text of ours holds a NUL; PostgreSQL can't be asked for one."""
        for key in data:
            if any("\x00" in str(value) for value in data.getlist(key)):
                raise ValidationError("Not a text.", field_name=key)
        return data


def _settings() -> dict[str, fields.Field[Any]]:
    """A parameter for each setting that any report has."""
    found: dict[str, fields.Field[Any]] = {}
    for report in REPORTS:
        for param in report.params:
            found.setdefault(
                param.key,
                fields.String(
                    validate=validate.Length(max=LONGEST),
                    metadata={"description": f"{param.label}; see the report's parameters"},
                ),
            )
    return found


#: Settings of reports. Those that a report does not have are left out of account.
ReportQuery = Schema.from_dict(_settings(), name="ReportQuery")
