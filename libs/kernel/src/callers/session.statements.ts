import { statement } from '@regulars/plugin-sdk';

interface Issued {
  readonly expires_at: Date;
}

export const openSession = statement<Issued, [string, string, string, string, string | null, string, Buffer, Buffer, boolean]>('platform.open-session', `
  SELECT platform.open_session($1, $2, $3, $4, $5, $6, $7, $8, $9) AS expires_at`);

export interface SessionToRefresh {
  readonly id: string;
  readonly brand_id: string;
  readonly subject_id: string;
  readonly account_id: string | null;
}

export const sessionToRefresh = statement<SessionToRefresh, [Buffer, string]>('platform.session-to-refresh', `
  SELECT id, brand_id, subject_id, account_id FROM platform.session_to_refresh($1, $2)`);

export const refreshSession = statement<Issued, [Buffer, string, string, string, Buffer, Buffer]>('platform.refresh-session', `
  SELECT platform.refresh_session($1, $2, $3, $4, $5, $6) AS expires_at`);

export const endSession = statement<never, [string]>('platform.end-session', 'SELECT platform.end_session($1)');

export const endSessions = statement<never, [string, string | null]>('platform.end-sessions', 'SELECT platform.end_sessions($1, $2)');
