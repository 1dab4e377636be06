SELECT
  user_id,
  try_cast(registered.date AS TIMESTAMP) AS registered_at,
  try_cast(registered.age AS BIGINT) AS years_registered
FROM _people
