"""Forms and fields. `BaseForm` for a page's form, `SubForm` for the entries of a `Repeat`."""

from jicms.web.forms.base import BaseForm, Fault
from jicms.web.forms.choices import Choice, Code, Codes
from jicms.web.forms.dates import (
    LocalTime,
    UsDate,
    moment,
    moment_of,
    parse_date,
    parse_time,
    typed_time,
)
from jicms.web.forms.fields import (
    Amount,
    Email,
    File,
    Flag,
    Hidden,
    LongText,
    Number,
    Password,
    Phone,
    Plain,
    Text,
    Version,
)
from jicms.web.forms.repeat import Repeat, SubForm

__all__ = [
    "Amount",
    "BaseForm",
    "Choice",
    "Code",
    "Codes",
    "Email",
    "Fault",
    "File",
    "Flag",
    "Hidden",
    "LocalTime",
    "LongText",
    "Number",
    "Password",
    "Phone",
    "Plain",
    "Repeat",
    "SubForm",
    "Text",
    "UsDate",
    "Version",
    "moment",
    "moment_of",
    "parse_date",
    "parse_time",
    "typed_time",
]
