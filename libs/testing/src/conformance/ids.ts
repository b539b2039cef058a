import { prefixOf, publicId, readId } from '@regulars/plugin-sdk';
import type { TestShop } from '../shop';
import type { Subject } from './subject';

/** Public ids that a brand's own staff can look up, by prefix: at most `PER_PREFIX` of each. */
export type KnownIds = ReadonlyMap<string, readonly string[]>;

const PER_PREFIX = 2;

/** Every uuid by which a row of the brand can be told. */
export async function uuidsOf({ platform }: Subject, shop: TestShop): Promise<ReadonlySet<string>> {
  const tables = await platform.rows<{ name: string }>(
    `SELECT format('%I.%I', n.nspname, c.relname) AS name FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE a.attname = 'id' AND a.atttypid = 'uuid'::regtype AND c.relkind IN ('r', 'p') AND n.nspname NOT LIKE 'pg\\_%'
        AND EXISTS (SELECT FROM pg_attribute b WHERE b.attrelid = c.oid AND b.attname = 'brand_id')`,
  );
  const reads = tables.map(({ name }) => `(SELECT id FROM ${name} WHERE brand_id = $1 ORDER BY id LIMIT 1000)`);
  const rows = await platform.rows<{ id: string }>(reads.join(' UNION '), [shop.id]);
  return new Set([shop.id, ...rows.map(({ id }) => id)]);
}

export async function knownIds(subject: Subject, shop: TestShop): Promise<KnownIds> {
  const uuids = [...(await uuidsOf(subject, shop))];
  const { nodes } = subject.platform.runtime.registry;
  const found = new Map<string, string[]>();
  await shop.read(async (ctx) => {
    for (const prefix of nodes.keys()) {
      const ids = uuids.map((uuid) => publicId(prefix, uuid));
      const objects = await Promise.all(ids.map((id) => ctx.node(id)));
      found.set(prefix, ids.filter((_, index) => objects[index] !== null).slice(0, PER_PREFIX));
    }
  });
  return found;
}

/** The uuids that a text gives away, in whatever spelling. */
export function uuidsIn(text: string): string[] {
  const spelled = text.toLowerCase().match(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g) ?? [];
  const ids = text.match(/[a-z]{3}_[0-9a-z]{26}/g) ?? [];
  return [...spelled, ...ids.flatMap((id) => readId(prefixOf(id), id) ?? [])];
}
