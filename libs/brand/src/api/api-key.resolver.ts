import { ApiKeys, type Context } from '@regulars/plugin-sdk';
import { Arg, Authorized, Ctx, ID, Mutation, Query, Resolver } from 'type-graphql';
import { createApiKey, revokeApiKey } from '../domain/api-keys';
import { permissions } from '../permissions';
import { ApiKeyCreateInput } from './api-key.inputs';
import { ApiKeyCreatePayload, ApiKeyPayload } from './api-key.payloads';
import { ApiKey, apiKeyObject } from './api-key.type';

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
}
