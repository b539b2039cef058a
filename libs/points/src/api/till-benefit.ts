import { TillBenefit, type TillBenefitSource } from '@regulars/order/contract';
import { type Context, DateTimeScalar, type Text, textIn } from '@regulars/plugin-sdk';
import { Field, Int, ObjectType } from 'type-graphql';
import { pointsOfOrder } from '../data/accrual.statements';

@ObjectType({ implements: TillBenefit, simpleResolvers: true })
export class PointsTillBenefit extends TillBenefit {
  @Field(() => Int)
  points: number;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Before it they cannot be spent; null: at once.' })
  pendingUntil: Date | null;
}

const KIND = 'points';

const summaryOf = (points: number, pendingUntil: Date | null): Text => {
  const later = pendingUntil === null ? { en: '', 'zh-TW': '' } : { en: ', later to be spent', 'zh-TW': '(稍後生效)' };
  return { en: `${points} ${points === 1 ? 'point' : 'points'}${later.en}`, 'zh-TW': `${points} 點${later['zh-TW']}` };
};

/** What `accrue` has posted for the basket. */
export const pointsBenefit: TillBenefitSource = {
  benefits: async (rehearsal: Context, order) => {
    const [row] = await rehearsal.sql(pointsOfOrder(order.id));
    if (!row || row.points <= 0) return [];
    const pendingUntil = row.active_at !== null && row.active_at > rehearsal.now ? row.active_at : null;
    return [Object.assign(new PointsTillBenefit(), { kind: KIND, summary: textIn(summaryOf(row.points, pendingUntil), rehearsal.language), points: row.points, pendingUntil })];
  },
};
