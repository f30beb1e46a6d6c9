"""Plain data as YAML that reads as the same data."""

import yaml

from mesh_assets.documents.core_schema import CoreLoader


class _Dumper(yaml.CSafeDumper):
    """Quotes each text that YAML 1.1 or the core schema of YAML 1.2 takes for something else."""

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002
        """Write a part again where it occurs again, as people do."""
        return True


for _first, _resolvers in CoreLoader.yaml_implicit_resolvers.items():
    for _tag, _pattern in _resolvers:
        _Dumper.add_implicit_resolver(_tag, _pattern, [_first])


def write_yaml(content: object) -> str:
    """Write dicts, lists and scalars as YAML, in their order."""
    written: str = yaml.dump(
        content, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=100
    )
    return written
