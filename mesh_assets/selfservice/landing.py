"""Dropping a file into a product's landing folder, under the names that its partitions ask for."""

import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from mesh_assets.compute.database import open_run_database
from mesh_assets.contract.records.scratch import scratch_folder
from mesh_assets.contract.records.unpacking import unpacked
from mesh_assets.errors import MeshError
from mesh_assets.pipeline.ledger.records import new_identifier
from mesh_assets.product.partition import Partition
from mesh_assets.product.partitions import Partitions, UnknownPartition
from mesh_assets.product.ports import FilesInput
from mesh_assets.product.product import DataProduct
from mesh_assets.selfservice.inference.identifiers import snake_cased
from mesh_assets.selfservice.sample.formats import ending_of, sample_format
from mesh_assets.selfservice.splitting import records_by_time
from mesh_assets.settings import Settings


class CannotLand(MeshError):
    """A file that no input port of the product reads."""


def land(settings: Settings, product: DataProduct, file: Path) -> list[Path]:
    """Drop a file, divided where its records belong to several partitions; give what was written.

    A record of no known time goes with the last partition, and becomes a dead letter there.
    Dropping the same file again replaces what it brought. Raises CannotLand and UnreadableFile.
    """
    port = _port(product, file)
    folder = settings.home / port.source.path
    if product.partitions is None:
        return [_placed(folder / file.name, partial(shutil.copyfile, file))]
    return _land_by_partition(settings, product.partitions, folder, file)


def _port(product: DataProduct, file: Path) -> FilesInput:
    ports = [port for port in product.input_ports if isinstance(port, FilesInput)]
    if not ports:
        raise CannotLand(f"{product.identifier} reads no files: it has no input port `files://...`")
    if len(ports) > 1:
        folders = ", ".join(f"{port.name} ({port.source.path})" for port in ports)
        raise CannotLand(
            f"{product.identifier} has several input ports of files: copy the file into the "
            f"landing folder that you mean: {folders}"
        )
    [port] = ports
    found = sample_format(file)
    if found != port.format:
        raise CannotLand(f"{file} is {found}, and the input port `{port.name}` reads {port.format}")
    return port


def _land_by_partition(
    settings: Settings, calendar: Partitions, folder: Path, file: Path
) -> list[Path]:
    with open_run_database(settings, new_identifier()) as database:
        connection = database.connection
        path = unpacked(file, scratch_folder(connection))
        records = records_by_time(path, sample_format(file), calendar.by)
        try:
            found = records.partitions(connection, calendar)
            for partition in found[-1:]:
                calendar.refuse_future(partition, datetime.now(UTC))
        except UnknownPartition as unknown:
            raise CannotLand(
                f"{file} holds records of a partition that the product does not have: {unknown}; "
                "take them out of the file, or correct `partitions` in product.yaml"
            ) from None
        if not found:
            raise CannotLand(f"{file}: no record has a time in `{calendar.by}`")
        if len(found) == 1:
            name = _name(found[0], file, ending_of(file))
            return [_placed(folder / name, partial(shutil.copyfile, file))]
        records.refuse_broken(connection)
        ending = ending_of(path)
        return [
            _placed(
                folder / _name(partition, file, ending),
                partial(records.write, connection, partition, last=found[-1]),
            )
            for partition in found
        ]


def _name(partition: Partition, file: Path, ending: str) -> str:
    """A file's name begins with its partition; `:` is no letter for names."""
    stem = snake_cased(file.name.removesuffix(ending_of(file)))
    return f"{partition.key.removesuffix(':00')}-{stem}{ending}"


def _placed(target: Path, write: Callable[[Path], object]) -> Path:
    """Write a file under a name that nobody reads, and give it its own when it is complete."""
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_name(f"_{target.name}.tmp")
    write(draft)
    draft.replace(target)
    return target
