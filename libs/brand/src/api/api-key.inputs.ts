import { DateTimeScalar } from '@regulars/plugin-sdk';
import { Field, ID, InputType, Int } from 'type-graphql';
import { ApiKeyKind } from './api-key.type';

@InputType({ description: 'Scopes are permissions that you hold yourself. Without stores, the key works in all that you do.' })
export class ApiKeyCreateInput {
  @Field(() => String) name: string;
  @Field(() => ApiKeyKind, { defaultValue: ApiKeyKind.SECRET }) kind: ApiKeyKind;
  @Field(() => [String]) scopes: string[];
  @Field(() => [ID], { nullable: true }) storeIds?: string[] | null;
  @Field(() => DateTimeScalar, { nullable: true, description: 'By the database\'s clock, in sandbox brands, too.' }) expiresAt?: Date | null;
}

@InputType({ description: 'A document, to the letter: it is called by the SHA-256 of its text, or by the text itself.' })
export class ApiKeyOperationInput {
  @Field(() => String) query: string;
  @Field(() => Int, { nullable: true, description: 'Points it may cost, where that is more than any operation may.' }) maxCost?: number | null;
}
