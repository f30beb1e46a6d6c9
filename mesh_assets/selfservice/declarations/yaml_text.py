"""YAML as people write it."""

from typing import Any

import yaml


class _Writer(yaml.SafeDumper):
    """Indents the elements of a list, as the specs of the mesh do."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002
        """Indent always."""
        super().increase_indent(flow, False)


def yaml_text(content: Any) -> str:  # noqa: ANN401
    """Write a document; the order of its keys is kept."""
    return yaml.dump(content, Dumper=_Writer, sort_keys=False, allow_unicode=True, width=96)
