-- Passwords, salts and hashes never come this far: the contract drops them before anything is stored.
SELECT
  user_id,
  username
FROM _people
