SELECT
  user_id,
  try_cast(location.coordinates.latitude AS DOUBLE) AS latitude,
  try_cast(location.coordinates.longitude AS DOUBLE) AS longitude,
  location.timezone.offset AS timezone_offset,
  location.timezone.description AS timezone_description
FROM _people
