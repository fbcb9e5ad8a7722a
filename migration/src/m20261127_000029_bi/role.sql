-- Where this may not make roles, docs/operations.md says who does, and how.
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'thidua_bi') THEN
    CREATE ROLE thidua_bi NOLOGIN;
    ALTER ROLE thidua_bi SET default_transaction_read_only = on;
    ALTER ROLE thidua_bi SET statement_timeout = '60s';
  END IF;
EXCEPTION
  WHEN insufficient_privilege THEN NULL;
  -- Another database of this server was migrated at the same time.
  WHEN duplicate_object OR unique_violation THEN NULL;
END
$$;

DO $$
BEGIN
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'thidua_bi') THEN
    GRANT USAGE ON SCHEMA bi TO thidua_bi;
    GRANT SELECT ON ALL TABLES IN SCHEMA bi TO thidua_bi;
  END IF;
END
$$;
