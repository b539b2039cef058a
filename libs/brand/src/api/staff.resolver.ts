import { type Context, listPage, Payload } from '@regulars/plugin-sdk';
import { Arg, Authorized, Ctx, Field, FieldResolver, ID, InputType, Int, Mutation, ObjectType, Query, Resolver, Root } from 'type-graphql';
import { change, deactivate, invite } from '../domain/staff/staff-changes';
import { staffList } from '../domain/staff/staff-list';
import { permissions } from '../permissions';
import { Staff, staffById, StaffConnection, staffObject } from './staff.type';

const staffInOrder = staffList(staffObject);

@InputType()
export class StaffInviteInput {
  @Field(() => String) email: string;
  @Field(() => String) name: string;
  @Field(() => [String], { description: 'Codes.' }) roles: string[];
  @Field(() => [ID], { nullable: true, description: 'Limits their rights to these stores; left out: all.' }) storeIds?: string[] | null;
}

@InputType({ description: 'Absent leaves; null for `storeIds` is all stores.' })
export class StaffUpdateInput {
  @Field(() => String, { nullable: true }) name?: string | null;
  @Field(() => [String], { nullable: true, description: 'Codes.' }) roles?: string[] | null;
  @Field(() => [ID], { nullable: true }) storeIds?: string[] | null;
}

@ObjectType({ simpleResolvers: true })
export class StaffPayload extends Payload {
  staffId?: string;
}

@Resolver()
export class StaffResolver {
  @Authorized(permissions.staff)
  @Query(() => StaffConnection, { description: 'In order of invitation, deactivated ones too.' })
  staff(
    @Arg('first', () => Int, { nullable: true }) first: number | null,
    @Arg('after', () => String, { nullable: true }) after: string | null,
    @Ctx() ctx: Context,
  ): Promise<object> {
    return listPage(ctx, staffInOrder, { page: { first, after } });
  }

  @Authorized(permissions.staff)
  @Mutation(() => StaffPayload, { description: 'Sends a code to the address, good once and for 7 days. Again for somebody who has not accepted, or was deactivated.' })
  async staffInvite(@Arg('input', () => StaffInviteInput) input: StaffInviteInput, @Ctx() ctx: Context): Promise<object> {
    return { staffId: await invite(ctx, input) };
  }

  @Authorized(permissions.staff)
  @Mutation(() => StaffPayload, { description: 'Effective within 5 seconds wherever they are signed in.' })
  async staffUpdate(@Arg('id', () => ID) id: string, @Arg('input', () => StaffUpdateInput) input: StaffUpdateInput, @Ctx() ctx: Context): Promise<object> {
    return { staffId: await change(ctx, id, input) };
  }

  @Authorized(permissions.staff)
  @Mutation(() => StaffPayload, { description: 'Out everywhere within 5 seconds. Inviting them again lets them back in.' })
  async staffDeactivate(@Arg('id', () => ID) id: string, @Ctx() ctx: Context): Promise<object> {
    return { staffId: await deactivate(ctx, id) };
  }
}

@Resolver(() => StaffPayload)
export class StaffPayloadResolver {
  @FieldResolver(() => Staff, { nullable: true })
  async staff(@Root() { staffId }: StaffPayload, @Ctx() ctx: Context): Promise<Staff | null> {
    return staffId === undefined ? null : ctx.load(staffById, staffId);
  }
}
