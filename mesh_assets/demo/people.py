"""Where the shop's customers live and what they are called; nobody of them exists.

Phone numbers come from the ranges that regulators keep for fiction, or from unassigned ones, and
e-mail addresses from the domains that RFC 2606 reserves for examples.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """One city; `##` stands for two digits, `@` in a street for the house number."""

    country: str
    """ISO 3166-1 alpha-2."""
    currency: str
    """ISO 4217."""
    city: str
    postal_code: str
    phone: str
    streets: tuple[str, ...]


_AMERICAN = ("@ Maple Street", "@ Oak Avenue", "@ Lakeview Drive", "@ 5th Street", "@ Cedar Lane")
_BRITISH = ("@ Station Road", "@ High Street", "@ Mill Lane", "@ Victoria Terrace", "@ The Green")
_GERMAN = ("Lindenstraße @", "Am Mühlbach @", "Goethestraße @", "Schillerplatz @", "Hauptstraße @")
_FRENCH = ("@ rue de la République", "@ avenue Émile Zola", "@ place d'Armes", "@ quai du Rhône")
_DUTCH = ("Kerkstraat @", "Prinsengracht @", "Dorpsweg @", "Molenpad @")
_SPANISH = ("Calle Mayor @", "Avenida de América @", "Calle Nuñez @", "Plaza del Sol @")
_ITALIAN = ("Via Roma @", "Corso Garibaldi @", "Via dei Mille @", "Piazza Verdi @")

PLACES = (
    Place("US", "USD", "New York", "100##", "+121255501##", _AMERICAN),
    Place("US", "USD", "Chicago", "606##", "+131255501##", _AMERICAN),
    Place("US", "USD", "Austin", "787##", "+151255501##", _AMERICAN),
    Place("US", "USD", "Seattle", "981##", "+120655501##", _AMERICAN),
    Place("US", "USD", "Portland", "972##", "+150355501##", _AMERICAN),
    Place("US", "USD", "Boulder", "803##", "+130355501##", _AMERICAN),
    Place("GB", "GBP", "London", "SW## 4QT", "+4477009004##", _BRITISH),
    Place("GB", "GBP", "Leeds", "LS## 2AB", "+4477009005##", _BRITISH),
    Place("GB", "GBP", "Bristol", "BS## 6DE", "+4477009006##", _BRITISH),
    Place("GB", "GBP", "Edinburgh", "EH## 1JX", "+4477009007##", _BRITISH),
    Place("DE", "EUR", "Berlin", "104##", "+4917139200##", _GERMAN),
    Place("DE", "EUR", "München", "803##", "+4917139200##", _GERMAN),
    Place("DE", "EUR", "Köln", "506##", "+4917139200##", _GERMAN),
    Place("DE", "EUR", "Hamburg", "220##", "+4917139200##", _GERMAN),
    Place("FR", "EUR", "Paris", "750##", "+336399801##", _FRENCH),
    Place("FR", "EUR", "Lyon", "690##", "+336399802##", _FRENCH),
    Place("FR", "EUR", "Nîmes", "300##", "+336399803##", _FRENCH),
    Place("NL", "EUR", "Utrecht", "35## BK", "+316000000##", _DUTCH),
    Place("NL", "EUR", "Rotterdam", "30## ER", "+316000001##", _DUTCH),
    Place("ES", "EUR", "Málaga", "290##", "+346000000##", _SPANISH),
    Place("ES", "EUR", "Madrid", "280##", "+346000001##", _SPANISH),
    Place("IT", "EUR", "Milano", "201##", "+393200000##", _ITALIAN),
    Place("IT", "EUR", "Forlì", "471##", "+393200001##", _ITALIAN),
)

GIVEN_NAMES = (
    *("ada", "alice", "amir", "ana", "anton", "bea", "carla", "chen", "clara", "daniel", "david"),
    *("elena", "emil", "emma", "farah", "felix", "greta", "hana", "hugo", "ida", "ines", "ivan"),
    *("jonas", "julia", "karim", "lara", "leo", "lena", "lucas", "maria", "marta", "mateo", "mia"),
    *("nadia", "nina", "noah", "olga", "omar", "oscar", "paula", "peter", "rosa", "samir", "sara"),
    *("sofia", "theo", "tom", "vera", "viktor", "yara"),
)

FAMILY_NAMES = (
    *("adler", "almeida", "baker", "bauer", "bianchi", "brown", "carter", "castro", "conti"),
    *("cooper", "costa", "dubois", "evans", "ferrari", "fischer", "garcia", "green", "haas"),
    *("hansen", "hill", "hughes", "jansen", "keller", "khan", "klein", "kowalski", "lambert"),
    *("lopez", "martin", "meyer", "moreau", "morgan", "novak", "okafor", "olsen", "patel"),
    *("petit", "quinn", "ramos", "ricci", "roux", "santos", "schmidt", "silva", "smit", "taylor"),
    *("visser", "wagner", "walker", "young"),
)
