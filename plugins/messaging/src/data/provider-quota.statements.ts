import { statement } from '@regulars/plugin-sdk';

export interface ProviderQuotaRow {
  readonly code: string;
  /** Null: no bound. */
  readonly provider_limit: number | null;
  readonly provider_used: number;
  readonly provider_at: Date;
}

/** What was asked before the account was last connected may be of another account, and counts for nothing. */
const SAID = `
  SELECT c.code, c.provider_limit, c.provider_used, c.provider_at
    FROM messaging.channel AS c JOIN messaging.channel_account AS a ON a.channel = c.code AND a.connected_at <= c.provider_at`;

export const providerQuotas = statement<ProviderQuotaRow>('messaging.provider-quotas', SAID);

export const providerQuotaOf = statement<ProviderQuotaRow, [code: string]>('messaging.provider-quota', `${SAID} WHERE c.code = $1`);

/** Of two that were asked, who was asked later is right, whichever answered first. */
export const noteProviderQuota = statement<never, [code: string, limit: number | null, used: number, at: Date]>('messaging.note-provider-quota', `
  INSERT INTO messaging.channel AS c (code, provider_limit, provider_used, provider_at) VALUES ($1, $2, $3, $4)
  ON CONFLICT (brand_id, code) DO UPDATE SET provider_limit = excluded.provider_limit, provider_used = excluded.provider_used, provider_at = excluded.provider_at
   WHERE c.provider_at IS NULL OR c.provider_at <= excluded.provider_at`);
