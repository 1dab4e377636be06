-- error: INVALID_TABLE_PROPERTY
-- message: Catalog 'awsdatacatalog' table property 'colour' does not exist
CREATE TABLE copies WITH (colour = 'red') AS SELECT 1 AS n
