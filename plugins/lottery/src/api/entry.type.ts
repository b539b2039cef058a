import { type Context, DateTimeScalar, InvalidInputError, reject } from '@regulars/plugin-sdk';
import { Arg, Ctx, Field, Int, ObjectType } from 'type-graphql';
import { type CloseRow, entriesFrom } from '../data/entry.statements';
import { LotteryPassedOver } from './enums';

const MOST = 10_000;

@ObjectType({ simpleResolvers: true })
export class LotteryEntry {
  @Field(() => String, { description: 'HMAC-SHA256(seed, message), in hexadecimal.' })
  ticket: string;

  @Field(() => LotteryPassedOver, { nullable: true, description: 'Of one with a better ticket than somebody who has a place: why it has none.' })
  passedOver: `${LotteryPassedOver}` | null;
}

@ObjectType({ simpleResolvers: true, description: 'What a raffle was drawn from. A ticket tells nobody whose it is, but to the one whose it is.' })
export class LotteryEntries {
  readonly gameId: string;

  @Field(() => Int)
  count: number;

  @Field(() => String, { description: 'SHA-256 of the entries in the order of their tickets, in hexadecimal: of each a line, the ticket, and behind a space why it was passed over.' })
  hash: string;

  @Field(() => DateTimeScalar)
  closedAt: Date;

  @Field(() => [LotteryEntry], { description: 'In the order of their tickets: `from` one on, at most 10,000.' })
  async list(
    @Ctx() ctx: Context,
    @Arg('from', () => String, { nullable: true }) from?: string,
    @Arg('first', () => Int, { defaultValue: 100 }) first?: number,
  ): Promise<LotteryEntry[]> {
    const most = first ?? 100;
    if (most < 1 || most > MOST) reject(new InvalidInputError({ en: `Give 1 to ${MOST}.`, 'zh-TW': `請輸入 1 到 ${MOST}。` }, 'first'));
    return (await ctx.sql(entriesFrom(this.gameId, from ?? '', most))).map(({ ticket, passed_over }) => ({ ticket, passedOver: passed_over }));
  }
}

export const entriesObject = ({ game_id, entries, entries_hash, closed_at }: CloseRow): LotteryEntries =>
  Object.assign(Object.create(LotteryEntries.prototype) as LotteryEntries, { gameId: game_id, count: entries, hash: entries_hash, closedAt: closed_at });
