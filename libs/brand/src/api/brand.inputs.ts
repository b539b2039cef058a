import { DateTimeScalar, JsonScalar } from '@regulars/plugin-sdk';
import { Field, ID, InputType, Int } from 'type-graphql';

@InputType({ description: 'timeZone, currency and dayStartsAt are refused once the brand has an order.' })
export class BrandUpdateInput {
  @Field(() => String, { nullable: true }) name?: string | null;
  @Field(() => String, { nullable: true, description: 'IANA.' }) timeZone?: string | null;
  @Field(() => String, { nullable: true, description: 'ISO 4217.' }) currency?: string | null;
  @Field(() => String, { nullable: true, description: 'ISO 3166-1 alpha-2.' }) region?: string | null;
  @Field(() => Int, { nullable: true, description: 'Minutes after midnight, 0 to 1439.' }) dayStartsAt?: number | null;
  @Field(() => [String], { nullable: true, description: 'BCP 47, the first is the default.' }) locales?: string[] | null;
}

@InputType()
export class BrandCreateInput {
  @Field(() => String, { description: 'Lower-case letters, digits and dashes; unique in the installation.' }) code: string;
  @Field(() => String) name: string;
  @Field(() => String, { description: 'IANA.' }) timeZone: string;
  @Field(() => String, { description: 'ISO 4217.' }) currency: string;
  @Field(() => String, { description: 'ISO 3166-1 alpha-2.' }) region: string;
  @Field(() => Int, { defaultValue: 0, description: 'Minutes after midnight at which the business day begins.' }) dayStartsAt: number;
  @Field(() => String) planCode: string;
  @Field(() => Boolean, { defaultValue: false }) sandbox: boolean;
  @Field(() => DateTimeScalar, { nullable: true, description: 'Where a sandbox\'s clock starts; the present when left out.' }) clockStartsAt?: Date | null;
  @Field(() => ID, { nullable: true }) organisationId?: string | null;
  @Field(() => String) ownerEmail: string;
}

@InputType({ description: 'limits: {"stamp-card": {"activeCards": 3}}; names that no installed plugin declares are refused.' })
export class PlanInput {
  @Field(() => String, { description: 'Capital letters, digits, dashes and underscores; unique in the installation.' }) code: string;
  @Field(() => String) name: string;
  @Field(() => [String], { description: 'Ids of the plugins that brands on this plan may enable.' }) plugins: string[];
  @Field(() => JsonScalar, { description: 'Plugin to limit to number; what is not named has no limit.' }) limits: unknown;
}
