import { Member } from '@regulars/member/contract';
import type { Context } from '@regulars/plugin-sdk';
import { Arg, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { StampCardState } from './enums';
import { cardsByMember } from './stamp-card.loaders';
import { StampCard } from './stamp-card.type';

@Resolver(() => Member)
export class MemberStampCardsResolver {
  @FieldResolver(() => [StampCard], { description: 'The latest first.' })
  async stampCards(@Root() member: Member, @Ctx() ctx: Context, @Arg('states', () => [StampCardState], { nullable: true }) states: StampCardState[] | null): Promise<readonly StampCard[]> {
    const cards = await ctx.load(cardsByMember, member.uuid);
    return states ? cards.filter(({ state }) => states.includes(state)) : cards;
  }
}
