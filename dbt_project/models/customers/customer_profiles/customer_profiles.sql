select
    customer_id,
    given_name,
    family_name,
    lower(email) as email,
    phone_number,
    {
        'street': street,
        'city': city,
        'postal_code': postal_code,
        'country': country
    } as address,
    newsletter,
    registered_at,
    changed_at
from {{ source('customer_profiles', 'profiles') }}
