import { type Context, Payload } from '@regulars/plugin-sdk';
import { Ctx, FieldResolver, ObjectType, Resolver, Root } from 'type-graphql';
import { findStore } from '../domain/store-changes';
import { Store, storeObject } from './store.type';

@ObjectType({ simpleResolvers: true })
export class StorePayload extends Payload {
  storeId?: string;
}

@Resolver(() => StorePayload)
export class StorePayloadResolver {
  @FieldResolver(() => Store, { nullable: true })
  async store(@Root() { storeId }: StorePayload, @Ctx() ctx: Context): Promise<Store | null> {
    const found = storeId === undefined ? null : await findStore(ctx, { uuid: storeId });
    return found ? storeObject(found) : null;
  }
}
