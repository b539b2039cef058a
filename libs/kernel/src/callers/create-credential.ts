import { type Actor, type Audience, newUuid } from '@regulars/plugin-sdk';
import { Client } from 'pg';
import { newToken, TOKEN_PREFIX, tokenHash } from './tokens';

export interface NewCredential {
  readonly audience: Audience;
  /** `anonymous`: a publishable key, which names the brand and carries no right. */
  readonly kind: Actor['kind'];
  readonly name: string;
  readonly brandId: string | null;
  readonly memberId?: string | null;
  readonly permissions: readonly string[];
}

/** Makes a token, for whoever holds the database's owner: the tools that set an installation up. */
export async function createCredential(ownerUrl: string, credential: NewCredential): Promise<{ readonly id: string; readonly token: string }> {
  const id = newUuid();
  const token = newToken(credential.kind === 'anonymous' ? TOKEN_PREFIX.publishableKey : TOKEN_PREFIX.secretKey, id);
  const client = new Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    await client.query(
      'INSERT INTO platform.credential (id, token_hash, audience, brand_id, kind, name, member_id, permissions) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)',
      [id, tokenHash(token), credential.audience, credential.brandId, credential.kind, credential.name, credential.memberId ?? null, credential.permissions],
    );
  } finally {
    await client.end();
  }
  return { id, token };
}
