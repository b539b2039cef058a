import { connectionOf, type Context, DateTimeScalar, defineLoader, Node, oneForEach, publicId } from '@regulars/plugin-sdk';
import { Ctx, Field, FieldResolver, ObjectType, registerEnumType, Resolver, Root } from 'type-graphql';
import { rolesOf } from '../domain/roles/roles';
import { emailAndTotpOf, staffByIds, type StaffRow } from '../domain/staff/staff-list';
import { STAFF_PREFIX } from '../domain/staff/staff-changes';
import { Role, roleObject } from './role.type';
import { Store, storeById } from './store.type';

export enum StaffState {
  INVITED = 'INVITED',
  ACTIVE = 'ACTIVE',
  DEACTIVATED = 'DEACTIVATED',
}
registerEnumType(StaffState, { name: 'StaffState', description: 'Somebody who is deactivated keeps showing, for what they did.' });

@ObjectType({ implements: Node, simpleResolvers: true, description: 'Somebody who works for the brand. The same person may work for others.' })
export class Staff extends Node {
  readonly uuid: string;
  readonly accountId: string;
  readonly roleCodes: readonly string[];
  readonly storeIds: readonly string[] | null;

  @Field(() => String)
  name: string;

  @Field(() => StaffState)
  state: StaffState;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When a session of theirs began or went on.' })
  lastSeenAt: Date | null;
}

export const staffObject = (row: StaffRow): Staff =>
  Object.assign(new Staff(), {
    id: publicId(STAFF_PREFIX, row.id), uuid: row.id, accountId: row.accountId, roleCodes: row.roles, storeIds: row.storeIds,
    name: row.name, state: row.state as StaffState, lastSeenAt: row.lastSeenAt,
  });

/** By uuid. */
export const staffById = defineLoader<string, Staff | null>(async (ctx, ids) => oneForEach(ids, (await staffByIds(ctx, ids)).map(staffObject), ({ uuid }) => uuid));

export const StaffConnection = connectionOf(() => Staff, 'Staff');

@Resolver(() => Staff)
export class StaffFieldsResolver {
  @FieldResolver(() => String)
  async email(@Root() { accountId }: Staff, @Ctx() ctx: Context): Promise<string> {
    return (await ctx.load(emailAndTotpOf, accountId)).email;
  }

  @FieldResolver(() => Boolean, { description: 'Whether they sign in with a second factor.' })
  async hasTotp(@Root() { accountId }: Staff, @Ctx() ctx: Context): Promise<boolean> {
    return (await ctx.load(emailAndTotpOf, accountId)).hasTotp;
  }

  @FieldResolver(() => [Role], { description: 'At most 20.' })
  async roles(@Root() { roleCodes }: Staff, @Ctx() ctx: Context): Promise<Role[]> {
    return (await rolesOf(ctx)).filter(({ code }) => roleCodes.includes(code)).map(roleObject);
  }

  @FieldResolver(() => Boolean, { description: 'Their rights hold in all stores; else in `stores` only.' })
  allStores(@Root() { storeIds }: Staff): boolean {
    return storeIds === null;
  }

  @FieldResolver(() => [Store], { description: 'The stores their rights are limited to; none where it is all. At most 1000.' })
  async stores(@Root() { storeIds }: Staff, @Ctx() ctx: Context): Promise<Store[]> {
    const stores = await Promise.all((storeIds ?? []).map((id) => ctx.load(storeById, id)));
    return stores.flatMap((store) => store ?? []);
  }
}
