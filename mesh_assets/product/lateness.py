"""Late data: the earlier partitions whose records may still arrive."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from mesh_assets.product.partition import Partition
from mesh_assets.product.partitions import Partitions


@dataclass(frozen=True, slots=True)
class ArrivalWindow:
    """The partitions to which the records of one arrival may belong."""

    arrived: Partition
    """The partition with whose files they arrive."""
    earlier: tuple[Partition, ...] = ()
    """Those before it whose records still come in time, the oldest first."""

    @property
    def start(self) -> datetime:
        """The earliest time of a record that comes in time."""
        return self.earlier[0].start if self.earlier else self.arrived.start


def arrival_window(
    calendar: Partitions, arrived: Partition, lateness: timedelta | None
) -> ArrivalWindow:
    """Reach back by the lateness, counted from the arrival's start and in whole partitions.

    With `3d`, the files of the 10th may hold records of the 7th, the 8th and the 9th.
    """
    earlier = calendar.overlapping(arrived.start - (lateness or timedelta()), arrived.start)
    return ArrivalWindow(arrived, tuple(earlier))


def later_arrivals(
    calendar: Partitions, partition: Partition, lateness: timedelta | None
) -> list[Partition]:
    """List the partitions with whose files late records of a partition may arrive."""
    return list(calendar.overlapping(partition.end, partition.end + (lateness or timedelta())))
