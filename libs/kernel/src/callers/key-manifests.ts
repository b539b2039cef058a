import { type Audience, ApiKeys, type Context, type KeyManifests, type ListedOperation, statement } from '@regulars/plugin-sdk';
import { createHash } from 'node:crypto';
import { StaleBrand } from '../failures';
import type { PlatformRuntime } from '../platform';
import type { RequestContext } from '../request-context';

interface StoredOperation extends ListedOperation {
  readonly hash: string;
}

const writeManifest = statement<never, [string, Audience, string]>('platform.write-key-manifest', `
  INSERT INTO platform.key_manifest (key_id, audience, operations) VALUES ($1, $2, $3::jsonb)
  ON CONFLICT (brand_id, key_id) DO UPDATE SET operations = EXCLUDED.operations`);
/** Of a key that is revoked, too: its list binds nobody any more. */
export const removeManifest = statement<never, [string]>('platform.remove-key-manifest', 'DELETE FROM platform.key_manifest WHERE key_id = $1');
const countOperations = statement<{ id: string; n: number }>('platform.count-key-operations', 'SELECT key_id AS id, jsonb_array_length(operations) AS n FROM platform.key_manifest');
const readManifests = statement<{ id: string; audience: Audience; operations: StoredOperation[] }>('platform.key-manifests', `
  SELECT m.key_id AS id, m.audience, m.operations FROM platform.key_manifest m JOIN platform.brand_keys() k ON k.id = m.key_id
   WHERE k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > clock_timestamp())`);

/** What an operation is called by: the SHA-256 of its text, in hex. */
export const operationHash = (text: string): string => createHash('sha256').update(text).digest('hex');

export class KeyManifestsOf implements KeyManifests {
  constructor(private readonly ctx: RequestContext) {}

  async set(keyId: string, operations: readonly ListedOperation[] | null): Promise<boolean> {
    const key = (await this.ctx.use(ApiKeys).all()).find(({ id, revokedAt }) => id === keyId && revokedAt === null);
    if (!key) return false;
    const stored = operations?.map(({ text, maxCost }): StoredOperation => ({ text, maxCost, hash: operationHash(text) }));
    await this.ctx.sql(stored ? writeManifest(keyId, key.kind === 'PUBLISHABLE' ? 'member' : 'staff', JSON.stringify(stored)) : removeManifest(keyId));
    return true;
  }

  async counts(): Promise<ReadonlyMap<string, number>> {
    return new Map((await this.ctx.sql(countOperations())).map(({ id, n }) => [id, n]));
  }
}

/** Operations by their hash. */
export type Manifest = ReadonlyMap<string, ListedOperation>;

export interface BrandManifests {
  readonly byKey: ReadonlyMap<string, Manifest>;
  /** What members may run who signed in, once a publishable key of the brand has a list; null: anything. */
  readonly members: Manifest | null;
}

async function readAll(ctx: Context): Promise<BrandManifests> {
  const rows = await ctx.sql(readManifests());
  const manifests = rows.map(({ id, audience, operations }) => ({ id, audience, operations: operations.map((operation) => [operation.hash, operation] as const) }));
  const ofPages = manifests.filter(({ audience }) => audience === 'member');
  return {
    byKey: new Map(manifests.map(({ id, operations }) => [id, new Map(operations)])),
    members: ofPages.length > 0 ? new Map(ofPages.flatMap(({ operations }) => operations)) : null,
  };
}

const MAX_STALE = 5;

/** As of the brand's revision, which any change of a list raises: read once by each process. */
export async function manifestsOf(platform: PlatformRuntime, brandId: string): Promise<BrandManifests> {
  for (let tries = 1; ; tries++) {
    const { brand } = await platform.brands.state(brandId);
    const found = await platform.brands.cached(brandId, brand.revision, 'platform/key-manifests', () => platform.aside(brandId, readAll)).catch((error: unknown) => {
      if (!(error instanceof StaleBrand)) throw error;
      // Another process changed the brand since this one looked: look again.
      platform.brands.forget(brandId);
      return null;
    });
    if (found) return found;
    if (tries === MAX_STALE) throw new Error('The brand changes too often to be read');
  }
}
