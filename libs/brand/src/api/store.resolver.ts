import { type Context, readId } from '@regulars/plugin-sdk';
import { Arg, Authorized, Ctx, ID, Mutation, Query, Resolver } from 'type-graphql';
import { changeStore, closeTheStore, createStore, findStore, STORE_PREFIX } from '../domain/store-changes';
import { permissions } from '../permissions';
import { StoreInput } from './store.inputs';
import { StorePayload } from './store.payloads';
import { Store, storeObject } from './store.type';

@Resolver()
export class StoreResolver {
  @Authorized(permissions.read)
  @Query(() => Store, { nullable: true, description: 'By id or by code; with both, only if both are its own.' })
  async store(
    @Arg('id', () => ID, { nullable: true }) id: string | null,
    @Arg('code', () => String, { nullable: true }) code: string | null,
    @Ctx() ctx: Context,
  ): Promise<Store | null> {
    const uuid = id == null ? null : readId(STORE_PREFIX, id);
    if ((id != null && uuid === null) || (id == null && code == null)) return null;
    const found = await findStore(ctx, { uuid, code });
    return found ? storeObject(found) : null;
  }

  @Authorized(permissions.manage)
  @Mutation(() => StorePayload)
  async storeCreate(@Arg('input', () => StoreInput) input: StoreInput, @Ctx() ctx: Context): Promise<object> {
    return { storeId: await createStore(ctx, input) };
  }

  @Authorized(permissions.manage)
  @Mutation(() => StorePayload)
  async storeUpdate(@Arg('id', () => ID) id: string, @Arg('input', () => StoreInput) input: StoreInput, @Ctx() ctx: Context): Promise<object> {
    return { storeId: await changeStore(ctx, id, input) };
  }

  @Authorized(permissions.manage)
  @Mutation(() => StorePayload, { description: 'It keeps showing. Closing twice keeps the first time.' })
  async storeClose(@Arg('id', () => ID) id: string, @Ctx() ctx: Context): Promise<object> {
    return { storeId: await closeTheStore(ctx, id) };
  }
}
