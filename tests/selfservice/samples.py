"""Awkward sample files, each by the name of the product that is made of it."""

import gzip
import json
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq


def ndjson(*records):
    return "".join(f"{json.dumps(one, ensure_ascii=False)}\n" for one in records).encode()


def parquet(folder, **columns):
    file = folder / "made.parquet"
    pq.write_table(pa.table(columns), file)
    return file.read_bytes()


def _day(number=0, hour=10):
    return (datetime(2026, 3, 1, hour, tzinfo=UTC) + timedelta(days=number)).isoformat()


def _local(day, hour=0):
    return datetime(2026, 3, day, hour)  # noqa: DTZ001 (what has no time zone is the sample's point)


def _orders():
    return [
        {
            "order_id": f"o-{number}",
            "customer": {
                "e-mail": f"buyer{number}@example.com",
                "name": f"Zoë {number}",
                "address": {"street": f"{number} Rue d'Été", "geo": {"lat": 48.1, "lon": number}},
            },
            "lines": [
                {"sku": "A-1", "quantity": number + 1, "unit_price": 9.5, "tags": ["x", None]},
                *([{"sku": "B-2", "quantity": 1, "unit_price": 3}] if number % 2 else []),
            ],
            "attributes": {f"key{number}{each}": each for each in range(3)},
            "status": ["new", "paid"][number % 2],
            "total": number * 2 if number % 3 else number + 0.55,
            "placed_at": _day(0, number % 24),
        }
        for number in range(30)
    ]


def sample_files(folder):
    """Name of the file, its content, and how many records of it are published."""
    yield "nested.ndjson", ndjson(*_orders()), 30
    yield (
        "semicolons.csv",
        "\ufeffOrder Id;Customer Name;Größe;order;note;created\r\n"
        '1;"Smith; John";12,5;7;"two\r\nlines";2026-03-01T10:00:00Z\r\n'
        '2;Ana;9;8;"she said ""no""";2026-03-01T11:00:00+01:00\r\n'
        '3;;9;;"";2026-03-01T12:00:00Z\r\n'.encode(),
        3,
    )
    yield (
        "ragged.ndjson",
        ndjson(
            {"id": 1, "a": None, "b": {"c": 1}, "nothing": None, "never": []},
            {"id": 2, "b": None, "nothing": None, "never": []},
            {"id": 3, "a": "x", "b": {"c": None, "d": [1, None, 2.5]}},
            {"id": 4, "b": {}},
        ),
        4,
    )
    yield "one-row.ndjson", ndjson({"id": "a", "at": _day(), "n": 1, "ok": True}), 1
    yield (
        "numbers.ndjson",
        ndjson(
            {"id": 1, "mixed": 1, "big": 12345678901234567890123, "either": 1, "huge": 2**63},
            {"id": 2, "mixed": 1.5, "big": 1, "either": "one", "huge": -1},
            {"id": 3, "mixed": 1e300, "big": -7, "either": {"a": 1}, "huge": 0},
        ),
        3,
    )
    yield (
        "texts.csv",
        (
            b"id,day,local_time,flag,yes,zip,phone,big,number\n"
            b"1,2026-03-01,2026-03-01 10:00:00,true,yes,01234,0171234,12345678901234567890,1e3\n"
            b"2,2026-03-02,2026-03-02 23:59:59.5,false,no,99999,0172234,1,2.5\n"
            b"3,2026-03-03,2026-03-03T00:00:00,true,yes,80331,0173234,2,-0\n"
        ),
        3,
    )
    yield (
        "unicode.ndjson",
        ndjson(
            {"id": "ä", "名前": "山田", "Straße Nr.": "ß", "émoji 🎉": "🎉", 'quo"te\\d': 1},
            {"id": "ö", "名前": "\u0000\u2028", "Straße Nr.": None, "émoji 🎉": "", 'quo"te\\d': 2},
        ),
        2,
    )
    yield "duplicates.csv", b"order_id,value\n1,a\n1,b\n2,c\n", 3
    yield (
        "clashes.ndjson",
        ndjson(
            {
                "Id": 1,
                "id": 2,
                "a.b": 3,
                "{{ x }}": 4,
                "select": 5,
                "a b": 6,
                "a-b": 7,
                "2nd": 8,
                "*": 9,
            }
        ),
        1,
    )
    yield (
        "days.ndjson.gz",
        gzip.compress(
            ndjson(*({"event_id": f"e{n}", "happened_at": _day(n // 4, n % 24)} for n in range(12)))
        ),
        12,
    )
    yield (
        "hours.csv.gz",
        gzip.compress(
            b"id,created_at,amount\n"
            + b"".join(
                f"{n},2026-03-0{1 + n // 5}T10:0{n % 5}:00Z,{n}.25\n".encode() for n in range(15)
            )
        ),
        15,
    )
    yield (
        "typed.parquet",
        parquet(
            folder,
            id=pa.array([1, 2], pa.uint64()),
            amount=pa.array([Decimal("1.10"), None], pa.decimal128(12, 2)),
            tags=pa.array([["a", None], []], pa.list_(pa.string())),
            place=pa.array([{"lat": 1.5, "at": _local(1)}, None]),
            address=pa.array([{"street": "x", "price": Decimal("1.5")}, None]),
            pairs=pa.array([[("a", 1)], None], pa.map_(pa.string(), pa.int64())),
            recorded_at=pa.array([datetime(2026, 3, 1, tzinfo=UTC)] * 2, pa.timestamp("us", "UTC")),
            local=pa.array([_local(1, 5)] * 2, pa.timestamp("ns")),
            day=pa.array([date(2026, 3, 1)] * 2),
            raw=pa.array([b"\x00", b"\x01"]),
            clock=pa.array([time(5)] * 2),
            ratio=pa.array([0.5, None], pa.float32()),
            Empty=pa.array([None, None], pa.null()),
        ),
        2,
    )
    yield (
        "trips.parquet",
        parquet(
            folder,
            VendorID=pa.array([1, 2, 2, 1], pa.int32()),
            tpep_pickup_datetime=pa.array(
                [_local(1 + n // 2, 10 + n) for n in range(4)], pa.timestamp("us")
            ),
            fare_amount=pa.array([1.5, -2.0, 3.25, 100.0]),
        ),
        4,
    )
    yield (
        "broken-lines.ndjson",
        ndjson(*({"id": number, "created_at": _day()} for number in range(199))) + b'{"id": 7,\n',
        199,
    )
