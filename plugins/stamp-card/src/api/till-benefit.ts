import { TillBenefit, type TillBenefitSource } from '@regulars/order/contract';
import { type Context, type Text, textIn } from '@regulars/plugin-sdk';
import { Field, Int, ObjectType } from 'type-graphql';
import { benefitsOfOrder } from '../data/card.statements';
import { allPrograms } from '../domain/program';
import { programObject, StampCardProgram } from './stamp-card-program.type';
import { cardObject, StampCard } from './stamp-card.type';

@ObjectType({ implements: TillBenefit, simpleResolvers: true })
export class StampCardTillBenefit extends TillBenefit {
  @Field(() => StampCard, { nullable: true, description: 'The card as it would be; of several the last. What is on it is told as it stands now.' })
  card: StampCard | null;

  @Field(() => StampCardProgram)
  program: StampCardProgram;

  @Field(() => Int)
  stamps: number;

  @Field(() => Boolean, { description: 'It would fill a card.' })
  completes: boolean;
}

const KIND = 'stamp-card';

const summaryOf = (stamps: number, name: string, completes: boolean): Text => ({
  en: `${stamps} ${stamps === 1 ? 'stamp' : 'stamps'}: ${name}${completes ? ', which is full' : ''}`,
  'zh-TW': `${name} ${stamps} 枚${completes ? '，集滿一張' : ''}`,
});

/** What `stamp` has put on cards for the basket, in the order in which the programs were made. */
export const stampBenefit: TillBenefitSource = {
  benefits: async (rehearsal: Context, order) => {
    const [programs, rows] = await Promise.all([allPrograms(rehearsal), rehearsal.sql(benefitsOfOrder(order.id))]);
    return programs.flatMap((program) => {
      const row = rows.find(({ program_id }) => program_id === program.id);
      if (!row) return [];
      const summary = textIn(summaryOf(row.given, program.name, row.completes), rehearsal.language);
      return [Object.assign(new StampCardTillBenefit(), { kind: KIND, summary, card: cardObject(row, program, rehearsal), program: programObject(program), stamps: row.given, completes: row.completes })];
    });
  },
};
