import type { Context, PluginDefinition } from '@regulars/plugin-sdk';
import { defaultFieldResolver, type GraphQLField, type GraphQLSchema } from 'graphql';
import { maskableFields } from '../maskable-fields';
import { isAudited } from './mutation-audit';

/** An object that is a member, or says which member it is about. */
interface AboutMember {
  readonly uuid?: string;
  readonly memberUuid?: string | null;
}

const holdsSomething = (value: unknown): boolean =>
  value != null && (Array.isArray(value) ? value.length > 0 : typeof value !== 'object' || Object.keys(value).length > 0);

/** Notes whose personal data a field shows to people and machines of the brand: every field that can be masked is one. */
export function noteShownFields(schema: GraphQLSchema, modules: readonly Pick<PluginDefinition, 'maskable'>[]): void {
  for (const { field, maskable } of maskableFields<AboutMember>(schema, modules)) noteShown(field, maskable.field);
}

function noteShown(field: GraphQLField<AboutMember, Context>, name: string): void {
  const resolve = field.resolve ?? defaultFieldResolver;
  const noted = <T>(value: T, { uuid, memberUuid }: AboutMember, ctx: Context): T => {
    const member = memberUuid ?? uuid;
    if (member && holdsSomething(value)) ctx.accessed([member], [name]);
    return value;
  };
  field.resolve = (source, args, ctx, info) => {
    const value: unknown = resolve(source, args, ctx, info);
    if (!isAudited(ctx.actor) || ctx.actor.masks.get(name) === 'HIDE') return value;
    return value instanceof Promise ? value.then((settled: unknown) => noted(settled, source, ctx)) : noted(value, source, ctx);
  };
}
