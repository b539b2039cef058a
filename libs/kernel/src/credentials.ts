import { createHash, randomBytes } from 'node:crypto';
import { type Actor, actorOf, type Audience, newUuid } from '@regulars/plugin-sdk';
import { Client, type Pool } from 'pg';
import { NO_BRAND } from './brands';
import type { Scope } from './runtime';
import { Lease, noTraffic, Transaction } from './unit-of-work';

const KNOWN_FOR = 2_000; // ms: how long a revoked credential may still be taken for good by this process
const MAX_KNOWN = 10_000;
const TOKEN = /^[A-Za-z0-9_-]{20,200}$/;

const FIND = 'SELECT id, audience, brand_id, kind, name, member_id, permissions FROM platform.credential_by_hash($1)';

interface CredentialRow {
  id: string; audience: Audience; brand_id: string | null; kind: Actor['kind']; name: string; member_id: string | null; permissions: string[];
}

const hashOf = (token: string): Buffer => createHash('sha256').update(token).digest();

/** Bearer tokens: 256 random bits, of which only the SHA-256 is stored. */
export class Credentials {
  private readonly known = new Map<string, { readonly scope: Promise<Scope | null>; readonly at: number }>();

  constructor(private readonly pool: Pool) {}

  /** Whose token it is, or null: unknown, revoked, expired, malformed and of another audience are one answer. */
  async find(token: string, audience: Audience): Promise<Scope | null> {
    if (!TOKEN.test(token)) return null;
    const hash = hashOf(token);
    const key = hash.toString('base64');
    let known = this.known.get(key);
    if (!known || performance.now() - known.at > KNOWN_FOR) {
      if (this.known.size >= MAX_KNOWN) this.known.clear();
      known = { scope: this.read(hash), at: performance.now() };
      this.known.set(key, known);
      known.scope.catch(() => this.known.delete(key));
    }
    const scope = await known.scope;
    return scope?.audience === audience ? scope : null;
  }

  private async read(hash: Buffer): Promise<Scope | null> {
    const lease = new Lease(this.pool, noTraffic());
    let broken: Error | undefined;
    try {
      const transaction = new Transaction(lease, { brandId: NO_BRAND, now: null, operator: false, readOnly: true }, () => undefined);
      const [row] = await transaction.sql<CredentialRow>({ name: 'platform.credential', text: FIND, values: [hash] });
      await transaction.commit();
      if (!row) return null;
      const actor = actorOf({ kind: row.kind, id: row.id, name: row.name, memberId: row.member_id, permissions: new Set(row.permissions) });
      return { brandId: row.brand_id, audience: row.audience, actor };
    } catch (error) {
      broken = error as Error;
      throw error;
    } finally {
      await lease.release(broken);
    }
  }
}

export interface NewCredential {
  readonly audience: Audience;
  readonly kind: Actor['kind'];
  readonly name: string;
  readonly brandId: string | null;
  readonly memberId?: string | null;
  readonly permissions: readonly string[];
}

/** Makes a token, for whoever holds the database's owner: the tools that set an installation up. */
export async function createCredential(ownerUrl: string, credential: NewCredential): Promise<{ readonly id: string; readonly token: string }> {
  const id = newUuid();
  const token = `rk_live_${randomBytes(32).toString('base64url')}`;
  const client = new Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    await client.query(
      'INSERT INTO platform.credential (id, token_hash, audience, brand_id, kind, name, member_id, permissions) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)',
      [id, hashOf(token), credential.audience, credential.brandId, credential.kind, credential.name, credential.memberId ?? null, credential.permissions],
    );
  } finally {
    await client.end();
  }
  return { id, token };
}
