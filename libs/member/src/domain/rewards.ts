import { type Context, groupBy, type InputPath, newUuid, Problems, type Reward, textIn, WHOLE_BP } from '@regulars/plugin-sdk';
import { freeCauseKeys, insertReceipts, lockRewardRules, receiptsOfCauses, receiptsOfMembers, receiptsOfOrders, revokeReceipts, type RewardReceiptRow, setCauses } from '../data/reward-receipt.statements';
import { type Cause, type RewardGrant, type RewardKindOf, RewardKinds, type RewardReceipt } from './reward-kinds';

/** A reward as it is kept in a rule: checked, not described. */
export interface RewardSpec {
  readonly kind: string;
  readonly spec: unknown;
}

export interface RewardGift extends RewardGrant {
  readonly kind: string;
}

// Only what a kind's own schema has read is ever given to it.
const kindsOf = (ctx: Context): ReadonlyMap<string, RewardKindOf<unknown>> =>
  new Map(ctx.extensions(RewardKinds).map((kind) => [kind.kind, kind as unknown as RewardKindOf<unknown>]));

/** Checks a reward against its kind's schema; null, with problems at `path`, when the kind refuses it. */
export function readReward(ctx: Context, input: RewardSpec, path: InputPath, problems: Problems): RewardSpec | null {
  const at = typeof path === 'string' ? path.split('.') : path;
  const kind = kindsOf(ctx).get(input.kind);
  if (!kind) {
    problems.add([...at, 'kind'], { en: `There is no reward kind ${input.kind}.`, 'zh-TW': `沒有「${input.kind}」這種獎勵。` });
    return null;
  }
  const read = kind.spec.safeParse(input.spec);
  if (read.success) return { kind: input.kind, spec: read.data };
  for (const issue of read.error.issues) problems.add([...at, 'spec', ...issue.path.map(String)], issue.message);
  return null;
}

/**
 * For whoever saves rewards that lead to others, before it looks where they lead: together two changes at once could close a
 * circle that neither of them sees. Held until the end of the transaction.
 */
export const lockRewards = async (ctx: Context): Promise<void> => void (await ctx.sql(lockRewardRules()));

/** A reward and all that it gives in turn, each once; as it stands now, not as it stood when the transaction began. */
export async function rewardsWithin(ctx: Context, reward: RewardSpec): Promise<readonly RewardSpec[]> {
  const kinds = kindsOf(ctx);
  const found = new Map<string, RewardSpec>();
  const open = [reward];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const key = JSON.stringify([next.kind, next.spec]);
    if (found.has(key)) continue;
    found.set(key, next);
    open.push(...((await kinds.get(next.kind)?.within?.(ctx, next.spec)) ?? []));
  }
  return [...found.values()];
}

/**
 * The shortest way from a reward to one that is sought: each gives the next, the first is the reward, which may be sought itself.
 * Null: it does not lead there. As it stands now.
 */
export async function wayToReward(ctx: Context, reward: RewardSpec, isSought: (reward: RewardSpec) => boolean): Promise<readonly RewardSpec[] | null> {
  const kinds = kindsOf(ctx);
  const seen = new Set<string>();
  const ways: { readonly way: readonly RewardSpec[]; readonly last: RewardSpec }[] = [{ way: [reward], last: reward }];
  for (let next = ways.shift(); next !== undefined; next = ways.shift()) {
    const { way, last } = next;
    if (isSought(last)) return way;
    const key = JSON.stringify([last.kind, last.spec]);
    if (seen.has(key)) continue;
    seen.add(key);
    for (const inner of (await kinds.get(last.kind)?.within?.(ctx, last.spec)) ?? []) ways.push({ way: [...way, inner], last: inner });
  }
  return null;
}

/** The GraphQL object of a kept reward; of a kind that is switched off, its id stands for the description. */
export function describeReward(ctx: Context, reward: RewardSpec): Reward {
  const read = kindsOf(ctx).get(reward.kind);
  const description = read ? textIn(read.describe(reward.spec, ctx.language), ctx.language) : reward.kind;
  return { kind: reward.kind, spec: reward.spec as Reward['spec'], description };
}

/**
 * Gives rewards and writes their receipts. The caller holds the members' locks and knows from its own state that
 * the causes have given nothing yet (or that it was all taken back). Sends its writes without waiting for them. Of a kind that
 * is switched off nothing is given, and no receipt says so.
 */
export async function giveRewards(ctx: Context, gifts: readonly RewardGift[]): Promise<void> {
  if (gifts.length === 0) return;
  const kinds = kindsOf(ctx);
  const byKind = groupBy(gifts.map((gift) => ({ ...gift, receiptId: newUuid() })), (gift) => gift.kind);
  const given = await Promise.all([...byKind].map(async ([name, grants]) => {
    const kind = kinds.get(name);
    if (!kind) return []; // Switched off since the rule was made: whatever else the occasion brings is not held up by it.
    const keys = await kind.grant(ctx, grants);
    return grants.map((grant, index) => receiptOf(grant, keys[index]?.receiptKey));
  }));
  void ctx.sql(insertReceipts(JSON.stringify(given.flat())));
}

function receiptOf(gift: RewardGift & { receiptId: string }, receiptKey: string | undefined): object {
  if (receiptKey === undefined) throw new Error(`The reward kind ${gift.kind} answered no receipt key`);
  return {
    id: gift.receiptId, member_id: gift.memberId, kind: gift.kind, spec: gift.spec,
    cause_module: gift.cause.module, cause_key: gift.cause.key, order_id: gift.cause.orderId ?? null,
    cause_detail: gift.cause.detail ?? {}, given_at: gift.at, receipt_key: receiptKey,
  };
}

const receipt = (row: RewardReceiptRow): RewardReceipt => ({
  id: row.id,
  memberId: row.member_id,
  kind: row.kind,
  spec: row.spec,
  cause: { module: row.cause_module, key: row.cause_key, orderId: row.order_id, detail: row.cause_detail },
  givenAt: row.given_at,
  receiptKey: row.receipt_key,
  revokedBp: row.revoked_bp,
});

/** What these causes gave and was not wholly taken back. A reaction reads it beside its other reads. */
export async function rewardsOfCauses(ctx: Context, causes: readonly Pick<Cause, 'module' | 'key'>[]): Promise<readonly RewardReceipt[]> {
  if (causes.length === 0) return [];
  const rows = await ctx.sql(receiptsOfCauses(causes.map((cause) => cause.module), causes.map((cause) => cause.key)));
  return rows.map(receipt);
}

/** What a module gave to these members and was not wholly taken back, in the order in which it was given. */
export async function rewardsOfMembers(ctx: Context, module: string, memberIds: readonly string[]): Promise<readonly RewardReceipt[]> {
  return (await ctx.sql(receiptsOfMembers(module, memberIds))).map(receipt);
}

/** What a receipt's cause is called from now on, in the words of the module that gave. */
export interface RenamedCause extends Required<Pick<Cause, 'key' | 'detail'>> {
  /** Of the receipt. */
  readonly id: string;
}

/** What is told anew has its rewards under other names: a merge can make a member's third card the first of another. */
export async function renameCauses(ctx: Context, causes: readonly RenamedCause[]): Promise<void> {
  if (causes.length === 0) return;
  await ctx.sql(freeCauseKeys(causes.map(({ id }) => id)));
  await ctx.sql(setCauses(JSON.stringify(causes)));
}

/** What was given because of these orders (uuids) and was not wholly taken back. */
export async function rewardsOfOrders(ctx: Context, orderIds: readonly string[]): Promise<readonly RewardReceipt[]> {
  if (orderIds.length === 0) return [];
  return (await ctx.sql(receiptsOfOrders(orderIds))).map(receipt);
}

/** Takes back, until `portionBp` of each is taken back in total, what receipts read earlier stand for. */
export async function revokeRewards(ctx: Context, receipts: readonly RewardReceipt[], portionBp: number = WHOLE_BP): Promise<void> {
  const kinds = kindsOf(ctx);
  // What a kind that is switched off gave cannot be taken back: its receipts stay as they are.
  const due = receipts.filter((item) => item.revokedBp < portionBp && kinds.has(item.kind));
  if (due.length === 0) return;
  void ctx.sql(revokeReceipts(due.map((item) => item.id), portionBp));
  await Promise.all([...groupBy(due, (item) => item.kind)].flatMap(([name, items]) => kinds.get(name)?.revoke(ctx, items, portionBp) ?? []));
}

/** Ids of those of these receipts whose value was used, or whose kind is switched off: taking it back would take nothing. */
export async function usedRewards(ctx: Context, receipts: readonly RewardReceipt[]): Promise<ReadonlySet<string>> {
  if (receipts.length === 0) return new Set();
  const kinds = kindsOf(ctx);
  const used = await Promise.all([...groupBy(receipts, (item) => item.kind)].flatMap(([name, items]) => kinds.get(name)?.used?.(ctx, items) ?? []));
  return new Set([...used.flat(), ...receipts.filter(({ kind }) => !kinds.has(kind)).map(({ id }) => id)]);
}

/** Takes back what these causes gave; reads the receipts itself. */
export async function takeBackRewards(ctx: Context, causes: readonly Pick<Cause, 'module' | 'key'>[], portionBp: number = WHOLE_BP): Promise<void> {
  await revokeRewards(ctx, await rewardsOfCauses(ctx, causes), portionBp);
}
