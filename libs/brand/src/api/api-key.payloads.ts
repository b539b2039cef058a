import { type Context, Payload } from '@regulars/plugin-sdk';
import { Ctx, Field, FieldResolver, ObjectType, Resolver, Root } from 'type-graphql';
import { ApiKey, apiKeyById } from './api-key.type';

@ObjectType({ simpleResolvers: true })
export class ApiKeyPayload extends Payload {
  keyId?: string;
}

@ObjectType({ simpleResolvers: true, description: '`secret` is shown this once.' })
export class ApiKeyCreatePayload extends Payload {
  keyId?: string;

  @Field(() => String, { nullable: true })
  secret?: string | null;
}

const keyOf = async ({ keyId }: { readonly keyId?: string }, ctx: Context): Promise<ApiKey | null> => (keyId === undefined ? null : ctx.load(apiKeyById, keyId));

@Resolver(() => ApiKeyPayload)
export class ApiKeyPayloadResolver {
  @FieldResolver(() => ApiKey, { nullable: true })
  apiKey(@Root() payload: ApiKeyPayload, @Ctx() ctx: Context): Promise<ApiKey | null> {
    return keyOf(payload, ctx);
  }
}

@Resolver(() => ApiKeyCreatePayload)
export class ApiKeyCreatePayloadResolver {
  @FieldResolver(() => ApiKey, { nullable: true })
  apiKey(@Root() payload: ApiKeyCreatePayload, @Ctx() ctx: Context): Promise<ApiKey | null> {
    return keyOf(payload, ctx);
  }
}
