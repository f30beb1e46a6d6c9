"""Where the time of publishing goes, verb by verb."""

from collections.abc import Sequence
from statistics import median

from benchmarks.figures import show_plain
from benchmarks.publishing import PublishedDay


def show_verbs(title: str, days: Sequence[PublishedDay]) -> None:
    """Print the median of each verb's seconds over some days, and dbt's own among them."""
    names = [*days[0].verbs, "dbt itself", "in all", "CPU in all", "CPU beyond dbt"]
    medians = [
        *(median(day.verbs[verb] for day in days) for verb in days[0].verbs),
        median(day.dbt_seconds for day in days),
        median(day.seconds for day in days),
        median(day.cpu_seconds for day in days),
        median(day.cpu_seconds - day.dbt_seconds for day in days),
    ]
    show_plain(title, names, [[f"{seconds:.3f}" for seconds in medians]])
