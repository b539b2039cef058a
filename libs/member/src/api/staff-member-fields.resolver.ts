import { Store, storeById } from '@regulars/brand/contract';
import { type Context, type JsonObject, JsonScalar } from '@regulars/plugin-sdk';
import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { recruitmentOf } from '../domain/recruitment';
import { Member, type StaffMember } from './member.type';
import { Recruitment, recruitmentObject } from './recruitment.type';

/** What only staff see of a member. */
@Resolver(() => Member)
export class StaffMemberFieldsResolver {
  @FieldResolver(() => [String])
  tags(@Root() member: StaffMember): readonly string[] {
    return member.tags;
  }

  @FieldResolver(() => JsonScalar)
  attributes(@Root() member: StaffMember): JsonObject {
    return member.attributes;
  }

  @FieldResolver(() => Store, { nullable: true })
  joinStore(@Root() member: Member, @Ctx() ctx: Context): Promise<Store | null> | null {
    return member.joinStoreUuid === null ? null : ctx.load(storeById, member.joinStoreUuid);
  }

  @FieldResolver(() => Recruitment, { nullable: true })
  async recruitment(@Root() member: Member, @Ctx() ctx: Context): Promise<Recruitment | null> {
    const row = await ctx.load(recruitmentOf, member.uuid);
    return row && recruitmentObject(row);
  }
}
