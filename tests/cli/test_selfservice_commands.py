"""`mesh new`, `mesh land` and `mesh onboard`, as people run them."""

import json
import re
import shlex

import pytest
from small_mesh import write_small_mesh

SAMPLE = (
    "Refund ID,order_id,amount,email,refunded_at\n"
    "r1,o1,12.50,ada@example.com,2026-01-01T10:00:00Z\n"
    "r2,o2,3,,2026-01-02T11:00:00Z\n"
)


@pytest.fixture
def home(tmp_path, monkeypatch):
    """The small mesh, as the commands find it."""
    small = write_small_mesh(tmp_path)
    for name, value in small.environment().items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_printed_commands_lead_from_the_sample_to_the_published_rows(mesh, home):
    (home / "refunds.csv").write_text(SAMPLE)
    made = mesh("new", "product", "orders/refunds", "--from", "refunds.csv")

    assert made.status == 0, made.err
    assert "2 records, 5 columns" in made.out
    assert "guessed to be personal: email" in made.out
    assert "renamed: Refund ID -> refund_id" in made.out
    assert "domains/orders/refunds/contract.odcs.yaml: " in made.out
    commands = [shlex.split(line) for line in re.findall(r"^  mesh (.*)$", made.out, re.MULTILINE)]
    assert [command[0] for command in commands] == [
        "validate",
        "land",
        "publish",
        "query",
        "onboard",
    ]
    *steps, onboard = commands
    for command in steps:
        ended = mesh(*command)
        assert ended.status == 0, (command, ended.out, ended.err)
    assert "r1" in ended.out
    checked = mesh(*onboard, "--json")
    assert checked.status == 1
    points = {point["point"]: point for point in json.loads(checked.out)["points"]}
    assert points["pipelines_provisioned"]["state"] == "done"
    assert "purpose" in mesh(*onboard).out


def test_mistakes_end_with_a_message(mesh, home):
    (home / "a.csv").write_text("")
    (home / "a.ndjson").write_text('[{"a": 1},\n{"a": 2}]\n')
    for arguments, words in [
        (("domain", "Orders Desk"), "did you mean `orders-desk`?"),
        (("domain", "Orders Desk", "--owner", "a@b.co"), "did you mean `orders-desk`?"),
        (("domain", "orders", "--owner", "a@b.co"), "is there already"),
        (("product", "orders/a", "--from", "a.csv"), "write a header"),
        (("product", "orders/a", "--from", "a.ndjson"), "one JSON object on each line"),
        (("product", "ordres/a", "--from", "a.csv"), "did you mean `orders`?"),
    ]:
        ended = mesh("new", *arguments)
        assert ended.status == 1
        assert words in ended.err
        assert "Traceback" not in ended.err
    assert mesh("new", "product", "orders/a", "--from", "absent.csv").status == 2


def test_a_new_domain_can_have_a_product_at_once(mesh, home):
    made = mesh("new", "domain", "returns", "--owner", "returns@company.com")
    assert made.status == 0
    assert "add domains.returns to the workspace.yaml of your Dagster" in made.out
    (home / "a.ndjson").write_text('{"id": 1}\n')
    assert mesh("new", "product", "returns/parcels", "--from", "a.ndjson").status == 0
    assert mesh("validate").status == 0
