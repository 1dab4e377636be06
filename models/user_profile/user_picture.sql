SELECT
  user_id,
  picture.large AS large_url,
  picture.medium AS medium_url,
  picture.thumbnail AS thumbnail_url
FROM _people
