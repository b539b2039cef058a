import { createHmac, randomBytes } from 'node:crypto';
import { type Context, newUuid, PersonalData } from '@regulars/plugin-sdk';
import { lockEndpoint } from '../data/endpoint.statements';
import { insertSecret, liveSecrets, retireSecrets } from '../data/secret.statements';

const PREFIX = 'whsec_';
const SIZE = 32; // bytes

const placeOf = (row: string) => ({ table: 'webhook.secret', column: 'sealed', row });

export const newSecret = (): string => `${PREFIX}${randomBytes(SIZE).toString('base64')}`;

/** Makes the secret that signs from now on, and answers it, this once. The one before signs beside it for a day. */
export async function rotateSecret(ctx: Context, endpointId: string): Promise<string> {
  const secret = newSecret();
  const id = newUuid();
  await ctx.sql(lockEndpoint(endpointId));
  await ctx.sql(retireSecrets(endpointId));
  await ctx.sql(insertSecret(id, endpointId, ctx.use(PersonalData).seal(secret, placeOf(id))));
  return secret;
}

/** Those that sign now, the newest first. */
export async function signingSecrets(ctx: Context, endpointId: string): Promise<string[]> {
  return (await ctx.sql(liveSecrets(endpointId))).map(({ id, sealed }) => ctx.use(PersonalData).open(sealed, placeOf(id)));
}

/** Standard Webhooks: `v1,` and the base64 of HMAC-SHA-256 over id, time and body; of each secret, with a space between. */
export function signatureOf(secrets: readonly string[], id: string, timestamp: string, body: string): string {
  const signed = `${id}.${timestamp}.${body}`;
  return secrets.map((secret) => `v1,${createHmac('sha256', Buffer.from(secret.slice(PREFIX.length), 'base64')).update(signed).digest('base64')}`).join(' ');
}
