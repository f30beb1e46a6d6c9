"""A mesh of its own for new domains and products, with real parts and nothing in it."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from mesh_assets.pipeline.attempt import attempt_publication
from mesh_assets.pipeline.installation import open_installation
from mesh_assets.pipeline.query import query_published
from mesh_assets.pipeline.validation.examination import problems_of
from mesh_assets.product.mesh import load_mesh
from mesh_assets.selfservice.landing import land
from mesh_assets.selfservice.new_domain import create_domain
from mesh_assets.selfservice.new_product import NewProduct, create_product
from mesh_assets.settings import PROJECT, Settings

OWNER = "lab@company.com"


@dataclass
class Lab:
    """A mesh with one domain, `field-lab`, and short ways to use it."""

    settings: Settings
    samples: Path

    def sample(self, name: str, content: bytes | str) -> Path:
        file = self.samples / name
        file.write_bytes(content.encode() if isinstance(content, str) else content)
        return file

    def create(self, name: str, sample: Path) -> NewProduct:
        return create_product(self.settings, f"field-lab/{name}", sample)

    def product(self, name):
        return load_mesh(self.settings.domains).product(f"field-lab/{name}")

    def land(self, name, file) -> list[Path]:
        return land(self.settings, self.product(name), file)

    def publish(self, name, days=(None,)):
        installation, product = open_installation(self.settings), self.product(name)
        partitions = [day and product.partitions.partition(str(day)) for day in days]
        return [attempt_publication(installation, product, each) for each in partitions]

    def query(self, sql):
        return query_published(open_installation(self.settings), sql).rows

    def problems(self):
        return [each.render() for each in problems_of([self.settings.domains], self.settings)]


def make_lab(folder: Path) -> Lab:
    settings = Settings(
        home=folder / "home",
        domains=folder / "domains",
        dbt_project=folder / "dbt_project",
        catalog_uri=f"sqlite:///{folder / 'home' / 'catalog.db'}",
        warehouse=folder / "home" / "warehouse",
        memory_limit="600MB",
        threads=2,
    )
    settings.domains.mkdir()
    settings.dbt_project.mkdir()
    for name in ("dbt_project.yml", "profiles.yml"):
        shutil.copy(PROJECT / "dbt_project" / name, settings.dbt_project / name)
    create_domain(settings, "field-lab", OWNER)
    (folder / "samples").mkdir()
    return Lab(settings, folder / "samples")
