"""The former base of forms that are read; every form is now (`leak_check`)."""

from typing import ClassVar

from jicms.cases.models import Case
from jicms.web.forms import BaseForm


class GuardedForm(BaseForm):
    """A form as any other. Goes once nothing derives from it."""

    guarded: ClassVar[tuple[str, ...]] = ()

    def keeps(self, _case: Case) -> bool:
        """Asked already by `ready`."""
        return True
