import { type Context, DateTimeScalar, Direction, type ListDefinition, Money, money, uncountedConnectionOf } from '@regulars/plugin-sdk';
import { Ctx, Field, ObjectType } from 'type-graphql';
import { SETTLEMENT_COLUMNS, type SettlementRow } from '../data/settlement.statements';
import { maskedCode } from '../domain/settlement';
import { agreementById, GiftAgreement } from './agreement.type';

@ObjectType({ simpleResolvers: true, description: 'What the brand that issued owes the one that honoured, for one redemption.' })
export class GiftSettlementEntry {
  readonly row: SettlementRow;

  @Field(() => DateTimeScalar, { description: 'When it was sold.' })
  at: Date;

  @Field(() => String, { description: 'Masked but for its last four characters: whoever knows the code can use the coupon.' })
  couponCode: string;

  @Field(() => Money, { description: 'The share of the discount, rounded down.' })
  amount: Money;

  @Field(() => Boolean, { description: 'The use was given back: nothing is owed.' })
  reversed: boolean;

  @Field(() => GiftAgreement)
  agreement(@Ctx() ctx: Context): Promise<GiftAgreement | null> {
    return ctx.load(agreementById, this.row.agreement_id);
  }
}

export const GiftSettlementConnection = uncountedConnectionOf(() => GiftSettlementEntry, 'GiftSettlement');

/** The newest sale first. */
export const settlementList: ListDefinition<SettlementRow, GiftSettlementEntry> = {
  name: 'gift-coupon.settlement-list',
  select: SETTLEMENT_COLUMNS,
  from: 'gift_coupon.settlement AS s',
  id: { expression: 's.id', type: 'uuid', direction: Direction.DESC },
  toItem: (row) =>
    Object.assign(Object.create(GiftSettlementEntry.prototype) as GiftSettlementEntry, {
      row, at: row.at, couponCode: maskedCode(row.code_end), amount: money(row.amount, row.currency), reversed: row.reversed_at !== null,
    }),
};
