import { connectionOf, DateTimeScalar, defineLoader, Node, publicId, seesStore } from '@regulars/plugin-sdk';
import { Field, ObjectType } from 'type-graphql';
import { STORE_PREFIX } from '../domain/store-changes';
import { Stores, type StoreRef } from '../domain/stores';

@ObjectType({ implements: Node, simpleResolvers: true, description: 'A place, real or on the net, where the brand sells.' })
export class Store extends Node {
  readonly uuid: string;

  @Field(() => String, { description: 'How tills and integrators name it; unique in the brand.' })
  code: string;

  @Field(() => String)
  name: string;

  @Field(() => String, { nullable: true })
  city: string | null;

  @Field(() => String, { nullable: true })
  address: string | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'A closed store keeps showing, for what happened there.' })
  closedAt: Date | null;
}

export const storeObject = (ref: StoreRef): Store =>
  Object.assign(new Store(), {
    id: publicId(STORE_PREFIX, ref.id),
    uuid: ref.id,
    code: ref.code,
    name: ref.name,
    city: ref.city,
    address: ref.address,
    closedAt: ref.closedAt,
  });

/** By uuid; null when the brand has no such store, or the caller's rights do not reach it. */
export const storeById = defineLoader<string, Store | null>(async (ctx, ids) => {
  const found = await ctx.use(Stores).byIds(ids);
  return ids.map((id) => {
    const ref = found.get(id);
    return ref && seesStore(ctx, id) ? storeObject(ref) : null;
  });
});

export const StoreConnection = connectionOf(() => Store, 'Store');
