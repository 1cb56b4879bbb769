"""What every list of cases says of each in its file: before and after what is the list's own."""

from jicms.refdata.models import CaseType, SeverityClass
from jicms.refdata.queries import label_of
from jicms.web.exports import Column

FIRST = (
    Column("Case", "number"),
    Column("Title", "title"),
    Column("Status", "status"),
    Column("Status since", "status_since"),
    Column("Class", lambda row: label_of(SeverityClass, row.class_code)),
    Column("Type", lambda row: label_of(CaseType, row.case_type_code)),
)
LAST = (
    Column("Next clock", "clock_label"),
    Column("Next clock due", "clock_on"),
    Column("Restricted", "restricted"),
)
