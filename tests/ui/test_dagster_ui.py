"""What a person sees of the demo's fortnight in the Dagster UI.

Of 14 days, 2026-01-06 is refused for its dead letters, 2026-01-11 by a dbt test, and 2026-01-09 by
Soda before it arrives again, corrected.
"""

import re
import time

import pytest
from playwright.sync_api import expect
from watched_page import WatchedPage, sees

# The first of them waits for the demo, which publishes the whole mesh.
pytestmark = [
    pytest.mark.slow,
    pytest.mark.browser,
    pytest.mark.timeout(1200),
    pytest.mark.xdist_group("ui"),
]

PUBLISHED = "/assets/orders/customer_orders"
PORT = f"{PUBLISHED}/orders"
MODEL = f"{PUBLISHED}/customer_orders"
CANDIDATE = f"{PUBLISHED}/candidate"
GROUP = (
    '/asset-groups~group:"orders%2Fcustomer_orders"'
    "?expanded=global@global:orders,global@global:orders/customer_orders"
)

CONSUMER = "/assets/finance/daily_revenue"
CONSUMER_GROUP = "/asset-groups?expanded=global@global:finance,global@global:finance/daily_revenue"


@pytest.fixture(scope="module")
def context(browser):
    opened = browser.new_context(viewport={"width": 1500, "height": 1400})
    yield opened
    opened.close()


@pytest.fixture
def watched(context, ui):
    """A page of the UI; whatever the test looked at, nothing on the way may have gone wrong."""
    opened = WatchedPage(context, ui)
    yield opened
    opened.verify()
    opened.page.close()


def board_row(demo_home, day):
    """Received, accepted, dead letters and published rows, as the demo's board printed them."""
    board = (demo_home / "demo.txt").read_text()
    [row] = re.findall(rf"^{day} +([\d,]+) +([\d,]+) +([\d,]+) +([\d,]+|-) ", board, re.MULTILINE)
    return row


def says(page, name, value):
    """Wait for a row of metadata to have this value."""
    row = page.get_by_role("row").filter(has=page.get_by_role("cell", name=name, exact=True))
    expect(row.last.get_by_role("cell").nth(1)).to_have_text(value)


def open_check(watched, asset, check, tab):
    """Open one of the tabs that a check has below the tabs of its asset."""
    page = watched.open(f"{asset}?view=checks&checkDetail={check}")
    page.get_by_role("tab", name=tab).and_(page.locator("button")).click()
    return page


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("/overview/activity/timeline", "Timeline"),
        ("/assets", "orders / customer_orders / candidate"),
        ("/deployment/locations", "Loaded"),
        ("/deployment/daemons", "Freshness Daemon"),
        ("/deployment/config", "auto_materialize"),
        (f"{PUBLISHED}?view=events", "dagster/row_count"),
        (f"{CANDIDATE}?view=events", "preview"),
        (f"{MODEL}?view=lineage", "stg_orders"),
    ],
)
def test_the_page_opens_without_an_error(watched, path, shown):
    sees(watched.open(path).get_by_text(shown).first)


def test_an_error_on_a_page_is_noticed(context, ui):
    """What every other test relies on: each kind of error ends in the list of problems."""
    watched = WatchedPage(context, ui)
    page = watched.open("/deployment/daemons")
    sees(page.get_by_text("Freshness Daemon"))
    watched.verify()
    page.route("http://192.0.2.1/**", lambda route: route.abort())
    with page.expect_event("console", lambda message: "GraphQL" in message.text):
        page.evaluate("fetch('/graphql?query={nothing}')")
    with page.expect_event("pageerror"):
        page.evaluate("setTimeout(() => { throw new Error('thrown') })")
    with page.expect_request("http://192.0.2.1/**"):
        page.evaluate("new Image().src = 'http://192.0.2.1/pixel.gif'")
    page.evaluate("document.body.append('Something went wrong')")
    with pytest.raises(AssertionError):
        watched.verify()
    page.close()
    for kind in ("console: GraphQL", "HTTP 400", "page error: ", "left this machine: ", "shown: "):
        assert any(problem.startswith(kind) for problem in watched.problems), kind


def test_the_lineage_shows_every_asset_of_the_product(watched):
    page = watched.open(GROUP)
    for asset, times in {
        "orders": 2,
        "stg_orders": 1,
        "customer_orders": 3,
        "candidate": 1,
    }.items():
        # Once more than there are assets of the name: the groups stand in the graph too.
        expect(page.locator("foreignObject").get_by_text(asset, exact=True)).to_have_count(times)


def test_the_lineage_shows_the_mesh_as_domains(watched):
    page = watched.open("/asset-groups")
    for domain in ("orders", "customers", "payments", "finance"):
        sees(page.locator("foreignObject").get_by_text(domain, exact=True))


def test_the_lineage_of_a_product_crosses_domains(watched):
    page = watched.open(CONSUMER_GROUP)
    assets = page.locator("foreignObject")
    # The other domains stay folded; two input ports are called what their domains are.
    for name, times in {
        "customers": 1,
        "orders": 2,
        "payments": 2,
        "segments": 1,
        "daily_revenue": 3,
        "candidate": 1,
    }.items():
        expect(assets.get_by_text(name, exact=True)).to_have_count(times)
    page = watched.open(f"{CONSUMER}/orders?view=lineage")
    sees(page.locator("foreignObject").get_by_text("customer_orders", exact=True).first)


def test_the_catalog_lists_every_asset_of_the_product(watched):
    page = watched.open("/assets")
    for asset in (PUBLISHED, CANDIDATE, MODEL, PORT, f"{PUBLISHED}/stg_orders"):
        sees(page.locator(f"a[href='{asset}']"))


def test_the_product_says_what_it_is_and_who_answers_for_it(watched, demo_home):
    page = watched.open(PUBLISHED)
    sees(page.get_by_text("Every order of the shop since 2026-01-01, one row each."))
    sees(page.get_by_text("orders-engineering@company.com").first)
    sees(page.get_by_text("Iceberg", exact=True))
    sees(page.get_by_text("orders.customer_orders", exact=True).first)
    for tag in ("financial", "gdpr", "mesh/domain: orders", "mesh/product: customer-orders"):
        sees(page.get_by_text(tag, exact=True).first)
    *_, rows = board_row(demo_home, "2026-01-09")
    sees(page.get_by_text(rows, exact=True))


def test_the_product_shows_its_columns(watched):
    page = watched.open(PUBLISHED)
    for column, *told in [
        ("order_id", "VARCHAR", "non-nullable", "unique", "matches ^ord_[a-z0-9]{10}$"),
        ("customer_email", "pii", "email", "Where the confirmation was sent"),
        ("shipping_address.city", "pii", "length <= 80", "City or town."),
        ("total_amount", "DECIMAL(18,2)", ">= 0.01", "<= 1000000"),
        ("created_at", "TIMESTAMPTZ", "Decides the partition."),
    ]:
        row = page.get_by_role("row").filter(has=page.get_by_text(column, exact=True))
        for text in told:
            expect(row).to_contain_text(text)


def test_the_product_shows_its_promises(watched):
    page = watched.open(PUBLISHED)
    for objective, promised in {"freshness": "1h", "completeness": "99.9%"}.items():
        sees(page.get_by_role("row", name=f"{objective} {promised}", exact=True))
    sees(page.get_by_role("row", name=re.compile("^sql sql Iceberg table")))
    sees(page.get_by_text("urn:datacontract:orders:customer-orders 2.2.0"))


def test_the_product_is_fresh(watched):
    page = watched.open(PUBLISHED)
    sees(page.get_by_text("Fails if more than an hour since last materialization"))
    # The daemon looks at freshness every half a minute.
    deadline = time.monotonic() + 90
    passing = page.get_by_text("Passing", exact=True).first
    while not passing.is_visible() and time.monotonic() < deadline:
        page.reload()
        sees(page.get_by_text("Fails if more than an hour since last materialization"))
    sees(passing)


def test_refused_days_are_failed_partitions_of_the_product(watched):
    page = watched.open(f"{PUBLISHED}?view=partitions")
    sees(page.get_by_text("Materialized (12)"))
    sees(page.get_by_text("Failed (2)"))
    for others in ("Materialized (12)", re.compile(r"^Missing \(")):
        page.get_by_text(others).click()
    for day in ("2026-01-06", "2026-01-11"):
        sees(page.get_by_text(day, exact=True).first)
    expect(page.get_by_text("2026-01-09", exact=True)).to_have_count(0)


def test_a_publication_shows_its_evidence(watched, demo_home):
    page = watched.open(f"{PUBLISHED}?view=partitions&partition=2026-01-09")
    received, _, dead_letters, rows = (
        number.replace(",", "") for number in board_row(demo_home, "2026-01-09")
    )
    says(page, "dagster/row_count", rows)
    says(page, "received", received)
    says(page, "dead_letters", dead_letters)
    for gate in ("completeness", "contract", "dbt", "soda", "volume"):
        sees(page.get_by_role("row", name=re.compile(rf"^{gate} passed, \d+ rules?$")))
    sees(page.get_by_role("row", name=re.compile(r"^orders orders\.customer_orders__orders \d+$")))
    page.get_by_text("[Show Markdown]").click()
    dialog = page.get_by_role("dialog")
    for evidence in ("mesh.content-digest", "mesh.contract-digest", "mesh.run-id", "2.2.0"):
        sees(dialog.get_by_text(evidence).first)
    expect(dialog.get_by_role("cell", name="mesh.gates", exact=True)).to_have_count(0)


def test_soda_refused_the_day_in_cents_and_passed_its_correction(watched):
    page = open_check(watched, CANDIDATE, "soda_max_total_amount", "Execution history")
    days = page.get_by_role("row").filter(has_text="2026-01-09")
    expect(days).to_have_count(2)
    expect(days.first).to_contain_text(
        re.compile(r"Passed.*measured [\d.]+, expected <= 10000", re.DOTALL)
    )
    expect(days.last).to_contain_text(
        re.compile(r"Failed.*measured [\d.]{5,}, expected <= 10000", re.DOTALL)
    )


def test_dbt_refused_the_day_with_surcharges(watched):
    page = open_check(watched, MODEL, "total_amount_equals_sum_of_lines", "Partitions")
    sees(page.get_by_text("Passed (12)"))
    page.get_by_placeholder("Filter by partition").fill("2026-01-11")
    page.get_by_text("2026-01-11", exact=True).first.click()
    sees(page.get_by_text(re.compile(r"^measured \d+, expected = 0 failures")))
    says(page, "outcome", "failed")


def test_checks_that_passed_show_what_was_measured(watched):
    for check, expected in {
        "soda_row_count": "> 0",
        "soda_max_total_amount": "<= 10000",
        "volume": re.compile(r"^between [\d,]+ and [\d,]+ rows$"),
    }.items():
        page = watched.open(f"{CANDIDATE}?view=checks&checkDetail={check}")
        sees(page.get_by_text("Passed", exact=True))
        says(page, "measured", re.compile(r"^\d+(\.\d{1,4})?$"))
        says(page, "expected", expected)


def test_the_contract_shows_every_rule(watched):
    page = watched.open(f"{CANDIDATE}?view=checks&checkDetail=contract")
    sees(page.get_by_text("all 57 rules kept"))
    sees(page.get_by_role("row", name="order_id.unique passed 0 = 0 rows", exact=True))
    table = page.get_by_role("table").filter(has_text="order_id.unique").last
    assert table.evaluate("table => table.getBoundingClientRect().right") <= 1500


def test_dead_letters_are_counted_by_reason(watched, demo_home):
    page = watched.open(f"{PORT}?view=partitions&partition=2026-01-06")
    _, _, dead_letters, _ = board_row(demo_home, "2026-01-06")
    says(page, "dead_letters", dead_letters)
    reasons = page.get_by_role("table").filter(has_text="outside_partition").last
    sees(reasons.get_by_role("row", name=re.compile(r"^customer_email\.format \d+$")))
    counts = reasons.locator("tbody td:last-child").all_inner_texts()
    # A record may have several reasons.
    assert sum(int(count) for count in counts) >= int(dead_letters)


def test_the_port_refused_the_day_of_the_broken_feed(watched):
    page = open_check(watched, PORT, "accepted", "Partitions")
    sees(page.get_by_text("Passed (13)"))
    page.get_by_placeholder("Filter by partition").fill("2026-01-06")
    page.get_by_text("2026-01-06", exact=True).first.click()
    sees(page.get_by_text(re.compile(r"^measured 99\.\d{1,4}, expected >= 99\.9%")))


def test_every_day_is_a_run_and_refused_days_are_failed_runs(watched):
    page = watched.open("/runs?q%5B%5D=tag%3Amesh%2Fproduct%3Dcustomer-orders")
    # The list draws only what fits.
    page.set_viewport_size({"width": 1500, "height": 2600})
    runs = page.get_by_role("link", name="View", exact=True)
    expect(runs).to_have_count(15)
    page.get_by_role("tab", name="Failed").click()
    expect(runs).to_have_count(3)
    for day in ("2026-01-06", "2026-01-09", "2026-01-11"):
        sees(page.get_by_text(f"partition: {day}").first)


def test_a_failed_run_names_the_check_that_stopped_it(watched):
    page = watched.open(
        "/runs?q%5B%5D=status%3AFAILURE&q%5B%5D=tag%3Amesh%2Fproduct%3Dcustomer-orders"
    )
    page.get_by_role("link", name="View", exact=True).first.click()
    sees(page.get_by_text("partition: 2026-01-11").first)
    sees(page.get_by_text("Errored (1)"))
    sees(page.get_by_text(re.compile("total_amount_equals_sum_of_lines")).first)


def test_sensor_and_schedule_are_running(watched):
    page = watched.open("/automation")
    for name in ("orders_landing", "orders_refresh_hourly", "finance_automation"):
        row = page.locator("[data-index]").filter(has_text=name)
        expect(row.get_by_role("checkbox").last).to_be_checked()
