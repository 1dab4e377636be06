SELECT
  user_id,
  name.title AS title,
  name.first AS first_name,
  name.last AS last_name,
  gender,
  try_cast(birth.date AS TIMESTAMP) AS date_of_birth,
  try_cast(birth.age AS BIGINT) AS age,
  nat AS nationality,
  email,
  phone,
  cell
FROM _people
