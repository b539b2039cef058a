import { type Actor, type ApiKeyDetails, type ApiKeys, type Context, type KeyMaker, newUuid, type NewApiKey, publicId, statement } from '@regulars/plugin-sdk';
import type { RequestContext } from '../request-context';
import { type CredentialRow, keyActor } from './credentials';
import { removeManifest } from './key-manifests';
import { newToken, TOKEN_PREFIX, tokenHash } from './tokens';

type KeyKind = 'integration' | 'anonymous';

interface KeyRow {
  id: string; kind: KeyKind; name: string; permissions: string[]; created_at: Date; expires_at: Date | null; last_used_at: Date | null; revoked_at: Date | null;
}

const brandKeys = statement<KeyRow>('platform.brand-keys', `
  SELECT id, kind, name, permissions, created_at, expires_at, last_used_at, revoked_at FROM platform.brand_keys() ORDER BY created_at DESC, id DESC`);

const createKey = statement<{ made: boolean }, [string, Buffer, KeyKind, string, readonly string[], readonly string[] | null, string, Date | null, string | null]>('platform.create-key', `
  SELECT platform.create_key($1, $2, $3, $4, $5, $6, $7::jsonb, $8, $9) AS made`);

const keyMaker = statement<{ maker: string; is_person: boolean }, [string]>('platform.key-maker', 'SELECT maker, is_person FROM platform.key_maker($1)');

const keyRights = statement<Omit<CredentialRow, 'member_id'>, [string]>('platform.key-rights', 'SELECT id, kind, name, permissions, store_ids, masks FROM platform.key_rights($1)');

/** Whom a secret key of the brand acts as, if it is good at this moment. */
export async function actorOfKey(ctx: Pick<Context, 'sql'>, id: string): Promise<Actor | null> {
  const [row] = await ctx.sql(keyRights(id));
  return row ? keyActor({ ...row, member_id: null }) : null;
}

const revokeKey = statement<{ revoked: boolean | null }, [string]>('platform.revoke-key', 'SELECT platform.revoke_key($1) AS revoked');

const prefixOf = (kind: KeyKind): string => (kind === 'anonymous' ? TOKEN_PREFIX.publishableKey : TOKEN_PREFIX.secretKey);

const detailsOf = ({ id, kind, name, permissions, created_at, expires_at, last_used_at, revoked_at }: KeyRow): ApiKeyDetails => ({
  id, kind: kind === 'anonymous' ? 'PUBLISHABLE' : 'SECRET', name, prefix: publicId(prefixOf(kind), id), scopes: permissions,
  createdAt: created_at, expiresAt: expires_at, lastUsedAt: last_used_at, revokedAt: revoked_at,
});

/** Keys of the brand a unit of work is about. */
export class ApiKeysOf implements ApiKeys {
  constructor(private readonly ctx: RequestContext) {}

  async all(): Promise<readonly ApiKeyDetails[]> {
    return (await this.ctx.sql(brandKeys())).map(detailsOf);
  }

  async create({ kind, name, scopes, storeIds, masks, expiresAt }: NewApiKey): Promise<{ readonly id: string; readonly secret: string } | null> {
    const id = newUuid();
    const stored: KeyKind = kind === 'PUBLISHABLE' ? 'anonymous' : 'integration';
    const secret = newToken(prefixOf(stored), id);
    const { actor } = this.ctx;
    const madeBy = actor.kind === 'staff' || actor.kind === 'integration' ? actor.id : null;
    const [row] = await this.ctx.sql(createKey(id, tokenHash(secret), stored, name, scopes, storeIds, JSON.stringify(Object.fromEntries(masks)), expiresAt, madeBy));
    return row?.made ? { id, secret } : null;
  }

  async makerOf(id: string): Promise<KeyMaker> {
    const [row] = await this.ctx.sql(keyMaker(id));
    return row ? { id: row.maker, isPerson: row.is_person } : { id, isPerson: false };
  }

  actorOf(id: string): Promise<Actor | null> {
    return actorOfKey(this.ctx, id);
  }

  async revoke(id: string): Promise<boolean> {
    const [[row]] = await Promise.all([this.ctx.sql(revokeKey(id)), this.ctx.sql(removeManifest(id))]);
    const { credentials } = this.ctx.platform;
    this.ctx.afterCommit(() => credentials.forget(({ actor }) => actor.id === id));
    return row?.revoked ?? false;
  }
}
