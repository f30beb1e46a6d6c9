-- Major 1 called the country of a customer `country`.
select * rename (country_code as country)
from current
