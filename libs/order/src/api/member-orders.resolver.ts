import { Member } from '@regulars/member/contract';
import type { Connection, Context } from '@regulars/plugin-sdk';
import { Arg, Ctx, FieldResolver, Int, Resolver, Root } from 'type-graphql';
import { NEWEST_DAY_FIRST, ordersOfMember } from './order.lists';
import { type Order, OrderConnection } from './order.type';

@Resolver(() => Member)
export class MemberOrdersResolver {
  @FieldResolver(() => OrderConnection, { description: 'Newest first.' })
  orders(
    @Root() member: Member,
    @Arg('first', () => Int, { nullable: true, defaultValue: 10 }) first: number | null,
    @Arg('after', () => String, { nullable: true }) after: string | null,
    @Ctx() ctx: Context,
  ): Promise<Connection<Order>> {
    return ctx.load(ordersOfMember, { parent: member.uuid, orderBy: NEWEST_DAY_FIRST, page: { first, after } });
  }
}
