"""The lineage of one product: from its columns through all of its models to its input ports."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from mesh_assets.compute.dbt import CompiledModel, CompiledProduct
from mesh_assets.metadata.lineage.provenance import Origins, PortColumn, Provenance, made_of
from mesh_assets.metadata.lineage.relation import Relation

PortColumns = Mapping[str, Sequence[str] | None]
"""The columns of each input port, by the port's table name; None where nobody says which."""


@dataclass(frozen=True, slots=True)
class ModelLineage:
    """Where one model's columns and rows come from, in columns of the input ports."""

    name: str
    file: str
    columns: Mapping[str, Provenance]
    rows: Origins
    """What decides which rows it has: what is joined, filtered, grouped and sorted by."""
    unfollowed: str = ""
    """Why it cannot be followed, so that all that it may read counts; empty where it can."""

    @property
    def reads(self) -> Origins:
        """All that it uses, for its columns or for its rows."""
        return self.rows | made_of(self.columns.values()).origins

    def uses(self, changed: PortColumn) -> bool:
        """Whether a change of a column of an input reaches it."""
        return any(origin.concerns(changed) for origin in self.reads)


@dataclass(frozen=True, slots=True)
class ProductLineage:
    """All models of one product."""

    models: tuple[ModelLineage, ...]
    output: ModelLineage
    """The model that is published."""

    @property
    def reads(self) -> Origins:
        """Every column of the input ports that is used for anything."""
        return frozenset(origin for model in self.models for origin in model.reads)

    @property
    def unfollowed(self) -> tuple[str, ...]:
        """Which models cannot be followed, and why."""
        return tuple(
            f"{model.name}, which cannot be followed: {model.unfollowed}"
            for model in self.models
            if model.unfollowed
        )

    def models_using(self, changed: PortColumn) -> tuple[str, ...]:
        """The names of the models that a change of a column of an input reaches."""
        return tuple(model.name for model in self.models if model.uses(changed))

    def columns_from(self, changed: PortColumn) -> tuple[str, ...]:
        """The published columns, or parts of them, whose values a change reaches."""
        found = (
            f"{name}{part}"
            for name, value in self.output.columns.items()
            for part in value.touched_by(changed)
        )
        return tuple(dict.fromkeys(found))

    def decides_rows(self, changed: PortColumn) -> bool:
        """Whether a column of an input decides which rows are published."""
        return any(origin.concerns(changed) for origin in self.output.rows)

    def origins_of(self, path: str) -> Origins:
        """The columns of the input ports that a published column, or a part of it, is made of."""
        name, *inside = _steps(path)
        value = self.output.columns.get(name, Provenance())
        for step in inside:
            value = value.inside(step)
        return value.origins


def product_lineage(
    compiled: CompiledProduct, output: str, ports: PortColumns, written: Sequence[str] = ()
) -> ProductLineage:
    """Follow every model of a product.

    `output` is the name of the model that is published, and `written` are the names of its columns
    as the contract writes them: SQL does not tell upper from lower case.
    """
    models = {model.name: model for model in _Models(compiled, ports).followed()}
    published = models.get(output) or unfollowed_model(output, ports, "there is no such model")
    names = {name.lower(): name for name in written}
    columns = {names.get(name, name): value for name, value in published.columns.items()}
    models[output] = ModelLineage(
        output, published.file, columns, published.rows, published.unfollowed
    )
    return ProductLineage(tuple(models.values()), models[output])


def unfollowed_model(name: str, ports: PortColumns, reason: str, file: str = "") -> ModelLineage:
    """A model of which nothing is known: every column of every input counts."""
    return ModelLineage(name, file, {}, Relation.unfollowed(ports).rows, reason)


class _Models:
    """The models of one product, each followed after those that it reads."""

    def __init__(self, compiled: CompiledProduct, ports: PortColumns) -> None:
        # Here, because commands that ask for no lineage must not pay for loading sqlglot.
        from mesh_assets.metadata.lineage import query, statement  # noqa: PLC0415

        self._query, self._statement = query, statement
        self._ports = ports
        self._models = {statement.relation_name(model.relation): model for model in compiled.models}
        self._relations = {
            statement.relation_name(name): Relation.of_port(port, ports[port])
            for name, port in compiled.ports.items()
            if port in ports
        }
        self._lineages: dict[str, ModelLineage] = {}

    def followed(self) -> Iterator[ModelLineage]:
        for name in self._models:
            self._follow(name)
        return iter(self._lineages.values())

    def _follow(self, name: str) -> None:
        """Follow a model, and before it those that it reads."""
        model = self._models[name]
        if model.name in self._lineages:
            return
        try:
            relation = self._relation(name, model)
        except self._statement.Unfollowable as reason:
            self._keep(name, model, Relation.unfollowed(self._ports), str(reason))
        else:
            self._keep(name, model, relation, "")

    def _relation(self, name: str, model: CompiledModel) -> Relation:
        if model.mistake:
            raise self._statement.Unfollowable(model.mistake)
        parsed = self._statement.parse(model.sql)
        for read in self._statement.names_read(parsed):
            if read in self._models and read != name:
                self._follow(read)
        return self._query.follow(parsed, self._relations)

    def _keep(self, name: str, model: CompiledModel, relation: Relation, reason: str) -> None:
        self._relations[name] = relation
        self._lineages[model.name] = ModelLineage(
            model.name, model.file, relation.columns, relation.rows, reason
        )


def _steps(path: str) -> list[str]:
    """Take a path apart: `lines`, `[]`, `.sku`."""
    return path.replace("[]", "\0[]").replace(".", "\0.").split("\0")
