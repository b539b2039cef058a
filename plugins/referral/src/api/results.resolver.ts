import { Member, memberById } from '@regulars/member/contract';
import { type Context, defineLoader, InvalidInputError, manyForEach, Money, money, oneForEach, reject, WHOLE_BP } from '@regulars/plugin-sdk';
import { Arg, Authorized, Ctx, Field, FieldResolver, ID, Int, ObjectType, Query, Resolver, Root } from 'type-graphql';
import { programResults, programRetention, referrerResults, type ResultsRow, type RetentionRow } from '../data/results.statements';
import { programsOf } from '../domain/program';
import { permissions } from '../permissions';
import { ReferralProgram } from './program.type';

const RETENTION_DAYS = [30, 60, 90];
const MOST = 100;

@ObjectType({ simpleResolvers: true, description: 'From the link to what friends spend.' })
export class ReferralResults {
  @Field(() => Int)
  links: number;

  @Field(() => Int, { description: 'How often links were followed.' })
  clicks: number;

  @Field(() => Int, { description: 'Friends who were brought.' })
  joins: number;

  @Field(() => Int, { nullable: true, description: 'Of a hundred visits, in hundredths: who followed a link and joined. Null: nobody followed one.' })
  joinRateBp: number | null;

  @Field(() => Int, { description: 'Friends who have bought.' })
  qualified: number;

  @Field(() => Int, { description: 'Friends for whom something was given.' })
  rewarded: number;

  @Field(() => Int, { description: 'Orders of friends that count, from their coming on.' })
  orders: number;

  @Field(() => Money, { description: 'What these came to, after refunds.' })
  net: Money;

  @Field(() => Int, { description: 'Rewards that are not due yet.' })
  pendingRewards: number;

  @Field(() => Int, { description: 'Rewards that wait for somebody to look at them.' })
  reviewedRewards: number;

  @Field(() => Int)
  rejectedRewards: number;
}

@ObjectType({ simpleResolvers: true })
export class ReferralRetention {
  @Field(() => Int)
  days: number;

  @Field(() => Int, { description: 'Who first bought so many days ago or longer.' })
  friends: number;

  @Field(() => Int, { description: 'Who of them bought again within these days.' })
  returned: number;
}

@ObjectType({ simpleResolvers: true })
export class ReferralReferrer {
  readonly memberId: string;

  @Field(() => ReferralResults)
  results: ReferralResults;

  @Field(() => Member, { nullable: true })
  member(@Ctx() ctx: Context): Promise<Member | null> {
    return ctx.load(memberById, this.memberId);
  }
}

const resultsObject = (ctx: Context, row: ResultsRow): ReferralResults => ({
  links: row.links, clicks: row.clicks, joins: row.joins, joinRateBp: row.clicks === 0 ? null : Math.floor((row.joins_by_click * WHOLE_BP) / row.clicks),
  qualified: row.qualified, rewarded: row.rewarded, orders: row.orders, net: money(BigInt(row.net), ctx.brand.currency),
  pendingRewards: row.pending, reviewedRewards: row.in_review, rejectedRewards: row.rejected,
});

/** By the program's uuid. */
const resultsOfProgram = defineLoader<string, ReferralResults | null>(async (ctx, ids) =>
  oneForEach(ids, await ctx.sql(programResults(ids)), ({ program_id }) => program_id).map((row) => row && resultsObject(ctx, row)));

/** By the program's uuid. */
const retentionOfProgram = defineLoader<string, readonly RetentionRow[]>(async (ctx, ids) =>
  manyForEach(ids, await ctx.sql(programRetention(ids, RETENTION_DAYS)), ({ program_id }) => program_id));

@Resolver(() => ReferralProgram)
export class ProgramResultsResolver {
  @FieldResolver(() => ReferralResults, { nullable: true })
  results(@Root() { program }: ReferralProgram, @Ctx() ctx: Context): Promise<ReferralResults | null> {
    return ctx.load(resultsOfProgram, program.id);
  }

  @FieldResolver(() => [ReferralRetention], { description: 'Friends who come again: within 30, 60 and 90 days.' })
  async retention(@Root() { program }: ReferralProgram, @Ctx() ctx: Context): Promise<ReferralRetention[]> {
    const rows = await ctx.load(retentionOfProgram, program.id);
    return RETENTION_DAYS.map((days) => {
      const { friends = 0, returned = 0 } = rows.find((row) => row.days === days) ?? {};
      return { days, friends, returned };
    });
  }
}

@Resolver()
export class ReferrerResolver {
  @Authorized(permissions.read)
  @Query(() => [ReferralReferrer], { nullable: true, description: 'Members with links of a program, who brought most first: at most 100. `programId` may be its code.' })
  async referralReferrers(@Ctx() ctx: Context, @Arg('programId', () => ID) programId: string, @Arg('first', () => Int, { defaultValue: 20 }) first: number): Promise<ReferralReferrer[] | null> {
    if (first < 1 || first > MOST) reject(new InvalidInputError({ en: `Give 1 to ${MOST}.`, 'zh-TW': `請輸入 1 到 ${MOST}。` }, 'first'));
    const program = (await programsOf(ctx)).named(programId);
    if (!program) return null;
    return (await ctx.sql(referrerResults(program.id, first))).map((row) => Object.assign(Object.create(ReferralReferrer.prototype) as ReferralReferrer, { memberId: row.member_id, results: resultsObject(ctx, row) }));
  }
}
