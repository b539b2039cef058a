import { type Context, Payload } from '@regulars/plugin-sdk';
import { Arg, Authorized, Ctx, Field, FieldResolver, InputType, Mutation, ObjectType, Query, Resolver, Root } from 'type-graphql';
import { changeRole, createRole, removeRole } from '../domain/roles/role-changes';
import { findRole, permissionsOf, rolesOf } from '../domain/roles/roles';
import { permissions } from '../permissions';
import { MaskKind, Permission, permissionObject, Role, roleObject } from './role.type';

@InputType()
export class FieldMaskInput {
  @Field(() => String, { description: '`Type.field`' }) field: string;
  @Field(() => MaskKind) mask: MaskKind;
}

@InputType()
export class RoleInput {
  @Field(() => String, { description: 'Lower-case letters, digits and dashes; unique in the brand; stays.' }) code: string;
  @Field(() => String) name: string;
  @Field(() => [String]) permissions: string[];
  @Field(() => [FieldMaskInput], { nullable: true }) masks?: FieldMaskInput[] | null;
}

@ObjectType({ simpleResolvers: true })
export class RolePayload extends Payload {
  code?: string;
}

@Resolver()
export class RoleResolver {
  @Authorized(permissions.staff)
  @Query(() => [Role], { description: 'The nine that every brand has, then its own by code; at most 109.' })
  async roles(@Ctx() ctx: Context): Promise<Role[]> {
    return (await rolesOf(ctx)).map(roleObject);
  }

  @Authorized(permissions.staff)
  @Query(() => [Permission], { description: 'Of every module the brand has, sorted; at most 500.' })
  permissions(@Ctx() ctx: Context): Permission[] {
    return permissionsOf(ctx).map(permissionObject);
  }

  @Authorized(permissions.staff)
  @Mutation(() => RolePayload, { description: 'Of no more than the caller has.' })
  async roleCreate(@Arg('input', () => RoleInput) input: RoleInput, @Ctx() ctx: Context): Promise<object> {
    return { code: await createRole(ctx, input) };
  }

  @Authorized(permissions.staff)
  @Mutation(() => RolePayload, { description: 'Replaces it for everybody who has it.' })
  async roleUpdate(@Arg('code', () => String) code: string, @Arg('input', () => RoleInput) input: RoleInput, @Ctx() ctx: Context): Promise<object> {
    return { code: await changeRole(ctx, code, input) };
  }

  @Authorized(permissions.staff)
  @Mutation(() => RolePayload, { description: 'Refused while somebody has it.' })
  async roleDelete(@Arg('code', () => String) code: string, @Ctx() ctx: Context): Promise<object> {
    await removeRole(ctx, code);
    return {};
  }
}

@Resolver(() => RolePayload)
export class RolePayloadResolver {
  @FieldResolver(() => Role, { nullable: true })
  async role(@Root() { code }: RolePayload, @Ctx() ctx: Context): Promise<Role | null> {
    const found = code === undefined ? null : await findRole(ctx, code);
    return found ? roleObject(found) : null;
  }
}
