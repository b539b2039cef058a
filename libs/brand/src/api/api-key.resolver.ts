import { ApiKeys, type Context } from '@regulars/plugin-sdk';
import { Arg, Authorized, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import { createApiKey, revokeApiKey } from '../domain/api-keys';
import { setKeyOperations } from '../domain/key-operations';
import { permissions } from '../permissions';
import { ApiKeyCreateInput, ApiKeyOperationInput } from './api-key.inputs';
import { ApiKeyCreatePayload, ApiKeyPayload } from './api-key.payloads';
import { ApiKey, apiKeyObject, operationCounts } from './api-key.type';

@Resolver()
export class ApiKeyResolver {
  @Authorized(permissions.keys)
  @Query(() => [ApiKey], { description: 'Newest first, those that were revoked or expired as well.' })
  async apiKeys(@Ctx() ctx: Context): Promise<ApiKey[]> {
    return (await ctx.use(ApiKeys).all()).map(apiKeyObject);
  }

  @Authorized(permissions.keys)
  @Mutation(() => ApiKeyCreatePayload)
  async apiKeyCreate(@Arg('input', () => ApiKeyCreateInput) input: ApiKeyCreateInput, @Ctx() ctx: Context): Promise<object> {
    const { id, secret } = await createApiKey(ctx, input);
    return { keyId: id, secret };
  }

  @Authorized(permissions.keys)
  @Mutation(() => ApiKeyPayload, { description: 'Effective everywhere within 5 seconds, sockets included. Revoking twice keeps the first time.' })
  async apiKeyRevoke(@Arg('id', () => ID) id: string, @Ctx() ctx: Context): Promise<object> {
    return { keyId: await revokeApiKey(ctx, id) };
  }

  @Authorized(permissions.keys)
  @Mutation(() => ApiKeyPayload, {
    description: 'From now on the key runs these operations and no other; without `operations` it runs any again. What is listed for publishable keys holds for members, too, who signed in.',
  })
  async apiKeyOperationsSet(
    @Arg('id', () => ID) id: string, @Arg('operations', () => [ApiKeyOperationInput], { nullable: true }) operations: ApiKeyOperationInput[] | null | undefined, @Ctx() ctx: Context,
  ): Promise<object> {
    return { keyId: await setKeyOperations(ctx, id, operations ?? null) };
  }
}

@Resolver(() => ApiKey)
export class ApiKeyFieldsResolver {
  @FieldResolver(() => Int, { nullable: true, description: 'Operations on its list; null when it may run any.' })
  operationCount(@Root() key: ApiKey, @Ctx() ctx: Context): Promise<number | null> {
    return ctx.load(operationCounts, key.uuid);
  }
}
