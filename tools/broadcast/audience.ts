import { newUuid, PersonalData } from '@regulars/plugin-sdk';
import type { TestShop } from '@regulars/testing';
import { lineUser } from '../../test/fakes/line';

const AT_ONCE = 5_000;

/** Of twenty, one has not agreed, one has no LINE, and of one LINE has said that it cannot be reached. */
const REASONS: readonly string[] = ['NO_CONSENT', 'NO_BINDING', 'BLOCKED'];

/** Why nothing reaches a member, by its number; null: it is reached. */
export const reasonOf = (number: number): string | null => REASONS[number % 20] ?? null;

export const numbersTo = (members: number): number[] => Array.from({ length: members }, (_, index) => index + 1);

const INSERT = `
  WITH given AS (SELECT * FROM unnest($2::uuid[], $3::uuid[], $4::int[], $5::bytea[], $6::bytea[], $7::text[]) AS g(id, identity_id, n, value_index, value_sealed, reason)),
  members AS (INSERT INTO member.member (brand_id, id, number, joined_at, created_at) SELECT $1, id, 'B' || n, timestamptz '2026-01-01', timestamptz '2026-01-01' FROM given RETURNING 1),
  identities AS (INSERT INTO member.identity (brand_id, id, member_id, kind, value_index, value_sealed, created_at)
    SELECT $1, identity_id, id, 'LINE', value_index, value_sealed, timestamptz '2026-01-01' FROM given WHERE reason IS DISTINCT FROM 'NO_BINDING' RETURNING 1),
  consents AS (INSERT INTO member.consent (brand_id, id, member_id, purpose, channel, granted, at, source)
    SELECT $1, gen_random_uuid(), id, 'MARKETING', 'LINE', true, timestamptz '2026-01-01', 'till' FROM given WHERE reason IS DISTINCT FROM 'NO_CONSENT' RETURNING 1)
  INSERT INTO messaging.unreachable (brand_id, member_id, channel, address_index, reason, at)
  SELECT $1, id, 'LINE', value_index, 'ADDRESS_UNKNOWN', timestamptz '2026-01-01' FROM given WHERE reason = 'BLOCKED'`;

/** So many members, as the owner writes them; `B7` is `lineUser(7)` at LINE. */
export async function fillAudience(shop: TestShop, members: number): Promise<void> {
  const numbers = numbersTo(members);
  for (let from = 0; from < members; from += AT_ONCE) {
    const some = numbers.slice(from, from + AT_ONCE).map((number) => ({ number, id: newUuid(), identityId: newUuid() }));
    const sealed = await shop.read((ctx) => Promise.resolve(some.map(({ number, identityId }) => {
      const data = ctx.use(PersonalData);
      return { index: data.blindIndex('LINE', lineUser(number)), value: data.seal(lineUser(number), { table: 'member.identity', column: 'value_sealed', row: identityId }) };
    })));
    await shop.platform.owner.query(INSERT, [
      shop.id, some.map(({ id }) => id), some.map(({ identityId }) => identityId), some.map(({ number }) => number),
      sealed.map(({ index }) => index), sealed.map(({ value }) => value), some.map(({ number }) => reasonOf(number)),
    ]);
  }
  for (const table of ['member.member', 'member.identity', 'member.consent', 'messaging.unreachable']) await shop.platform.owner.query(`ANALYZE ${table}`);
}
