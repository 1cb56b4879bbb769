"""Forms of the file for a tribunal."""

from jicms.core import unit_of_work
from jicms.discipline.models import DisciplinaryAction
from jicms.discipline.service import today_of
from jicms.litigation.models_production import ProductionEntry
from jicms.litigation.service.production import Addressed
from jicms.refdata.models_litigation import FilePart, ProductionForum
from jicms.refdata.queries import choices
from jicms.web.forms import BaseForm, Code, File, LongText, Number, Text, UsDate, Version


class ProductionForm(BaseForm):
    """For which tribunal a file is."""

    forum_code = Code("Tribunal")
    recipient_name = Text("Recipient", limit=200, hint="Who receives it there")
    recipient_address = LongText("Address", limit=300, rows=2)
    docket = Text("Docket number", limit=80, optional=True)
    megabytes = Number(
        "Largest volume, in MB",
        low=1,
        high=200,
        optional=True,
        hint="Left blank: the size in the list of tribunals, which an administrator keeps",
    )

    def offer(self, action: DisciplinaryAction) -> None:
        """The tribunals in use."""
        self.forum_code.offer(choices(unit_of_work.session(), ProductionForum, today_of(action)))

    def told(self) -> Addressed:
        """What the form says."""
        return Addressed(
            forum_code=self.forum_code.data or "",
            recipient_name=self.recipient_name.data or "",
            recipient_address=self.recipient_address.data or "",
            docket=self.docket.data or "",
            megabytes=self.megabytes.data,
        )


class PartForm(BaseForm):
    """A form that chooses a part of the file."""

    part_code = Code("Part of the file")

    def offer(self, action: DisciplinaryAction) -> None:
        """The parts in use."""
        self.part_code.offer(choices(unit_of_work.session(), FilePart, today_of(action)))


class PaperForm(PartForm):
    """A paper that is no record of the action."""

    title = Text("What it is", limit=300, hint="For example: SF-50 of Apr 1, 2024")
    dated_on = UsDate("Dated", optional=True)
    file = File("File", resumable=True)
    version = Version()


class EntryForm(PartForm):
    """Whether a paper goes, and in which part."""

    included = Code("In the file", display="radios")
    reason = LongText("Reason, if it is left out", limit=2000, rows=2, optional=True)
    version = Version()

    def begin(self, entry: ProductionEntry) -> None:
        """In or out, as it stands."""
        self.included.offer([("yes", "Goes into the file"), ("no", "Left out")])
        if not self.is_submitted():
            self.included.data = "yes" if entry.included else "no"


class MakeForm(BaseForm):
    """That the file is to be made now."""

    without = LongText(
        "Why the file goes without what is missing", limit=2000, rows=3, optional=True
    )
    version = Version()
