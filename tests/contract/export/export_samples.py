"""A contract with everything that formats find awkward, and a record that keeps it."""

AWKWARD = """\
apiVersion: v3.1.0
kind: DataContract
id: urn:datacontract:shop:parcels
name: Parcels
version: 3.1.4
status: active
team: {name: logistics}
schema:
  - name: parcels
    description: "Parcels: 'quoted', \\"double\\", <b>&amp; | pipes |, back\\\\slash, */ and #."
    properties:
      - {name: carrier, logicalType: string, primaryKey: true, primaryKeyPosition: 2,
         logicalTypeOptions: {pattern: '^[A-Z]{2,4}$'}}
      - {name: number, logicalType: integer, primaryKey: true, primaryKeyPosition: 1,
         logicalTypeOptions: {exclusiveMinimum: 0, maximum: 999999999}}
      - {name: tracking code, logicalType: string, unique: true,
         logicalTypeOptions: {minLength: 3, maxLength: 40}}
      - {name: class, logicalType: string, description: "A keyword of Python.\\nOn two lines.",
         quality: [{metric: invalidValues, arguments: {validValues: [letter, 'box "XL"', "it's"]},
                    mustBe: 0, name: class_known}]}
      - {name: state, logicalType: string, required: true,
         quality: [{metric: invalidValues, arguments: {validValues: [created, sent, LOST]},
                    mustBe: 0, name: state_known}]}
      - {name: weight, logicalType: number, physicalType: "decimal(9, 3)", required: true,
         logicalTypeOptions: {minimum: 0.001, exclusiveMaximum: 31.5}}
      - {name: worth, logicalType: number, physicalType: decimal}
      - {name: volume, logicalType: number, logicalTypeOptions: {minimum: 0.5}}
      - {name: fragile, logicalType: boolean, required: true}
      - {name: sent_on, logicalType: date, logicalTypeOptions: {minimum: '2020-01-01'}}
      - {name: sent_at, logicalType: timestamp, required: true,
         logicalTypeOptions: {timezone: true, maximum: '2099-12-31T23:59:59Z'}}
      - {name: scanned_at, logicalType: timestamp, physicalType: timestamp_ntz}
      - {name: from_clock, logicalType: time, logicalTypeOptions: {format: 'HH:mm'}}
      - {name: email, logicalType: string, logicalTypeOptions: {format: email},
         classification: pii, tags: [contact]}
      - {name: reference, logicalType: string, logicalTypeOptions: {format: uuid}}
      - {name: label, logicalType: object}
      - name: address
        logicalType: object
        required: true
        classification: pii
        properties:
          - {name: city, logicalType: string, required: true,
             logicalTypeOptions: {minLength: 1}}
          - {name: point, logicalType: object, properties: [
              {name: lat, logicalType: number, required: true,
               logicalTypeOptions: {minimum: -90, maximum: 90}},
              {name: lon, logicalType: number, required: true}]}
      - name: items
        logicalType: array
        required: true
        logicalTypeOptions: {minItems: 1, maxItems: 100}
        items:
          logicalType: object
          required: true
          properties:
            - {name: sku, logicalType: string, required: true,
               logicalTypeOptions: {pattern: '^[0-9]+$'}}
            - {name: price, logicalType: number, physicalType: "decimal(18, 2)", required: true}
            - {name: codes, logicalType: array, items: {logicalType: string}}
      - {name: grid, logicalType: array, items: {logicalType: array, items: {logicalType: integer}}}
      - {name: labels, logicalType: array, logicalTypeOptions: {uniqueItems: true},
         items: {logicalType: string, required: true}}
    quality:
      - {metric: rowCount, mustBeBetween: [1, 1000000], name: some_rows}
      - {metric: duplicateValues, arguments: {properties: [carrier, sent_at]}, mustBeLessThan: 5,
         unit: percent, severity: warning, name: few_at_once}
      - {type: sql, query: 'SELECT count(*) FROM {object} WHERE weight > 30', mustBe: 0,
         name: no_heavy}
      - {type: custom, engine: dbt, implementation: {'un|que': {where: '<a> & *b*'}},
         severity: warning, name: as_dbt_has_it}
"""

GOOD = {
    "carrier": "DHL",
    "number": 12,
    "tracking code": "abc-1",
    "class": 'box "XL"',
    "state": "sent",
    "weight": 1.125,
    "worth": None,
    "volume": 0.75,
    "fragile": False,
    "sent_on": "2026-01-05",
    "sent_at": "2026-01-05T10:00:00Z",
    "scanned_at": None,
    "from_clock": "10:30",
    "email": "ada@example.com",
    "reference": "0b6f9c3e-1a2b-4c3d-8e9f-001122334455",
    "label": {"text": "x"},
    "address": {"city": "Lyon", "point": {"lat": 45.75, "lon": 4.85}},
    "items": [{"sku": "1", "price": 19.99, "codes": ["a", "b"]}],
    "grid": [[1, 2], [3]],
    "labels": ["new"],
}
"""A record that keeps the awkward contract."""
