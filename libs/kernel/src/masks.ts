import type { Context, MaskableField, PluginDefinition } from '@regulars/plugin-sdk';
import { defaultFieldResolver, type GraphQLField, type GraphQLSchema, getNullableType, isListType, isNonNullType } from 'graphql';
import { maskableFields } from './maskable-fields';

/**
 * Puts every field that roles may see in part or not at all behind the caller's mask. The answer of the field's own
 * resolver never leaves it: whatever reaches an object, reaches it as the caller may see it.
 */
export function maskFields(schema: GraphQLSchema, modules: readonly Pick<PluginDefinition, 'maskable'>[]): void {
  for (const { field, maskable } of maskableFields<unknown>(schema, modules)) mask(field, maskable);
}

function mask(field: GraphQLField<unknown, Context>, { field: name, partial, hidden }: MaskableField): void {
  const isList = isListType(getNullableType(field.type));
  const instead = hidden === undefined && isList ? [] : (hidden ?? null);
  if (instead === null && isNonNullType(field.type)) throw new Error(`${name} is never null: say what stands there when it is hidden`);
  const resolve = field.resolve ?? defaultFieldResolver;
  const shown = (value: unknown, ctx: Context): unknown => {
    if (value == null) return value;
    if (!partial) return instead;
    return isList ? (value as readonly never[]).map((entry) => partial(entry, ctx)) : partial(value as never, ctx);
  };
  field.resolve = (source, args, ctx, info) => {
    const kind = ctx.actor.masks.get(name);
    if (kind === undefined) return resolve(source, args, ctx, info);
    if (kind !== 'PARTIAL') return instead;
    const value: unknown = resolve(source, args, ctx, info);
    return value instanceof Promise ? value.then((settled) => shown(settled, ctx)) : shown(value, ctx);
  };
}
