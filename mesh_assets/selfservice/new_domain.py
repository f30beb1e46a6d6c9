"""A new domain: its declaration, and its code location."""

import os
from dataclasses import dataclass
from pathlib import Path

from mesh_assets.product.names import snake_case
from mesh_assets.selfservice.names import checked_name, checked_owner
from mesh_assets.selfservice.workspace import (
    module_of,
    read_workspace,
    with_location,
    workspace_file,
    write_workspace,
)
from mesh_assets.selfservice.writing import appearing_together
from mesh_assets.settings import PROJECT, Settings

_DECLARATION = """\
# yaml-language-server: $schema={schema}
name: {name}
owner: {owner}
description: ""

roles:
  product_owner: answers for the products' fitness for use, and for their service levels
  data_engineer: builds how the data arrive
  analytics_engineer: models the products in dbt
  platform_engineer: runs the platform that ingests, gates and publishes the products
  governance: decides on policies, access and compliance for all domains

raci:
  - decision: product_fitness
    responsible: [data_engineer, analytics_engineer]
    accountable: product_owner
    consulted: governance
    informed: consumers
  - decision: data_contract_versioning
    responsible: [product_owner, analytics_engineer]
    accountable: platform_engineer
    consulted: governance
    informed: consumers

budget:
  per_month: 0
  currency: EUR

retention: behavioral
"""

_CODE_LOCATION = '''\
"""The {name} domain's code location."""

from mesh_assets.orchestration.definitions import domain_definitions

defs = domain_definitions("{folder}")
'''


@dataclass(frozen=True, slots=True)
class NewDomain:
    """What was written."""

    name: str
    declaration: Path
    workspace: Path | None
    """The file that has its code location now; None where the domains are not the project's own."""
    module: str


def create_domain(settings: Settings, name: str, owner: str) -> NewDomain:
    """Write a domain without products; raises BadName, AlreadyThere, WorkspaceNotUnderstood."""
    folder_name = snake_case(checked_name(name, "domain"))
    folder = settings.domains / folder_name
    schema = os.path.relpath(PROJECT / "docs" / "schema" / "domain.schema.json", folder)
    owner = checked_owner(owner)
    files = {
        "__init__.py": _CODE_LOCATION.format(name=name, folder=folder_name),
        "domain.yaml": _DECLARATION.format(schema=schema, name=name, owner=owner),
    }
    workspace, module = workspace_file(settings), module_of(settings, folder_name)
    extended = ""
    with appearing_together({folder: files}):
        if workspace is not None:
            extended = with_location(read_workspace(workspace), module, folder_name)
    if workspace is not None:
        write_workspace(workspace, extended)
    return NewDomain(name, folder / "domain.yaml", workspace, module)
