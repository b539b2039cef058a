import { rewardsWithin } from '@regulars/member/contract';
import { type Context, type Problems, publicId } from '@regulars/plugin-sdk';
import { programs } from '../data/program.statements';
import type { RewardTerms } from '../data/program-terms';
import { rewardTermsOf } from './crossings';
import { PROGRAM_PREFIX } from './ids';
import { type Program, programOf } from './program';

const CIRCLE = { en: 'Stamps that a card gives go to a card that gives no stamps itself.', 'zh-TW': '贈送的集點卡本身不可再贈送集點。' };

/**
 * A card that gives stamps to one that gives stamps could go on for ever, be it by way of something that gives others. The
 * caller holds the lock of rewards where the draft gives anything; they are read anew, as whoever held them before left them.
 */
export async function checkCircles(ctx: Context, id: string | null, rewards: readonly RewardTerms[], problems: Problems): Promise<void> {
  const targets = await Promise.all(rewards.map((one) => targetsOf(ctx, [one])));
  if (targets.every((some) => some.length === 0)) return;
  const own = id === null ? null : publicId(PROGRAM_PREFIX, id);
  const others = (await ctx.sql(programs())).map(programOf).filter((program) => program.id !== id);
  const targetsOfOthers = await Promise.all(others.map(async (program: Program) => ({ giver: publicId(PROGRAM_PREFIX, program.id), given: await targetsOf(ctx, rewardTermsOf(program)) })));
  const givers = new Set(targetsOfOthers.filter(({ given }) => given.length > 0).map(({ giver }) => giver));
  const isTarget = targetsOfOthers.some(({ given }) => own !== null && given.includes(own));
  targets.forEach((some, index) => {
    const isCircle = some.some((target) => target === own || givers.has(target) || isTarget);
    const place = rewards[index]?.reward.kind === 'stamps' ? ['spec', 'programId'] : [];
    if (isCircle) problems.add(['input', 'rewards', index, 'reward', ...place], CIRCLE);
  });
}

/** Public ids of the programs that these give stamps of, themselves or by what they lead to. */
async function targetsOf(ctx: Context, terms: readonly RewardTerms[]): Promise<readonly string[]> {
  const all = await Promise.all(terms.map(({ reward }) => rewardsWithin(ctx, reward)));
  return all.flat().flatMap(({ kind, spec }) => (kind === 'stamps' ? [(spec as { programId: string }).programId] : []));
}
