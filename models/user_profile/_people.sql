-- One row per person: the latest record of the day, with its nested JSON as structs.
-- A member that is missing, or is not an object, is null. Records without a user id are left out.
SELECT
  user_id,
  username,
  gender,
  from_json(name, 'title STRING, first STRING, last STRING') AS name,
  from_json(
    location,
    'street STRUCT<number STRING, name STRING>, city STRING, state STRING, country STRING, postcode STRING,
     coordinates STRUCT<latitude STRING, longitude STRING>, timezone STRUCT<offset STRING, description STRING>'
  ) AS location,
  email,
  from_json(dob, 'date STRING, age STRING') AS birth,
  from_json(registered, 'date STRING, age STRING') AS registered,
  phone,
  cell,
  from_json(picture, 'large STRING, medium STRING, thumbnail STRING') AS picture,
  nat
FROM (
  SELECT
    *,
    row_number() OVER (PARTITION BY user_id ORDER BY fetched_at DESC, event_id DESC) AS recency
  FROM source
  WHERE user_id IS NOT NULL
)
WHERE recency = 1
