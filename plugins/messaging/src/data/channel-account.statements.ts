import { statement } from '@regulars/plugin-sdk';

export interface AccountRow {
  readonly id: string;
  readonly channel: string;
  readonly sealed: Buffer;
  readonly hook_key: string;
  readonly connected_at: Date;
}

export const allAccounts = statement<AccountRow>('messaging.channel-accounts', 'SELECT id, channel, sealed, hook_key, connected_at FROM messaging.channel_account ORDER BY channel');

export const insertAccount = statement<never, [id: string, channel: string, sealed: Buffer, hookKey: string]>('messaging.insert-channel-account', `
  INSERT INTO messaging.channel_account (id, channel, sealed, hook_key) VALUES ($1, $2, $3, $4)`);

export const replaceAccount = statement<never, [id: string, sealed: Buffer]>('messaging.replace-channel-account', `
  UPDATE messaging.channel_account SET sealed = $2, connected_at = platform.current_now() WHERE id = $1`);

export const deleteAccount = statement<{ id: string }, [channel: string]>('messaging.delete-channel-account', `
  DELETE FROM messaging.channel_account WHERE channel = $1 RETURNING id`);

/** Answers those that are new. In the order of their ids: two requests with the same events wait for each other, and in no circle. */
export const noteEvents = statement<{ id: string }, [ids: readonly string[]]>('messaging.note-channel-events', `
  INSERT INTO messaging.channel_event (id) SELECT id FROM unnest($1::uuid[]) AS e(id) ORDER BY id ON CONFLICT DO NOTHING RETURNING id`);

export const forgetEvents = statement<never, [before: Date]>('messaging.forget-channel-events', 'DELETE FROM messaging.channel_event WHERE seen_at < $1');
