import { MemberEvent } from '@regulars/member/contract';
import { type Context, readId } from '@regulars/plugin-sdk';
import { Ctx, Field, ObjectType } from 'type-graphql';
import { EDGE_PREFIX } from '../domain/ids';
import { edgeById } from './edge.loaders';
import { ReferralEdge } from './edge.type';

@ObjectType({ implements: MemberEvent, simpleResolvers: true, description: 'The member has brought a friend.' })
export class ReferralBoundEvent extends MemberEvent {
  @Field(() => ReferralEdge, { nullable: true })
  edge(@Ctx() ctx: Context): Promise<ReferralEdge | null> {
    return ctx.load(edgeById, readId(EDGE_PREFIX, this.data.edgeId as string) ?? '');
  }
}
