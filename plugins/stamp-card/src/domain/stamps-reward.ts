import type { RewardGrant, RewardKindOf, RewardReceipt } from '@regulars/member/contract';
import { type Context, readId, type Text, WHOLE_BP_BIG } from '@regulars/plugin-sdk';
import { z } from 'zod';
import { insertRewards, shrinkActs } from '../data/act.statements';
import { programsById } from '../data/program.statements';
import { rewardTermsOf } from './crossings';
import { PROGRAM_PREFIX } from './ids';
import { allPrograms, type Program, programOf } from './program';
import { resettle } from './resettle';

const spec = z.strictObject({
  /** Public id of the program. */
  programId: z.string().refine((id) => readId(PROGRAM_PREFIX, id) !== null, 'This is no id of a stamp card program.'),
  stamps: z.int().min(1).max(200),
});

type StampsSpec = z.infer<typeof spec>;

const describe = ({ stamps }: StampsSpec): Text => ({ en: `${stamps} ${stamps === 1 ? 'stamp' : 'stamps'}`, 'zh-TW': `集點卡 ${stamps} 點` });

/** Stamps as something to give: by tiers, bundles, other cards. They come when they were deserved, to whichever card is open then. */
export const stampsReward: RewardKindOf<StampsSpec> = {
  kind: 'stamps',
  spec,
  describe,
  async grant(ctx, grants) {
    const known = new Map((await givingPrograms(ctx)).map((program) => [program.id, program]));
    const rows = grants.flatMap((grant) => rowOf(grant, known));
    if (rows.length > 0) {
      void ctx.sql(insertRewards(JSON.stringify(rows)));
      await settleAnew(ctx, [...known.values()], grants.map(({ memberId, at }) => ({ memberId, at })));
    }
    return grants.map(({ receiptId }) => ({ receiptKey: receiptId }));
  },
  async revoke(ctx, receipts, portionBp) {
    void ctx.sql(shrinkActs(JSON.stringify(receipts.map(({ receiptKey, spec: { stamps } }) => ({ id: receiptKey, stamps: leftOf(stamps, portionBp) })))));
    await settleAnew(ctx, await givingPrograms(ctx), receipts.map(({ memberId, givenAt }: RewardReceipt<StampsSpec>) => ({ memberId, at: givenAt })));
  },
  async within(ctx, { programId }) {
    const id = readId(PROGRAM_PREFIX, programId);
    return (id === null ? [] : await ctx.sql(programsById([id]))).flatMap((row) => rewardTermsOf(programOf(row))).map(({ reward }) => reward);
  },
};

const leftOf = (stamps: number, portionBp: number): number => stamps - Number((BigInt(stamps) * BigInt(portionBp)) / WHOLE_BP_BIG);

const givingPrograms = async (ctx: Context): Promise<readonly Program[]> => (await allPrograms(ctx)).filter(({ state }) => state !== 'DRAFT');

/** A program that is gone, or not begun, takes nothing. */
function rowOf({ receiptId, memberId, spec: { programId, stamps }, at }: RewardGrant<StampsSpec> & { readonly receiptId: string }, known: ReadonlyMap<string, Program>): object[] {
  const id = readId(PROGRAM_PREFIX, programId);
  return id !== null && known.has(id) ? [{ id: receiptId, program_id: id, member_id: memberId, stamps, at }] : [];
}

async function settleAnew(ctx: Context, programs: readonly Program[], changes: readonly { readonly memberId: string; readonly at: Date }[]): Promise<void> {
  const since = new Map<string, number>();
  for (const { memberId, at } of changes) since.set(memberId, Math.min(at.getTime(), since.get(memberId) ?? at.getTime()));
  const occasions = new Map(changes.map(({ memberId, at }) => [memberId, at]));
  await resettle(ctx, { programs, since, changed: new Map(), days: [], occasionOf: (memberId) => ({ orderId: null, at: occasions.get(memberId) ?? ctx.now }) });
}
