import { DateTimeScalar, JsonScalar, type JsonObject, type LimitUse, Node, type PluginStatus, publicId } from '@regulars/plugin-sdk';
import { Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import type { BrandRow } from '../data/brand.statements';

export const BRAND_PREFIX = 'brd';

@ObjectType({ implements: Node, simpleResolvers: true, description: 'The tenant: whose members, orders and rules these are.' })
export class Brand extends Node {
  readonly uuid: string;
  readonly planCode: string;

  @Field(() => String)
  code: string;

  @Field(() => String)
  name: string;

  @Field(() => String, { description: 'IANA.' })
  timeZone: string;

  @Field(() => String, { description: 'ISO 4217.' })
  currency: string;

  @Field(() => String, { description: 'ISO 3166-1 alpha-2: how a phone number without a country code is read.' })
  region: string;

  @Field(() => Int, { description: 'Minutes after midnight at which the business day begins.' })
  dayStartsAt: number;

  @Field(() => [String], { description: 'BCP 47, the first is the default.' })
  locales: string[];

  @Field(() => Boolean, { description: 'For trying things out: its clock can be moved.' })
  sandbox: boolean;

  @Field(() => Int, { description: 'Rises with every brandUpdate.' })
  version: number;
}

export const brandObject = (facts: BrandRow): Brand =>
  Object.assign(new Brand(), {
    id: publicId(BRAND_PREFIX, facts.id),
    uuid: facts.id,
    code: facts.code,
    name: facts.name,
    timeZone: facts.timeZone,
    currency: facts.currency,
    region: facts.region,
    dayStartsAt: facts.dayStartsAt,
    locales: [...facts.locales],
    sandbox: facts.sandbox,
    planCode: facts.planCode,
    version: facts.version,
  });

@ObjectType({ simpleResolvers: true, description: 'What a brand may use.' })
export class Plan {
  @Field(() => String)
  code: string;

  @Field(() => String)
  name: string;

  @Field(() => [String], { description: 'Ids of the plugins that brands on this plan may enable.' })
  plugins: readonly string[];

  @Field(() => JsonScalar, { description: 'Plugin to limit to number.' })
  limits: JsonObject;
}

export enum PluginState {
  ENABLED = 'ENABLED',
  DISABLED = 'DISABLED',
  SUSPENDED = 'SUSPENDED',
  NOT_IN_PLAN = 'NOT_IN_PLAN',
}
registerEnumType(PluginState, {
  name: 'PluginState',
  description: 'How an installed plugin stands for a brand.',
  valuesConfig: { SUSPENDED: { description: 'The plan no longer grants it: its data can be read, not changed.' } },
});

@ObjectType({ simpleResolvers: true, description: 'An installed plugin, as it stands for the brand.' })
export class BrandPlugin {
  @Field(() => String)
  id: string;

  @Field(() => String)
  version: string;

  @Field(() => PluginState)
  state: PluginStatus['state'];

  @Field(() => DateTimeScalar, { nullable: true, description: 'The plan grants it no longer: it acts until then, and is suspended afterwards.' })
  graceEndsAt: Date | null;

  @Field(() => JsonScalar)
  settings: JsonObject;
}

@ObjectType({ simpleResolvers: true, description: 'A limit of the plan and how much of it is used.' })
export class PlanLimitUse implements LimitUse {
  @Field(() => String)
  plugin: string;

  @Field(() => String)
  limit: string;

  @Field(() => String)
  description: string;

  @Field(() => Int, { nullable: true, description: 'Null: no limit.' })
  allowed: number | null;

  @Field(() => Int)
  used: number;
}
