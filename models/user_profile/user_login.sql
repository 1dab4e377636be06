-- The contract drops passwords, salts and hashes, so user_profiles does not have them.
SELECT
  user_id,
  username
FROM _people
