import { type CipherPlace, defineLoader, type MemberKeys, type MemberValue, oneForEach, type SealedValue, statement } from '@regulars/plugin-sdk';
import { type BrandCodec, newMemberKey } from './codec';
import { Restart } from './failures';
import type { RequestContext } from './request-context';

interface KeyRow {
  readonly member_id: string;
  /** Null: destroyed. */
  readonly wrapped: Buffer | null;
}

const keysOfMembers = statement<KeyRow, [memberIds: readonly string[]]>(
  'platform.member-keys', 'SELECT k.member_id, k.wrapped FROM platform.member_key AS k WHERE k.member_id = ANY($1::uuid[])');

/** Answers whose key was written: who has one, or had one that was destroyed, keeps what stands there. */
export const insertKeys = statement<{ member_id: string }, [memberIds: readonly string[], wrapped: readonly Buffer[]]>('platform.insert-member-keys', `
  INSERT INTO platform.member_key (member_id, wrapped) SELECT * FROM unnest($1::uuid[], $2::bytea[]) ON CONFLICT DO NOTHING RETURNING member_id`);

/** The row stays, so that the member gets no other key. */
const destroyKeys = statement<never, [memberIds: readonly string[]]>('platform.destroy-member-keys', `
  INSERT INTO platform.member_key AS k (member_id, wrapped, destroyed_at) SELECT id, NULL, platform.current_now() FROM unnest($1::uuid[]) AS id
  ON CONFLICT (brand_id, member_id) DO UPDATE SET wrapped = NULL, destroyed_at = excluded.destroyed_at WHERE k.wrapped IS NOT NULL`);

/** The order in which keys are written, by everybody: who writes several of them waits, and nobody waits in a ring. */
export const sorted = (memberIds: Iterable<string>): string[] => [...memberIds].sort();

const keyRow = defineLoader<string, KeyRow | null>(async (ctx, ids) => oneForEach(ids, await ctx.sql(keysOfMembers(ids)), ({ member_id }) => member_id));

/** The keys of members in one unit of work: a key is nowhere in the process once that is over. */
export class MemberKeysOf implements MemberKeys {
  /** Null: destroyed. */
  private readonly keys = new Map<string, Buffer | null>();

  constructor(private readonly ctx: RequestContext, private readonly codec: BrandCodec) {}

  prefetch(memberIds: readonly string[]): void {
    for (const id of memberIds) this.ctx.load(keyRow, id).catch(() => undefined);
  }

  create(memberIds: readonly string[]): void {
    if (memberIds.length === 0) return;
    const inOrder = sorted(memberIds);
    const wrapped = inOrder.map((id) => {
      const key = newMemberKey();
      this.keys.set(id, key);
      return this.codec.wrap(id, key);
    });
    this.ctx.decide(insertKeys(inOrder, wrapped), (rows) => {
      if (rows.length !== memberIds.length) this.ctx.condemn(new Restart('A member was given a key meanwhile'));
    });
  }

  async ready(memberIds: readonly string[]): Promise<void> {
    await this.learn(memberIds);
    this.create([...new Set(memberIds)].filter((id) => !this.keys.has(id)));
  }

  seal({ memberId, plain, place }: MemberValue): Buffer {
    const key = this.keys.get(memberId);
    if (key === undefined) throw new Error(`The key of the member of ${place.table} is not at hand`);
    return key ? this.codec.sealOf(memberId, key, plain, place) : this.codec.seal(plain, place);
  }

  sealForAll(memberIds: readonly string[], plain: string, place: CipherPlace): Buffer {
    let sealed: string | Buffer = plain;
    for (const memberId of [...new Set(memberIds)].reverse()) {
      const key = this.keys.get(memberId);
      if (key === undefined) throw new Error(`The key of a member of ${place.table} is not at hand`);
      if (key !== null) sealed = this.codec.sealOf(memberId, key, sealed, place);
    }
    return typeof sealed === 'string' ? this.codec.seal(sealed, place) : sealed;
  }

  async open(values: readonly SealedValue[]): Promise<(string | null)[]> {
    const opened = await this.openOutermost(values);
    const inside = opened.flatMap((one, index) => (Buffer.isBuffer(one) ? [{ sealed: one, place: (values[index] as SealedValue).place }] : []));
    if (inside.length === 0) return opened as (string | null)[];
    const texts = (await this.open(inside)).values();
    return opened.map((one) => (Buffer.isBuffer(one) ? (texts.next().value ?? null) : one));
  }

  private async openOutermost(values: readonly SealedValue[]): Promise<(string | Buffer | null)[]> {
    const owners = values.map(({ sealed, known }) => {
      const owner = this.codec.ownerOf(sealed);
      if (owner !== null && owner === known?.memberId) this.take({ member_id: owner, wrapped: known.wrapped });
      return owner;
    });
    await this.learn(owners.filter((owner) => owner !== null));
    return values.map(({ sealed, place }, index) => {
      const owner = owners[index] ?? null;
      if (owner === null) return this.codec.open(sealed, place);
      const key = this.keys.get(owner);
      if (key === undefined) throw new Error(`A value in ${place.table}.${place.column} is sealed under the key of a member who has none`);
      return key && this.codec.openOf(key, sealed, place);
    });
  }

  async destroy(memberIds: readonly string[]): Promise<void> {
    for (const id of memberIds) this.keys.set(id, null);
    await this.ctx.sql(destroyKeys(sorted(memberIds)));
  }

  private async learn(memberIds: readonly string[]): Promise<void> {
    const unknown = [...new Set(memberIds)].filter((id) => !this.keys.has(id));
    for (const row of await Promise.all(unknown.map((id) => this.ctx.load(keyRow, id)))) if (row) this.take(row);
  }

  private take({ member_id, wrapped }: KeyRow): void {
    if (!this.keys.has(member_id)) this.keys.set(member_id, wrapped && this.codec.unwrap(member_id, wrapped));
  }
}
