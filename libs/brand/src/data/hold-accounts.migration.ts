import type { MigrationInterface, QueryRunner } from 'typeorm';
import { accountRights } from './account-functions';

/** What was read of an account before a password was checked is compared with it, under its lock, before anything follows from it. */
export class HoldAccounts1791200000100 implements MigrationInterface {
  readonly name = 'HoldAccounts1791200000100';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query([FUNCTIONS, accountRights].join('\n'));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP FUNCTION brand.account_may_reset(bytea), brand.account_hold(uuid, text, bytea)');
  }
}

const FUNCTIONS = `
-- Whether a code is good; it stays so.
CREATE FUNCTION brand.account_may_reset(p_hash bytea) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog
AS $$
  SELECT true FROM brand.account a WHERE a.reset_hash = p_hash AND a.reset_expires_at > clock_timestamp()
$$;

-- Locks the account if password and second factor are what they were. The lock is that of an update, since updates follow.
CREATE FUNCTION brand.account_hold(p_id uuid, p_password text, p_totp bytea) RETURNS boolean
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog
AS $$
  SELECT true FROM brand.account a
   WHERE a.id = p_id AND a.password IS NOT DISTINCT FROM p_password AND a.totp_sealed IS NOT DISTINCT FROM p_totp FOR NO KEY UPDATE
$$;`;
