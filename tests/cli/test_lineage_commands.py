"""Lineage and impact as commands print them: whom a change reaches, by name."""

import json
import subprocess

import pytest
from agreements import add_contract, add_opaque, write_agreements
from small_mesh import PRODUCT

EMAIL = "      - {name: email, logicalType: string, classification: pii}\n"
CASHIERS = (
    "        cashiers@company.com for {fields} of orders/purchases: To know what is sold "
    "(contract finance/cashiers, accepts major 1)\n"
)


@pytest.fixture
def agreed(tmp_path, home_of_models, monkeypatch):
    """A mesh with agreements, committed in a git repository."""
    mesh = write_agreements(tmp_path, home_of_models)
    for name, value in mesh.environment().items():
        monkeypatch.setenv(name, value)
    identity = ("-c", "user.name=tests", "-c", "user.email=tests@example.com")
    for command in (
        ["init", "--quiet", "--initial-branch=main"],
        ["add", "--all", "--force"],
        ["commit", "--quiet", "--no-verify", "--message=A state"],
    ):
        subprocess.run(["git", "-C", tmp_path, *identity, *command], check=True)
    return mesh


def check(mesh, *arguments):
    return mesh("contract", "check", "--against", "git:main", *arguments)


def test_a_removed_column_names_models_columns_and_people(mesh, agreed):
    agreed.rewrite("contract.odcs.yaml", EMAIL, "")
    ended = check(mesh)

    assert ended.status == 1
    assert (
        "    ! `email` is removed (breaks consumers)\n"
        "    `email` is used by\n"
        "        finance/revenue (stg_purchases, revenue) to choose rows\n"
        "        board/total (total) for day, purchases and to choose rows, "
        "through finance/revenue\n"
        + CASHIERS.format(fields="email")
        + "        dashboard@company.com for purchases of finance/revenue: To know what is sold "
        "(contract board/dashboard, accepts major 1)\n"
        "    consumers: board/counted, finance/revenue, board/total\n"
    ) in ended.out


def test_a_column_that_nobody_uses_breaks_all_the_same_and_says_so(mesh, agreed):
    agreed.rewrite("contract.odcs.yaml", EMAIL, f"{EMAIL}{EMAIL.replace('email', 'phone')}")
    subprocess.run(
        ["git", "-c", "user.name=t", "-c", "user.email=t@example.com", "-C",
         agreed.settings.domains, "commit", "--quiet", "--all", "--message=A phone"], check=True,
    )  # fmt: skip
    agreed.rewrite("contract.odcs.yaml", EMAIL.replace("email", "phone"), "")
    ended = check(mesh)

    # The staging model selects every column, so that it does read this one.
    assert "finance/revenue (stg_purchases) for no column of its own\n" in ended.out
    assert ended.status == 1


def test_machines_get_the_same(mesh, agreed):
    agreed.rewrite("contract.odcs.yaml", "decimal(18, 2)", "decimal(20, 2)")
    [product] = json.loads(check(mesh, "--json").out)["products"]

    [impact] = product["impacts"]
    assert (impact["product"], impact["column"]) == (PRODUCT, "amount")
    assert [one["product"] for one in impact["products"]] == ["finance/revenue", "board/total"]
    assert impact["products"][1]["through"] == ["finance/revenue"]
    assert impact["consumers"][0] == {
        "contract": "finance/cashiers",
        "consumer": "cashiers@company.com",
        "purpose": "To know what is sold.",
        "product": PRODUCT,
        "major": 1,
        "fields": ["amount"],
    }


def test_a_product_that_is_gone_names_those_who_agreed_on_it(mesh, agreed):
    add_contract(agreed, "board", "auditors", PRODUCT, "id")
    (agreed.product_folder / "product.yaml").unlink()
    ended = check(mesh)

    assert ended.status == 1
    assert "auditors@company.com for id of orders/purchases" in ended.out
    assert (
        "refused: orders/purchases is gone, and board/counted, finance/revenue, board/auditors and "
        "finance/cashiers still read it: remove the input port or the consumer contract there first"
    ) in ended.out


def test_the_lineage_of_a_product(mesh, agreed):
    add_opaque(agreed)
    ended = mesh("lineage", "finance/revenue")

    assert ended.status == 0
    assert ended.out == (
        "finance/revenue\n"
        "    day <- orders/purchases.created_at\n"
        "    purchases <- orders/purchases.amount\n"
        "    which rows <- orders/purchases.created_at, orders/purchases.email\n"
        "    is used by\n"
        "        board/total (total) for day, purchases and to choose rows\n"
        "        dashboard@company.com for purchases of finance/revenue: To know what is sold "
        "(contract board/dashboard, accepts major 1)\n"
    )
    opaque = mesh("lineage", "lab/opaque").out
    assert "    which rows <- every column of orders/purchases\n" in opaque
    assert "    every column counts as used by opaque, which cannot be followed: " in opaque


def test_the_lineage_of_a_column(mesh, agreed):
    ended = mesh("lineage", "finance/revenue.purchases")

    assert ended.out == (
        "finance/revenue.purchases\n"
        "    is made of\n"
        "        orders/purchases.amount\n"
        "            files://landing/purchases: amount\n"
        "    is used by\n"
        "        board/total (total) for purchases\n"
        "        dashboard@company.com for purchases of finance/revenue: To know what is sold "
        "(contract board/dashboard, accepts major 1)\n"
    )
    assert "nobody known uses it" in mesh("lineage", "board/total.day").out


def test_lineage_for_machines(mesh, agreed):
    document = json.loads(mesh("lineage", "board/total.purchases", "--json").out)

    assert document["product"] == "board/total"
    [column] = document["columns"]
    assert column["upstream"][0]["made_of"][0]["column"] == "amount"
    assert column["downstream"]["products"] == []
    assert document["models"][0]["reads"] == [
        {"source": "finance/revenue", "column": "day", "is_product": True},
        {"source": "finance/revenue", "column": "purchases", "is_product": True},
    ]


def test_a_column_that_there_is_not(mesh, agreed):
    ended = mesh("lineage", "finance/revenue.purchase")

    assert ended.status == 1
    assert "finance/revenue has no column `purchase`: did you mean `purchases`?" in ended.err
