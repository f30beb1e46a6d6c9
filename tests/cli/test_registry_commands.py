"""`mesh registry`: published, refused, approved, served."""

import json
import os
import re
import signal
import subprocess
import sys
import urllib.request
from contextlib import contextmanager

import pytest

STREAM = "  - {type: stream, endpoint: 'kafka://kafka.internal/purchases', format: FORMAT}\n"
EMAIL = "\n      - {name: email, logicalType: string, classification: pii"
AMOUNT = "name: amount"
APPROVERS = "platform@company.com", "governance@company.com"

RULES = """\
registry:
  provider: confluent
  compatibility: FULL
  review: {required: true, approvers: [platform@company.com, governance@company.com]}
"""


@pytest.fixture
def small(small_mesh, tmp_path, monkeypatch):
    rules = tmp_path / "registry.yaml"
    rules.write_text(RULES)
    environment = {**small_mesh.environment(), "MESH_REGISTRY": str(rules)}
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    return small_mesh


def rewrite(small, name, old, new):
    file = small.product_folder / name
    assert old in file.read_text()
    file.write_text(file.read_text().replace(old, new))


def break_it(small):
    """A required column is new: what was written before lacks it."""
    file = small.product_folder / "contract.odcs.yaml"
    column = "      - {name: shop, logicalType: string, required: true}\n"
    lines = file.read_text().splitlines(keepends=True)
    at = next(index for index, line in enumerate(lines) if "name: amount" in line)
    file.write_text("".join([*lines[:at], column, *lines[at:]]))


def test_a_contract_is_published_once(mesh, small):
    published = "orders/purchases -> orders.purchases.v1-value version 1, id 1\n"
    assert mesh("registry", "publish", "--dry-run").out.endswith("can be registered\n")
    assert mesh("registry", "subjects").out == ""
    assert mesh("registry", "publish").out == published
    assert mesh("registry", "publish", "orders/purchases").out == published

    assert mesh("registry", "subjects").out == "orders.purchases.v1-value\n"
    assert "1   1  Avro" in mesh("registry", "show", "orders.purchases.v1-value").out
    printed = mesh("registry", "show", "orders.purchases.v1-value", "--version", "1").out
    assert json.loads(printed)["name"] == "Purchases"
    ended = mesh("registry", "show", "orders.purchase.v1-value")
    assert (ended.status, "did you mean `orders.purchases.v1-value`?" in ended.err) == (1, True)


def test_a_break_needs_all_who_approve(mesh, small):
    mesh("registry", "publish")
    break_it(small)
    subject = "orders.purchases.v1-value"
    ended = mesh("registry", "publish")
    assert (ended.status, ended.out) == (1, "")
    assert "READER_FIELD_MISSING_DEFAULT_VALUE at /fields/shop" in ended.err
    assert "it registers once platform@company.com and governance@company.com approved" in ended.err
    assert mesh("registry", "publish", "--dry-run").status == 1

    for approver in APPROVERS:
        assert mesh("registry", "publish").status == 1
        approved = mesh(
            *("registry", "approve", subject, "--product", "orders/purchases"),
            *("--by", approver, "--reason", "no reader yet"),
        )
        assert approved.status == 0, approved.err
    assert mesh("registry", "publish").out.endswith("version 2, id 2\n")
    shown = mesh("registry", "show", subject).out
    assert re.search(
        r"governance@company.com approved [0-9a-f]{12} on .* UTC: no reader yet", shown
    )


def test_the_file_that_is_approved_is_the_one_that_registers(mesh, small, tmp_path):
    mesh("registry", "publish")
    break_it(small)
    file = tmp_path / "purchases.avsc"
    mesh("contract", "export", "orders/purchases", "--to", "avro", "--out", file)
    for approver in APPROVERS:
        ended = mesh(
            *("registry", "approve", "orders.purchases.v1-value", "--schema", file),
            *("--by", approver, "--reason", "no reader yet"),
        )
        assert ended.status == 0, ended.err

    assert mesh("registry", "publish").status == 0


def test_a_stranger_approves_nothing(mesh, small):
    ended = mesh(
        *("registry", "approve", "orders.purchases.v1-value", "--product", "orders/purchases"),
        *("--by", "plattform@company.com", "--reason", "hurry"),
    )
    assert ended.status == 1
    assert "did you mean `platform@company.com`?" in ended.err


def test_a_port_says_in_which_format(mesh, small):
    port = "  - {type: sql, format: Iceberg table}\n"
    rewrite(small, "product.yaml", port, port + STREAM.replace("FORMAT", "Protobuf"))
    ended = mesh("registry", "publish")
    assert (ended.status, "mesh contract export orders/purchases" in ended.err) == (1, True)

    mesh("contract", "export", "orders/purchases", "--to", "protobuf", "--out", os.devnull)
    assert mesh("registry", "publish").out == (
        "orders/purchases -> purchases-value version 1, id 1\n"
    )
    rewrite(small, "product.yaml", "format: Protobuf", "format: JSON Schema")
    ended = mesh("registry", "publish")
    assert (ended.status, "FORMAT_CHANGED" in ended.err) == (1, True)


def test_rules_that_cannot_be_read_stop_everything(mesh, small, tmp_path):
    (tmp_path / "registry.yaml").write_text(RULES.replace("FULL", "FULLL"))
    ended = mesh("registry", "publish")

    assert ended.status == 1
    assert "registry.yaml:3:18: registry.compatibility: `FULLL` is not allowed here" in ended.err
    assert "did you mean `FULL`?" in ended.err


@contextmanager
def serving():
    """The command itself, in a process of its own."""
    command = [sys.executable, "-m", "mesh_assets.cli.main", "registry", "serve", "--port", "0"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        said = process.stdout.readline()
        yield process, re.search(r"http://127\.0\.0\.1:\d+", said)[0]
    finally:
        process.kill()
        process.wait()


def test_what_is_published_over_http_survives_the_server(mesh, small):
    with serving() as (process, url):
        ended = mesh("registry", "publish", "--url", url)
        assert ended.out == "orders/purchases -> orders.purchases.v1-value version 1, id 1\n"
        assert mesh("registry", "subjects", "--url", url).out == "orders.purchases.v1-value\n"
        assert "Avro" in mesh("registry", "show", "orders.purchases.v1-value", "--url", url).out
        break_it(small)
        ended = mesh("registry", "publish", "--url", url)
        assert (ended.status, "READER_FIELD_MISSING_DEFAULT_VALUE" in ended.err) == (1, True)
        assert mesh("registry", "publish", "--url", url, "--dry-run").status == 1
        process.send_signal(signal.SIGKILL)
        process.wait()
        ended = mesh("registry", "publish", "--url", url)
        assert (ended.status, "does not answer" in ended.err) == (1, True)

    with serving() as (_, url), urllib.request.urlopen(f"{url}/schemas/ids/1", timeout=30) as found:
        assert json.loads(json.load(found)["schema"])["name"] == "Purchases"
