"""`mesh contract`: the diff of two files, and the check of a working tree against a revision."""

import importlib
import inspect
import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
from consumers import add_consumer
from major_versions import SUNSET, VERSIONS, move_to_major_2
from small_mesh import write_small_mesh

from mesh_assets.cli.contract import COMMANDS

DAILY = "{name: daily, source: product://finance/daily, major: 1}"
EMAIL = "      - {name: email, logicalType: string, classification: pii}\n"


@pytest.fixture
def small(tmp_path, home_of_models, monkeypatch):
    """A mesh in a git repository, committed, with a consumer and a consumer of that."""
    mesh = write_small_mesh(tmp_path)
    add_consumer(mesh, "daily")
    for name, value in (mesh.environment() | {"MESH_HOME": str(home_of_models)}).items():
        monkeypatch.setenv(name, value)
    git(tmp_path, "init", "--quiet", "--initial-branch=main")
    commit(tmp_path)
    return mesh


def git(folder, *arguments):
    identity = ("-c", "user.name=tests", "-c", "user.email=tests@example.com")
    subprocess.run(["git", "-C", folder, *identity, *arguments], check=True, capture_output=True)


def commit(folder):
    git(folder, "add", "--all", "--force")
    git(folder, "commit", "--quiet", "--no-verify", "--message=A state")


def check(mesh, *arguments):
    return mesh("contract", "check", "--against", "git:main", *arguments)


@pytest.mark.parametrize("name", COMMANDS)
def test_help_says_of_a_command_what_the_command_says_of_itself(name):
    found = COMMANDS[name]
    command = getattr(importlib.import_module(found.module), found.function or name)

    assert command.name == name
    assert inspect.cleandoc(command.help).split("\n")[0] == found.summary


def test_help_imports_nothing_heavy():
    program = (
        "import sys\n"
        "from mesh_assets.cli.main import mesh\n"
        "mesh(['contract', '--help'], standalone_mode=False)\n"
        "print(*sys.modules, file=sys.stderr)\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60
    )
    assert all(f"\n  {name}" in run.stdout for name in COMMANDS)
    assert not {"dagster", "duckdb", "pydantic", "rich", "yaml"} & set(run.stderr.split())


def test_a_misspelt_command_of_the_group_gets_a_suggestion(mesh):
    ended = mesh("contract", "dif")

    assert ended.status == 2
    assert "There is no command `dif`. Did you mean `mesh contract diff`?" in ended.err


def test_nothing_changed(mesh, small):
    ended = check(mesh)

    assert (ended.status, ended.out) == (0, "No product promises anything else than at main.\n")


def test_a_breaking_change_is_refused_and_names_every_consumer(mesh, small):
    add_consumer(
        small,
        "weekly",
        domain="board",
        ports=(DAILY,),
    )
    commit(small.settings.domains.parent)
    small.rewrite("contract.odcs.yaml", EMAIL, "")
    ended = check(mesh)

    assert ended.status == 1
    assert ended.out == (
        "orders/purchases 1.0.0\n"
        "    ! `email` is removed (breaks consumers)\n"
        "    nobody known uses `email`\n"
        "    consumers: finance/daily, board/weekly\n"
        "\n"
        "refused: orders/purchases 1.0.0 breaks what consumers read of 1.0.0: take the breaking "
        "changes back, or write `version: 2.0.0`\n"
    )


def test_a_breaking_change_with_a_new_major_version_passes(mesh, small):
    small.rewrite("contract.odcs.yaml", EMAIL, "")
    small.rewrite("product.yaml", "version: 1.0.0", "version: 2.0.0")
    ended = check(mesh)

    assert ended.status == 0
    assert ended.out == (
        "orders/purchases 1.0.0 -> 2.0.0\n"
        "    ! `email` is removed (breaks consumers)\n"
        "    nobody known uses `email`\n"
        "    consumers: finance/daily\n"
        "    do not accept 2.0.0 yet: finance/daily\n"
        "\n"
        "Nothing breaks without a new major version.\n"
    )


def test_a_version_that_goes_back_is_refused(mesh, small):
    small.rewrite("product.yaml", "version: 1.0.0", "version: 0.9.0")
    ended = check(mesh)

    assert ended.status == 1
    assert "refused: orders/purchases goes back from 1.0.0 to 0.9.0" in ended.out


def test_a_compatible_change_passes(mesh, small):
    small.rewrite("contract.odcs.yaml", EMAIL, f"{EMAIL}{EMAIL.replace('email', 'phone')}")
    ended = check(mesh)

    assert ended.status == 0
    assert "    ~ `phone` is new and optional\n" in ended.out


def test_a_tightened_objective_is_refused(mesh, small):
    small.rewrite("product.yaml", "freshness: 1h", "freshness: 30m")
    ended = check(mesh)

    assert ended.status == 1
    assert "tightened from 1h to 30m (breaks the producer)" in ended.out


def test_a_product_that_is_gone_is_refused_while_others_read_it(mesh, small):
    (small.product_folder / "product.yaml").unlink()
    ended = check(mesh)

    assert ended.status == 1
    assert "refused: orders/purchases is gone, and finance/daily still reads it" in ended.out


def test_a_contract_that_is_gone_is_refused(mesh, small):
    small.rewrite("product.yaml", "contract: contract.odcs.yaml\n", "")
    small.rewrite(
        "product.yaml", "    contract: purchase.v1.json", "    contract: purchase.v1.json"
    )
    ended = check(mesh)

    assert ended.status == 1
    assert "it has no contract any more (breaks consumers)" in ended.out


def test_paths_choose_the_products(mesh, small, tmp_path):
    small.rewrite("contract.odcs.yaml", EMAIL, "")
    domains = small.settings.domains

    assert check(mesh, domains / "finance").status == 0
    assert check(mesh, domains / "orders" / "purchases" / "contract.odcs.yaml").status == 1
    elsewhere = check(mesh, tmp_path)
    assert elsewhere.status == 1
    assert "where the domains are declared" in elsewhere.err


def test_machines_get_json(mesh, small):
    small.rewrite("contract.odcs.yaml", EMAIL, "")
    document = json.loads(check(mesh, "--json").out)

    assert document["refused"] is True
    [product] = document["products"]
    assert (product["product"], product["consumers"]) == ("orders/purchases", ["finance/daily"])
    assert product["changes"][0] == {
        "kind": "column removed",
        "place": "email",
        "message": "`email` is removed",
        "breaks": True,
        "judgement": "breaks consumers",
    }


def test_a_revision_that_does_not_exist(mesh, small):
    ended = mesh("contract", "check", "--against", "git:no-such-branch")

    assert ended.status == 1
    assert "has no revision `no-such-branch`" in ended.err
    assert "Traceback" not in ended.err


@pytest.mark.parametrize("written", ["main", "git:"])
def test_what_names_no_revision(mesh, small, written):
    ended = mesh("contract", "check", "--against", written)

    assert ended.status == 2
    assert "names no revision: write git:main" in ended.err


def test_a_folder_that_is_no_repository(mesh, tmp_path, monkeypatch):
    small = write_small_mesh(tmp_path)
    monkeypatch.setenv("MESH_DOMAINS", str(small.settings.domains))
    ended = check(mesh)

    assert ended.status == 1
    assert "is in no git repository" in ended.err


def test_a_broken_revision_is_refused_by_its_own_name(mesh, small):
    small.rewrite("contract.odcs.yaml", "kind: DataContract", "kind: DataContrat")
    commit(small.settings.domains.parent)
    small.rewrite("contract.odcs.yaml", "kind: DataContrat", "kind: DataContract")
    ended = check(mesh)

    assert ended.status == 1
    assert "main:domains/orders/purchases/contract.odcs.yaml:2" in ended.err


def test_a_product_with_another_name_is_another_product(mesh, small):
    folder = small.product_folder
    folder.rename(folder.with_name("buys"))
    spec = folder.with_name("buys") / "product.yaml"
    spec.write_text(spec.read_text().replace("name: purchases", "name: buys"))
    contract = folder.with_name("buys") / "contract.odcs.yaml"
    contract.write_text(contract.read_text().replace("name: purchases", "name: buys"))
    ended = check(mesh)

    assert ended.status == 1
    assert "orders/buys 1.0.0, new" in ended.out
    assert "refused: orders/purchases is gone, and finance/daily still reads it" in ended.out


def test_a_contract_that_moved_promises_the_same(mesh, small):
    contract = small.product_folder / "contract.odcs.yaml"
    contract.rename(contract.with_name("promise.odcs.yaml"))
    small.rewrite("product.yaml", "contract: contract.odcs.yaml", "contract: promise.odcs.yaml")
    ended = check(mesh)

    assert ended.status == 0
    assert ended.out == (
        "orders/purchases 1.0.0\n"
        "    ~ `contract` says something else\n"
        "    consumers: finance/daily\n"
        "\n"
        "Nothing breaks without a new major version.\n"
    )


def test_a_contract_file_that_is_missing_is_a_mistake_with_its_place(mesh, small):
    (small.product_folder / "contract.odcs.yaml").unlink()
    ended = check(mesh)

    assert ended.status == 1
    assert "contract.odcs.yaml" in ended.err
    assert "Traceback" not in ended.err


def test_a_new_product_breaks_nobody(mesh, small):
    add_consumer(small, "weekly", domain="board", ports=(DAILY,))
    ended = check(mesh)

    assert ended.status == 0
    assert "board/weekly 1.0.0, new" in ended.out


def test_a_revision_without_any_domains_is_told(mesh, small):
    folder = small.settings.domains.parent
    git(folder, "rm", "-r", "--cached", "--quiet", "domains")
    git(folder, "commit", "--quiet", "--no-verify", "--message=Nothing")
    ended = check(mesh)

    assert ended.status == 0
    assert ended.err == "main has no domains in domains/: all products are new\n"
    assert "orders/purchases 1.0.0, new" in ended.out


def test_a_shallow_clone_has_no_earlier_revision(mesh, small, tmp_path, monkeypatch):
    folder = small.settings.domains.parent
    first = folder.joinpath(".git", "refs", "heads", "main").read_text().strip()
    small.rewrite("contract.odcs.yaml", EMAIL, "")
    commit(folder)
    clone = tmp_path / "clone"
    git(folder, "clone", "--quiet", "--depth=1", folder.as_uri(), clone)
    monkeypatch.setenv("MESH_DOMAINS", str(clone / "domains"))
    missing = mesh("contract", "check", "--against", f"git:{first}")

    assert missing.status == 1
    assert "fetch it first" in missing.err
    assert check(mesh).status == 0
    git(clone, "fetch", "--quiet", "--unshallow")
    assert mesh("contract", "check", "--against", f"git:{first}").status == 1


def test_the_check_leaves_the_repository_as_it_was(mesh, small):
    folder = small.settings.domains.parent
    small.rewrite("contract.odcs.yaml", EMAIL, "")
    git(folder, "add", "--all")
    index = (folder / ".git" / "index").read_bytes()
    check(mesh)

    assert (folder / ".git" / "index").read_bytes() == index


def test_the_diff_of_two_files(mesh, small, tmp_path):
    old = small.product_folder / "contract.odcs.yaml"
    new = tmp_path / "new.odcs.yaml"
    new.write_text(old.read_text().replace(EMAIL, "").replace("version: 1.0.0", "version: 2.0.0"))
    ended = mesh("contract", "diff", old, new)

    assert ended.status == 0
    assert ended.out == (
        "purchases 1.0.0 -> 2.0.0\n"
        "    ! `email` is removed (breaks consumers)\n"
        "this breaks: it needs a new major version\n"
        "keeps BACKWARD, FORWARD, FULL, as rows\n"
    )
    document = json.loads(mesh("contract", "diff", old, new, "--json").out)
    assert (document["breaks"], document["modes"]) == (True, ["BACKWARD", "FORWARD", "FULL"])


def test_a_check_that_allows_no_invalid_value_is_read_as_an_enum(mesh, small, tmp_path):
    old, new = tmp_path / "old.odcs.yaml", tmp_path / "new.odcs.yaml"
    check = """
      - name: email
        logicalType: string
        quality: [{name: known, metric: invalidValues, mustBe: 0, arguments: {validValues: VALUES}}]
"""
    text = (small.product_folder / "contract.odcs.yaml").read_text()
    old.write_text(text.replace(EMAIL, check.replace("VALUES", "[a, b]")))
    new.write_text(text.replace(EMAIL, check.replace("VALUES", "[a]")))

    assert (
        "! `email` no longer allows `b` (breaks the producer)"
        in mesh("contract", "diff", old, new).out
    )
    assert json.loads(mesh("contract", "diff", old, new, "--json").out)["modes"] == ["FORWARD"]


def test_the_diff_of_two_schemas_says_what_stands_in_the_way(mesh, tmp_path):
    old, new = tmp_path / "things.v1.json", tmp_path / "things.v2.json"
    old.write_text(json.dumps({"title": "things.v1", "properties": {"a": {"type": "string"}}}))
    new.write_text(
        json.dumps(
            {
                "title": "things.v2",
                "properties": {"a": {"type": "string"}, "b": {"type": "integer"}},
            }
        )
    )
    assert mesh("contract", "diff", old, new).out == (
        "things 1 -> 2\n"
        "    ~ `b` is new and optional\n"
        "nothing breaks\n"
        "keeps FORWARD, as records\n"
        "    not BACKWARD: `b` may be written as anything: the writer's object is open\n"
        "keeps FORWARD, by the rules of JSON Schema\n"
        "    not BACKWARD: OPTIONAL_PROPERTY_ADDED_TO_OPEN_CONTENT_MODEL at /properties/b: "
        "`b` may be written as anything: the writer's object is open\n"
    )
    native = json.loads(mesh("contract", "diff", old, new, "--json").out)["native"]
    assert (native["format"], native["modes"]) == ("JSON", ["FORWARD"])
    [obstacle] = native["obstacles"]["BACKWARD"]
    assert obstacle["place"] == "/properties/b"


def test_what_is_wrong_with_two_schemas_is_told_of_both_where_it_stands(mesh, tmp_path):
    old, new = tmp_path / "a.avsc", tmp_path / "b.avsc"
    record = {"type": "record", "name": "a", "fields": [{"name": "x", "type": "strng"}]}
    old.write_text(json.dumps(record))
    new.write_text(json.dumps({**record, "type": "recrd"}))
    found = mesh("contract", "diff", old, new)
    assert found.status == 1
    assert "a.avsc:1:66: fields[0: x].type: `strng` is no type of Avro" in found.err
    assert "b.avsc:1:10: type: `recrd` is no type of Avro" in found.err
    assert "did you mean `record`?" in found.err


def test_a_new_major_beside_the_old_one_leaves_nobody_behind(mesh, small):
    move_to_major_2(small)
    ended = check(mesh)

    assert ended.status == 0
    assert "orders/purchases-v1 1.0.0 -> 1.1.0\n" in ended.out
    assert f"    ~ it is deprecated: its sunset is on {SUNSET}\n" in ended.out
    assert "    consumers: finance/daily\n" in ended.out
    assert "do not accept" not in ended.out


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (SUNSET, "2098-12-31", f"its sunset is moved from {SUNSET} to 2098-12-31"),
        ("status: deprecated", "status: retired", f"it is retired before its sunset on {SUNSET}"),
        (VERSIONS, "", "orders/purchases-v1 is gone"),
    ],
)  # fmt: skip
def test_an_end_that_is_sprung_is_refused(mesh, small, tmp_path, old, new, words):
    move_to_major_2(small)
    commit(tmp_path)
    spec = small.product_folder / "product.yaml"
    spec.write_text(spec.read_text().replace(old, new))
    ended = check(mesh)

    assert ended.status == 1
    assert words in ended.out


def test_a_sunset_is_announced_two_publications_ahead(mesh, small, tmp_path):
    active = VERSIONS.split("versions:")[1].rsplit("    lifecycle", 1)[0]
    move_to_major_2(small, versions=f"versions:{active}")
    commit(tmp_path)
    spec = small.product_folder / "product.yaml"
    tomorrow = datetime.now(UTC).date() + timedelta(days=1)
    end = f"    lifecycle: {{status: deprecated, sunset: {tomorrow}}}\n"
    spec.write_text(f"{spec.read_text()}{end}")
    ended = check(mesh)

    assert ended.status == 1
    assert f"orders/purchases-v1 ends without notice: its sunset on {tomorrow}" in ended.out
