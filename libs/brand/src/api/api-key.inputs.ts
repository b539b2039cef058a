import { DateTimeScalar } from '@regulars/plugin-sdk';
import { Field, ID, InputType } from 'type-graphql';
import { ApiKeyKind } from './api-key.type';

@InputType({ description: 'Scopes are permissions that you hold yourself. Without stores, the key works in all that you do.' })
export class ApiKeyCreateInput {
  @Field(() => String) name: string;
  @Field(() => ApiKeyKind, { defaultValue: ApiKeyKind.SECRET }) kind: ApiKeyKind;
  @Field(() => [String]) scopes: string[];
  @Field(() => [ID], { nullable: true }) storeIds?: string[] | null;
  @Field(() => DateTimeScalar, { nullable: true, description: 'By the database\'s clock, in sandbox brands, too.' }) expiresAt?: Date | null;
}
