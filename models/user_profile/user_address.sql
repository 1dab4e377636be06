SELECT
  user_id,
  location.street.number AS street_number,
  location.street.name AS street_name,
  location.postcode AS postcode,
  location.city AS city,
  location.state AS state,
  location.country AS country
FROM _people
