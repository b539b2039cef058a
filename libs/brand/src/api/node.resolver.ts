import { ANY_CALLER, type Context, InvalidInputError, Node, reject } from '@regulars/plugin-sdk';
import { Arg, Authorized, Ctx, ID, Query, Resolver } from 'type-graphql';

const MAX_IDS = 100;

@Resolver()
export class NodeResolver {
  @Authorized(ANY_CALLER)
  @Query(() => Node, { nullable: true, description: 'Any object by its id; null when there is none, or none for this caller.' })
  node(@Arg('id', () => ID) id: string, @Ctx() ctx: Context): Promise<object | null> {
    return ctx.node(id);
  }

  @Authorized(ANY_CALLER)
  @Query(() => [Node], { nullable: 'items', description: 'At most 100, in the order of the ids.' })
  nodes(@Arg('ids', () => [ID]) ids: string[], @Ctx() ctx: Context): Promise<(object | null)[]> {
    if (ids.length > MAX_IDS) reject(new InvalidInputError({ en: `Give at most ${MAX_IDS} ids.`, 'zh-TW': `最多 ${MAX_IDS} 個。` }, 'ids'));
    return Promise.all(ids.map((id) => ctx.node(id)));
  }
}
