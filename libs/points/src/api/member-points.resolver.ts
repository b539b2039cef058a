import { Member } from '@regulars/member/contract';
import type { Context } from '@regulars/plugin-sdk';
import type { GraphQLResolveInfo } from 'graphql';
import { Ctx, FieldResolver, Info, Resolver, Root } from 'type-graphql';
import { walletOfMember } from './points-wallet.loader';
import { PointsWallet } from './points-wallet.type';

@Resolver(() => Member)
export class MemberPointsResolver {
  @FieldResolver(() => PointsWallet)
  points(@Root() member: Member, @Ctx() ctx: Context, @Info() info: GraphQLResolveInfo): Promise<PointsWallet> {
    // What is selected below is keyed by the member too, so it need not wait for the wallet.
    ctx.prefetch('PointsWallet', member.uuid, info);
    return ctx.load(walletOfMember, member.uuid);
  }
}
