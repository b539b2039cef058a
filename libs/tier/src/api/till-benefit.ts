import { TillBenefit, type TillBenefitSource } from '@regulars/order/contract';
import { type Context, type Text, textIn } from '@regulars/plugin-sdk';
import { Field, ObjectType } from 'type-graphql';
import { movesOfOrders } from '../data/membership.statements';
import type { TierDefinition } from '../domain/program';
import { programsOf } from '../domain/programs';
import { tierProgressOfMember } from './membership.loader';
import { Tier, tierObject, TierProgress } from './tier.type';

@ObjectType({ implements: TillBenefit, simpleResolvers: true })
export class TierTillBenefit extends TillBenefit {
  @Field(() => TierProgress, { nullable: true, description: 'With the basket.' })
  progress: TierProgress | null;

  @Field(() => Tier, { nullable: true, description: 'The tier the basket brings, or renews.' })
  reaches: Tier | null;
}

const KIND = 'tier';

/** What the basket brings, else how far it leads; null: nowhere. */
function summaryOf(reaches: TierDefinition | null, isRenewal: boolean, { next, toNext, toKeep }: TierProgress): Text | null {
  if (reaches) return isRenewal ? { en: `Renews ${reaches.name}`, 'zh-TW': `續等 ${reaches.name}` } : { en: `Reaches ${reaches.name}`, 'zh-TW': `升等至 ${reaches.name}` };
  const [need] = toNext;
  if (next && need) return { en: `${need.have} of ${need.required} to ${next.name}`, 'zh-TW': `距 ${next.name}:${need.have} / ${need.required}` };
  return toKeep.length > 0 ? { en: 'Counts towards keeping the tier', 'zh-TW': '計入續等門檻' } : null;
}

/** How the member stands with the basket, as `judge` has left it. */
export const tierBenefit: TillBenefitSource = {
  benefits: async (rehearsal: Context, { id, memberId }) => {
    if (memberId === null) return [];
    const [programs, progress, moves] = await Promise.all([programsOf(rehearsal), rehearsal.load(tierProgressOfMember, memberId), rehearsal.sql(movesOfOrders([id]))]);
    if (!progress) return [];
    const last = moves.at(-1);
    const reaches = last ? programs.tier(last.tier_code, last.program_id) : null;
    const summary = summaryOf(reaches, last?.tier_before === last?.tier_code, progress);
    return summary ? [Object.assign(new TierTillBenefit(), { kind: KIND, summary: textIn(summary, rehearsal.language), progress, reaches: reaches && tierObject(reaches) })] : [];
  },
};
