"""`mesh validate` finds what no spec shows alone: circles, claims, versions, partitions."""

import pytest

from mesh_assets.pipeline.validation.examination import examine
from mesh_assets.settings import Settings

DAILY = "partitions: {by: at, every: day, start: 2026-01-01}\n"
HOURLY = "partitions: {by: at, every: hour, start: 2026-01-01}\n"
CONTRACT = """\
apiVersion: v3.1.0
kind: DataContract
id: NAME
version: 1.0.0
status: active
schema:
  - name: NAME
    properties: [{name: at, logicalType: TYPE, required: true}]
"""


class Mesh:
    """Specs in a folder, and short ways to write and to validate them."""

    def __init__(self, folder):
        self.domains = folder / "domains"
        elsewhere = folder / "elsewhere"
        self.settings = Settings(folder, elsewhere, elsewhere, "sqlite://", folder, "100MB", 1)

    def write(self, identifier, *lines, version="1.0.0"):
        domain, name = identifier.split("/")
        folder = self.domains / domain / name.replace("-", "_")
        folder.mkdir(parents=True, exist_ok=True)
        (self.domains / domain / "domain.yaml").write_text(f"name: {domain}\nowner: a@b.com\n")
        (folder / "product.yaml").write_text(
            f"name: {name}\ndomain: {domain}\nowner: a@b.com\nversion: {version}\n" + "".join(lines)
        )
        return folder

    def problems(self, *paths):
        found = examine(paths or (self.domains,), self.settings).problems
        return [(p.file.parent.name, p.line, p.path, p.message, p.suggestion) for p in found]


@pytest.fixture
def mesh(tmp_path):
    return Mesh(tmp_path)


def reads(identifier, rest="major: 1"):
    return f"input_ports:\n  - {{source: 'product://{identifier}', {rest}}}\n"


def test_a_circle_is_shown_at_the_port_of_each_product_in_it(mesh):
    mesh.write("a/one", reads("b/two"))
    mesh.write("b/two", reads("c/three"))
    mesh.write("c/three", reads("a/one"))
    mesh.write("d/four", reads("a/one"))

    found = mesh.problems()

    assert [place[:3] for place in found] == [
        ("one", 6, "input_ports[0].source"),
        ("two", 6, "input_ports[0].source"),
        ("three", 6, "input_ports[0].source"),
    ]
    assert found[0][3].endswith("in a circle: a/one -> b/two -> c/three -> a/one")
    assert found[2][3].endswith("in a circle: c/three -> a/one -> b/two -> c/three")


def test_a_product_that_reads_itself_is_a_circle(mesh):
    mesh.write("a/one", reads("a/one"))

    [(_, line, _, message, _)] = mesh.problems()
    assert (line, message.endswith("a/one -> a/one")) == (6, True)


def test_one_product_alone_is_held_against_the_others(mesh):
    folder = mesh.write("a/one", reads("b/two"))
    mesh.write("b/two", reads("a/one"))

    assert [place[0] for place in mesh.problems(folder)] == ["one"]


def test_two_products_with_one_endpoint_are_told_at_both(mesh):
    port = "output_ports:\n  - {type: sql, endpoint: 'trino://data.internal/orders/orders'}\n"
    mesh.write("a/one", port)
    mesh.write("b/two", port.replace("orders'}", "orders/'}"))
    mesh.write("c/three", port.replace("orders'}", "others'}"))

    assert [place[:4] for place in mesh.problems()] == [
        (
            "one",
            6,
            "output_ports[0: sql].endpoint",
            "b/two claims the endpoint trino://data.internal/orders/orders, too",
        ),
        (
            "two",
            6,
            "output_ports[0: sql].endpoint",
            "a/one claims the endpoint trino://data.internal/orders/orders, too",
        ),
    ]


def test_two_specs_of_one_table_are_told_at_both(mesh):
    folder = mesh.write("a/one")
    copy = mesh.write("a/two")
    (copy / "product.yaml").write_text((folder / "product.yaml").read_text())

    messages = [(place[0], place[3]) for place in mesh.problems()]
    assert ("one", "a/two claims the table a.one, too") in messages
    assert ("two", "a/one claims the table a.one, too") in messages


@pytest.mark.parametrize(
    ("rest", "path", "words", "suggestion"),
    [
        ("name: x", "source", "does not say which major version of a/one it accepts", "major: 2"),
        ("major: 1", "major", "accepts major 1 of a/one, whose spec is at 2.3.0", "2"),
        ("major: 3", "major", "accepts major 3 of a/one, whose spec is at 2.3.0", "2"),
    ],
)
def test_the_accepted_major_is_the_one_of_the_spec(mesh, rest, path, words, suggestion):
    mesh.write("a/one", version="2.3.0")
    mesh.write("b/two", reads("a/one", rest))

    [(_, line, where, message, meant)] = mesh.problems()
    assert line == 6
    assert where.endswith(path)
    assert words in message
    assert meant == suggestion


def test_the_right_major_is_no_problem(mesh):
    mesh.write("a/one", version="2.3.0")
    mesh.write("b/two", reads("a/one", "major: 2"))

    assert mesh.problems() == []


def test_a_broken_upstream_is_reported_at_itself_alone(mesh):
    folder = mesh.write("a/one")
    (folder / "product.yaml").write_text("name: [")
    consumer = mesh.write("b/two", reads("a/one"))

    assert mesh.problems(consumer) == []
    assert [place[0] for place in mesh.problems()] == ["one"]


@pytest.mark.parametrize(
    ("upstream", "consumer", "rest", "words"),
    [
        (DAILY, DAILY, "rebuilds: latest", "remove `rebuilds`"),
        ("", DAILY, "partitions: window 7d", "a/one has no partitions"),
        ("", DAILY, "partitions: last 3", "a/one has no partitions"),
    ],
)
def test_what_a_port_says_of_partitions_means_something(mesh, upstream, consumer, rest, words):
    mesh.write("a/one", upstream)
    mesh.write("b/two", consumer, reads("a/one", f"major: 1, {rest}"))

    [(folder, line, _, message, _)] = mesh.problems()
    assert (folder, line) == ("two", 7)
    assert words in message


@pytest.mark.parametrize(
    ("upstream", "consumer", "rest"),
    [
        (DAILY, DAILY, "partitions: same"),
        (DAILY, DAILY, "partitions: window 7d"),
        (HOURLY, DAILY, "partitions: last 3"),
        (DAILY, "", "partitions: all"),
        ("", DAILY, "partitions: all"),
        ("", DAILY, "rebuilds: all"),
    ],
)
def test_mappings_that_mean_something_are_no_problem(mesh, upstream, consumer, rest):
    mesh.write("a/one", upstream)
    mesh.write("b/two", consumer, reads("a/one", f"major: 1, {rest}"))

    assert mesh.problems() == []


@pytest.mark.parametrize(("kind", "count"), [("date", 1), ("timestamp", 0)])
def test_hours_are_not_read_from_a_date(mesh, kind, count):
    folder = mesh.write("a/one", DAILY, "contract: contract.yaml\n")
    (folder / "contract.yaml").write_text(CONTRACT.replace("NAME", "one").replace("TYPE", kind))
    mesh.write("b/two", HOURLY, reads("a/one"))

    found = mesh.problems()
    assert len(found) == count
    assert all("partitioned by the date `at`" in place[3] for place in found)


@pytest.mark.parametrize(("kind", "count"), [("date", 1), ("timestamp", 0)])
def test_an_hour_is_not_decided_by_a_date(mesh, kind, count):
    folder = mesh.write("a/one", HOURLY, "contract: contract.yaml\n")
    (folder / "contract.yaml").write_text(CONTRACT.replace("NAME", "one").replace("TYPE", kind))

    found = mesh.problems()
    assert len(found) == count
    assert all("only a timestamp can decide the hour" in place[3] for place in found)
