import { renameCauses, type RewardReceipt, rewardsOfMembers } from '@regulars/member/contract';
import { type Context, newUuid, publicId } from '@regulars/plugin-sdk';
import { keepOnCards, type NumberedCardRow, numberedCards } from '../data/member-data.statements';
import { PROGRAM_PREFIX } from './ids';
import { allPrograms, type Program, versionOf } from './program';
import { keyOf, placeOf, stampsOf, thresholdsOf } from './reward-keys';

interface Match {
  readonly receipt: RewardReceipt;
  readonly program: Program;
  readonly number: number;
  readonly threshold: string;
  readonly isReached: boolean;
}

/**
 * After members' cards were told anew, each reward is that of a card which reaches its threshold, in the order in which they
 * were given. Of what is left over, cards that do not reach it keep one each: nobody loses a reward by a merge, and no stamps
 * bring it twice.
 */
export async function matchRewards(ctx: Context, memberIds: readonly string[]): Promise<void> {
  const [receipts, cards, programs] = await Promise.all([rewardsOfMembers(ctx, 'stamp-card', memberIds), ctx.sql(numberedCards(memberIds)), allPrograms(ctx)]);
  const matches = groupsOf(receipts).flatMap((group) => matched(group, cards, programs));
  await renameCauses(ctx, matches.flatMap((match) => {
    const { receipt, program, number, threshold } = match;
    const key = keyOf({ programId: program.id, memberId: receipt.memberId, number, threshold });
    return key === receipt.cause.key ? [] : [{ id: receipt.id, key, detail: { programId: publicId(PROGRAM_PREFIX, program.id), card: number, at: stampsOf(threshold) } }];
  }));
  await ctx.sql(keepOnCards(memberIds, JSON.stringify(keptOn(matches))));
}

/** Of one member, one program and one threshold each. */
function groupsOf(receipts: readonly RewardReceipt[]): (readonly [RewardReceipt, ...RewardReceipt[]])[] {
  const groups = new Map<string, [RewardReceipt, ...RewardReceipt[]]>();
  for (const receipt of receipts) {
    const { programId, threshold } = placeOf(receipt.cause.key);
    const name = `${receipt.memberId}/${programId}/${threshold}`;
    const group = groups.get(name);
    if (group) group.push(receipt);
    else groups.set(name, [receipt]);
  }
  return [...groups.values()];
}

function matched(group: readonly [RewardReceipt, ...RewardReceipt[]], cards: readonly NumberedCardRow[], programs: readonly Program[]): Match[] {
  const { programId, threshold } = placeOf(group[0].cause.key);
  const program = programs.find(({ id }) => id === programId);
  if (!program) return [];
  const own = cards.filter((card) => card.member_id === group[0].memberId && card.program_id === programId);
  const giving = own.filter((card) => thresholdsOf(versionOf(program, card.version).rewards).includes(threshold));
  const isReached = ({ stamps }: NumberedCardRow): boolean => stamps >= stampsOf(threshold);
  const reaching = giving.filter(isReached).map(({ number }) => number);
  const others = giving.filter((card) => !isReached(card)).map(({ number }) => number);
  const beyond = Math.max(0, ...own.map(({ number }) => number)) + 1 - reaching.length - others.length;
  return group.map((receipt, index) => ({ receipt, program, threshold, number: [...reaching, ...others][index] ?? beyond + index, isReached: index < reaching.length }));
}

function keptOn(matches: readonly Match[]): object[] {
  const kept = new Map<string, { readonly match: Match; readonly at: Set<number> }>();
  for (const match of matches.filter(({ isReached }) => !isReached)) {
    const name = `${match.receipt.memberId}/${match.program.id}/${match.number}`;
    const one = kept.get(name) ?? { match, at: new Set<number>() };
    kept.set(name, one);
    one.at.add(stampsOf(match.threshold));
  }
  return [...kept.values()].map(({ match: { receipt, program, number }, at }) => ({
    id: newUuid(), member_id: receipt.memberId, program_id: program.id, number, version: program.version, slots: program.slots, kept: [...at].sort((a, b) => a - b),
  }));
}
