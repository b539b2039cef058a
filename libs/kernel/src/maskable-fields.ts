import type { Context, MaskableField, PluginDefinition } from '@regulars/plugin-sdk';
import { type GraphQLField, type GraphQLSchema, isInterfaceType, isObjectType } from 'graphql';

export interface FoundField<S> {
  readonly maskable: MaskableField;
  readonly field: GraphQLField<S, Context>;
}

/** The fields that roles may see in part or not at all, as far as this schema has them: an audience need not have all. */
export function maskableFields<S>(schema: GraphQLSchema, modules: readonly Pick<PluginDefinition, 'maskable'>[]): FoundField<S>[] {
  return modules.flatMap(({ maskable = [] }) => maskable).flatMap((maskable) => {
    const [typeName = '', fieldName = ''] = maskable.field.split('.');
    const type = schema.getType(typeName);
    const field = isObjectType(type) || isInterfaceType(type) ? type.getFields()[fieldName] : undefined;
    return field ? [{ maskable, field: field as GraphQLField<S, Context> }] : [];
  });
}
