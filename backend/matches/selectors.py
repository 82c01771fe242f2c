"""Reading of finished matches."""

from django.db.models import QuerySet
from django.db.models.functions import Length

from matches.models import FinishedMatch


def match_list() -> QuerySet[FinishedMatch]:
    """Finished matches, the newest first, each with ``input_log_bytes`` in place of the log itself."""
    matches = FinishedMatch.objects.defer("input_log").annotate(input_log_bytes=Length("input_log"))
    return matches.order_by("-ended_at", "id")
