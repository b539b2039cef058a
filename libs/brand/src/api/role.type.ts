import { describePermission } from '@regulars/plugin-sdk';
import { Field, ObjectType, registerEnumType } from 'type-graphql';
import type { Role as RoleFacts } from '../domain/roles/roles';

export enum MaskKind {
  HIDE = 'HIDE',
  PARTIAL = 'PARTIAL',
}
registerEnumType(MaskKind, { name: 'MaskKind', description: 'How much of a field of personal data is shown: nothing, or a part (0912***678).' });

@ObjectType({ simpleResolvers: true })
export class FieldMask {
  @Field(() => String, { description: '`Type.field`' })
  field: string;

  @Field(() => MaskKind)
  mask: MaskKind;
}

@ObjectType({ simpleResolvers: true, description: 'What its holders may do and how they see personal data. Of several roles, every permission counts and every mask.' })
export class Role {
  @Field(() => String)
  code: string;

  @Field(() => String)
  name: string;

  @Field(() => Boolean, { description: 'Every brand has it, as it is.' })
  builtIn: boolean;

  @Field(() => [String], { description: 'Sorted; at most 500.' })
  permissions: string[];

  @Field(() => [FieldMask], { description: 'Sorted by field; at most 500.' })
  masks: FieldMask[];
}

export const roleObject = ({ code, name, builtIn, permissions, masks }: RoleFacts): Role =>
  Object.assign(new Role(), {
    code, name, builtIn, permissions: [...permissions],
    masks: [...masks].sort(([a], [b]) => (a < b ? -1 : 1)).map(([field, mask]) => Object.assign(new FieldMask(), { field, mask })),
  });

@ObjectType({ simpleResolvers: true, description: 'Something that can be allowed.' })
export class Permission {
  @Field(() => String, { description: '`module:key`' })
  id: string;

  @Field(() => String)
  description: string;

  @Field(() => String)
  module: string;
}

export const permissionObject = (id: string): Permission =>
  Object.assign(new Permission(), { id, description: describePermission(id) ?? id, module: id.slice(0, id.indexOf(':')) });
