import { Member, memberById } from '@regulars/member/contract';
import { connectionOf, type Context, DateTimeScalar, Money, Node, publicId } from '@regulars/plugin-sdk';
import { Ctx, Field, InputType, Int, ObjectType } from 'type-graphql';
import type { ClaimRow } from '../data/claim.statements';
import { CLAIM_PREFIX } from '../domain/ids';
import { LotteryClaimState } from './enums';
import { gameById } from './game.loaders';
import { LotteryGame } from './game.type';

@InputType({ description: 'What the tax office asks of who wins.' })
export class LotteryTaxInfoInput {
  @Field(() => String) legalName: string;
  @Field(() => String, { description: 'National or residence permit number, or passport.' }) idNumber: string;
  @Field(() => String) address: string;
  @Field(() => Boolean) isResident: boolean;
}

@ObjectType({ simpleResolvers: true, description: 'What the tax office is told of a prize.' })
export class LotteryTaxRecord {
  readonly memberUuid: string;

  @Field(() => String, { description: 'ISO 3166-1 alpha-2.' })
  jurisdiction: string;

  @Field(() => Int)
  year: number;

  @Field(() => Boolean)
  isResident: boolean;

  @Field(() => Money)
  worth: Money;

  @Field(() => Money, { description: 'To be paid by the winner before the prize is handed over.' })
  withheld: Money;

  @Field(() => String, { nullable: true, description: 'Null of who was erased.' })
  legalName: string | null;

  @Field(() => String, { nullable: true })
  idNumber: string | null;

  @Field(() => String, { nullable: true })
  address: string | null;
}

@ObjectType({ implements: Node, simpleResolvers: true, description: 'Something physical that was won. WON is claimed until its deadline, or LAPSED; of a raffle, the next alternate comes up then.' })
export class LotteryClaim extends Node {
  readonly row: ClaimRow;

  @Field(() => String, { description: 'Key of the prize.' })
  prize: string;

  @Field(() => LotteryClaimState)
  state: ClaimRow['state'];

  @Field(() => DateTimeScalar)
  wonAt: Date;

  @Field(() => DateTimeScalar, { nullable: true })
  deadline: Date | null;

  @Field(() => DateTimeScalar, { nullable: true })
  claimedAt: Date | null;

  @Field(() => DateTimeScalar, { nullable: true })
  handedOverAt: Date | null;

  @Field(() => LotteryTaxRecord, { nullable: true })
  tax?: LotteryTaxRecord | null;

  @Field(() => LotteryGame, { nullable: true })
  game(@Ctx() ctx: Context): Promise<LotteryGame | null> {
    return ctx.load(gameById, this.row.game_id);
  }

  @Field(() => Member, { nullable: true })
  member(@Ctx() ctx: Context): Promise<Member | null> {
    return ctx.load(memberById, this.row.member_id);
  }
}

export const LotteryClaimConnection = connectionOf(() => LotteryClaim, 'LotteryClaim');

export const claimObject = (row: ClaimRow): LotteryClaim => Object.assign(Object.create(LotteryClaim.prototype) as LotteryClaim, {
  id: publicId(CLAIM_PREFIX, row.id), row, prize: row.prize, state: row.state, wonAt: row.won_at, deadline: row.deadline, claimedAt: row.claimed_at, handedOverAt: row.handed_over_at,
});
