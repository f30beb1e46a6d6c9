"""The string formats of JSON Schema that a contract may demand.

Patterns match the whole text. A date is also looked up in the calendar, by casting it: a pattern
alone accepts the 30th of February, and a cast alone accepts `2026-1-5`.

Deliberate differences to the standards behind the formats: a leap second (`23:59:60Z`) is
refused, because no column type can keep it, and so are the lower-case `t` and `z` that RFC 3339
permits and its writers do not use; an e-mail address is a dot-atom at a domain name, without the
comments, quoted local parts and address literals that RFC 5322 permits and that no mail provider
issues.
"""

from mesh_assets.contract.model import LogicalType

_DATE = r"[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])"
_CLOCK = r"(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]+)?"
_OFFSET = r"(?:Z|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])"

_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_EMAIL = rf"{_ATOM}(?:\.{_ATOM})*@{_LABEL}(?:\.{_LABEL})*"

# RFC 3986, appendix A.
_UNRESERVED = r"A-Za-z0-9._~!$&'()*+,;=\-"
_ESCAPED = r"%[0-9A-Fa-f]{2}"
_GROUP = "[0-9A-Fa-f]{1,4}"
_OCTET = "(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
_LAST_GROUPS = rf"(?:{_GROUP}:{_GROUP}|{_OCTET}(?:\.{_OCTET}){{3}})"
_IPV6 = "|".join(
    [
        f"(?:{_GROUP}:){{6}}{_LAST_GROUPS}",
        f"::(?:{_GROUP}:){{5}}{_LAST_GROUPS}",
        *(
            f"(?:(?:{_GROUP}:){{0,{before}}}{_GROUP})?::(?:{_GROUP}:){{{4 - before}}}{_LAST_GROUPS}"
            for before in range(5)
        ),
        f"(?:(?:{_GROUP}:){{0,5}}{_GROUP})?::{_GROUP}",
        f"(?:(?:{_GROUP}:){{0,6}}{_GROUP})?::",
    ]
)
_ADDRESS = rf"\[(?:{_IPV6}|v[0-9A-Fa-f]+\.[{_UNRESERVED}:]+)\]"
_HOST = rf"(?:{_ADDRESS}|(?:[{_UNRESERVED}]|{_ESCAPED})*)"
_AUTHORITY = rf"(?:(?:[{_UNRESERVED}:]|{_ESCAPED})*@)?{_HOST}(?::[0-9]*)?"
_SEGMENT = rf"(?:[{_UNRESERVED}:@]|{_ESCAPED})"
_PATH = rf"(?://{_AUTHORITY}(?:/{_SEGMENT}*)*|/(?:{_SEGMENT}+(?:/{_SEGMENT}*)*)?|{_SEGMENT}+(?:/{_SEGMENT}*)*|)"
_TAIL = rf"(?:[{_UNRESERVED}:@/?]|{_ESCAPED})*"
_URI = rf"[A-Za-z][A-Za-z0-9+.-]*:{_PATH}(?:\?{_TAIL})?(?:#{_TAIL})?"

FORMATS = {
    "date": _DATE,
    "date-time": f"{_DATE}T{_CLOCK}{_OFFSET}",
    "time": _CLOCK + _OFFSET,
    "uuid": r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}",
    "email": _EMAIL,
    "uri": _URI,
}
"""What each format's whole text must match, in RE2."""

TEMPORAL_FORMATS = {LogicalType.DATE: "date", LogicalType.TIMESTAMP: "date-time"}
"""The formats of the columns whose typed value shows that the calendar has it."""
