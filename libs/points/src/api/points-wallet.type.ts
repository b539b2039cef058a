import { type Connection, type Context, DateScalar, DateTimeScalar } from '@regulars/plugin-sdk';
import { Arg, Ctx, Field, Int, ObjectType } from 'type-graphql';
import type { WalletBalanceRow } from '../data/wallet.statements';
import { entriesOfMember } from './points-entry.loader';
import { PointsEntryConnection } from './points-entry.type';
import { PointsLotState } from './enums';
import { lotsOfMember, nextExpiryOfMember } from './points-lot.loader';

@ObjectType({ simpleResolvers: true })
export class PointsExpiry {
  @Field(() => Int)
  points: number;

  @Field(() => DateScalar, { description: 'The last day on which they can be used.' })
  on: string;
}

@ObjectType({ simpleResolvers: true })
export class PointsLot {
  @Field(() => Int)
  quantity: number;

  @Field(() => Int)
  remaining: number;

  @Field(() => PointsLotState)
  state: PointsLotState;

  @Field(() => DateTimeScalar)
  activeAt: Date;

  @Field(() => DateTimeScalar, { nullable: true })
  expiresAt: Date | null;
}

const LOTS = 'At most 100: those that can be or will be spent, the first to expire first; behind them the newest of the others.';

/** Every member has one, empty until the first entry. */
@ObjectType({ simpleResolvers: true })
export class PointsWallet {
  readonly memberUuid: string;

  @Field(() => Int, { description: 'What is there now, less what is owed. All of it can be spent but what is held.' })
  balance: number;

  @Field(() => Int, { description: 'Earned, but not to be spent yet.' })
  pending: number;

  @Field(() => Int, { description: 'Points that were taken back after they had been spent. The next points earned pay it.' })
  debt: number;

  @Field(() => Int, { description: 'All points earned, less those taken back.' })
  lifetimeEarned: number;

  @Field(() => Int, { description: 'Reserved by open till holds; part of balance until captured.' })
  held: number;

  @Field(() => PointsExpiry, { nullable: true })
  nextExpiry(@Ctx() ctx: Context): Promise<PointsExpiry | null> {
    return ctx.load(nextExpiryOfMember, this.memberUuid);
  }

  @Field(() => [PointsLot], { description: LOTS })
  lots(@Ctx() ctx: Context): Promise<readonly PointsLot[]> {
    return ctx.load(lotsOfMember, this.memberUuid);
  }

  @Field(() => PointsEntryConnection, { description: 'In the order in which they were posted, the newest first.' })
  entries(
    @Ctx() ctx: Context,
    @Arg('first', () => Int, { nullable: true, defaultValue: 10 }) first: number | null,
    @Arg('after', () => String, { nullable: true }) after?: string,
  ): Promise<Connection<unknown>> {
    return ctx.load(entriesOfMember, { parent: this.memberUuid, page: { first, after } });
  }
}

/** Without a row, the wallet of a member for whom no points are known. */
export const walletObject = (memberUuid: string, row?: WalletBalanceRow): PointsWallet =>
  Object.assign(new PointsWallet(), {
    memberUuid,
    balance: row?.balance ?? 0,
    pending: row?.pending ?? 0,
    debt: row?.debt ?? 0,
    lifetimeEarned: row?.lifetime_earned ?? 0,
    held: row?.held ?? 0,
  });
