import type { Audience } from '@regulars/plugin-sdk';
import type { GraphQLField, GraphQLSchema } from 'graphql';
import { randomUUID } from 'node:crypto';
import type { TestCaller } from '../caller';
import { type RootKind } from '../schema/operation';
import { isRoot, schemaChanges } from '../schema/schema-changes';
import { AUDIENCES, schemaOf } from '../schema/schema-of';
import { allPermissions, type TestShop } from '../shop';
import type { Subject } from './subject';

/** A root field that the plugin brings. */
export interface RootField {
  readonly audience: Audience;
  readonly kind: RootKind;
  readonly field: GraphQLField<unknown, unknown>;
  readonly schema: GraphQLSchema;
}

export const nameOf = ({ audience, field }: RootField): string => (audience === 'staff' ? field.name : `${field.name} (${audience})`);

export function rootFieldsOf({ dependencies, modules }: Pick<Subject, 'dependencies' | 'modules'>): RootField[] {
  return AUDIENCES.flatMap((audience) => {
    const schema = schemaOf(audience, modules);
    if (!schema) return [];
    const { fields } = schemaChanges(schemaOf(audience, dependencies), schema);
    return fields.filter(({ type }) => isRoot(type)).map(({ type, field }) => ({ audience, schema, field, kind: type.toLowerCase() as RootKind }));
  });
}

/** Somebody of the audience with every permission but these. */
export function callerWithout(subject: Subject, shop: TestShop, audience: Audience, missing: readonly string[] = [], memberId: string = randomUUID()): TestCaller {
  const permissions = allPermissions(subject.modules).filter((permission) => !missing.includes(permission));
  return shop.as({ audience, permissions, name: 'conformance', ...(audience === 'member' ? { memberId } : {}) });
}

/** With no permission at all. */
export const stranger = (shop: TestShop, audience: Audience): TestCaller => shop.as({ audience, name: 'stranger', ...(audience === 'member' ? { memberId: randomUUID() } : {}) });
