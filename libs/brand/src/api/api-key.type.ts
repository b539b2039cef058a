import { type ApiKeyDetails, ApiKeys, DateTimeScalar, defineLoader, KeyManifests, Node, oneForEach, publicId } from '@regulars/plugin-sdk';
import { Field, ObjectType, registerEnumType } from 'type-graphql';
import { KEY_PREFIX } from '../domain/api-keys';

export enum ApiKeyKind {
  SECRET = 'SECRET',
  PUBLISHABLE = 'PUBLISHABLE',
}
registerEnumType(ApiKeyKind, { name: 'ApiKeyKind', description: 'PUBLISHABLE keys name the brand for the member API before sign-in and carry no right of their own.' });

@ObjectType({ implements: Node, simpleResolvers: true, description: 'What a machine calls with.' })
export class ApiKey extends Node {
  readonly uuid: string;

  @Field(() => String)
  name: string;

  @Field(() => String, { description: 'How the key begins.' })
  prefix: string;

  @Field(() => ApiKeyKind)
  kind: ApiKeyKind;

  @Field(() => [String], { description: 'Permissions, sorted.' })
  scopes: string[];

  @Field(() => DateTimeScalar)
  createdAt: Date;

  @Field(() => DateTimeScalar, { nullable: true })
  expiresAt: Date | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'To the minute.' })
  lastUsedAt: Date | null;

  @Field(() => DateTimeScalar, { nullable: true })
  revokedAt: Date | null;
}

export const apiKeyObject = ({ id, kind, scopes, ...key }: ApiKeyDetails): ApiKey =>
  Object.assign(new ApiKey(), { ...key, id: publicId(KEY_PREFIX, id), uuid: id, kind: ApiKeyKind[kind], scopes: [...scopes].sort((a, b) => (a < b ? -1 : 1)) });

export const apiKeyById = defineLoader<string, ApiKey | null>(async (ctx, ids) =>
  oneForEach(ids, (await ctx.use(ApiKeys).all()).map(apiKeyObject), (key) => key.uuid));

export const operationCounts = defineLoader<string, number | null>(async (ctx, ids) => {
  const counts = await ctx.use(KeyManifests).counts();
  return ids.map((id) => counts.get(id) ?? null);
});
