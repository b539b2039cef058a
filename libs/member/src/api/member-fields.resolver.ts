import { type Connection, type Context, DateTimeScalar, nestedListLoader, PhoneNumberScalar } from '@regulars/plugin-sdk';
import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, FieldResolver, Info, Int, Resolver, Root } from 'type-graphql';
import { consentsOf } from '../domain/consents';
import { identitiesOf, type KnownIdentity, primaryOf } from '../domain/identities';
import { seenIdentities } from '../domain/masked';
import { storeCodesSeen, timelineRequest } from '../domain/timeline';
import { Consent, Identity } from './identity.type';
import { MemberEvent, MemberEventConnection } from './member-event.type';
import { eventNamesIn, mergedTimelineEvents, timelineEvents } from './member-events';
import { Member } from './member.type';

const timelines = nestedListLoader(timelineEvents);
const mergedTimelines = nestedListLoader(mergedTimelineEvents);

const primary = async (ctx: Context, member: Member, kind: 'PHONE' | 'EMAIL'): Promise<KnownIdentity | null> =>
  primaryOf(await ctx.load(identitiesOf, member.uuid), kind);

/** What every audience sees of a member beyond its own row. */
@Resolver(() => Member)
export class MemberFieldsResolver {
  @FieldResolver(() => PhoneNumberScalar, { nullable: true })
  async phone(@Root() member: Member, @Ctx() ctx: Context): Promise<string | null> {
    return (await primary(ctx, member, 'PHONE'))?.value ?? null;
  }

  @FieldResolver(() => String, { nullable: true })
  async email(@Root() member: Member, @Ctx() ctx: Context): Promise<string | null> {
    return (await primary(ctx, member, 'EMAIL'))?.value ?? null;
  }

  @FieldResolver(() => DateTimeScalar, { nullable: true })
  async phoneVerifiedAt(@Root() member: Member, @Ctx() ctx: Context): Promise<Date | null> {
    return (await primary(ctx, member, 'PHONE'))?.verifiedAt ?? null;
  }

  @FieldResolver(() => [Identity])
  async identities(@Root() member: Member, @Ctx() ctx: Context): Promise<readonly Identity[]> {
    return seenIdentities(ctx, await ctx.load(identitiesOf, member.uuid));
  }

  @FieldResolver(() => [Consent])
  consents(@Root() member: Member, @Ctx() ctx: Context): Promise<readonly Consent[]> {
    return ctx.load(consentsOf, member.uuid);
  }

  @FieldResolver(() => MemberEventConnection, { description: 'Everything that happened to the member, newest first.' })
  async timeline(
    @Root() member: Member,
    @Ctx() ctx: Context,
    @Info() info: GraphQLResolveInfo,
    @Arg('first', () => Int, { nullable: true, defaultValue: 20 }) first: number | null,
    @Arg('after', () => String, { nullable: true }) after?: string,
    @Arg('types', () => [String], { nullable: true, description: 'Event names, e.g. order.paid.' }) types?: string[],
  ): Promise<Connection<MemberEvent>> {
    return ctx.load(member.hasAbsorbed ? mergedTimelines : timelines, timelineRequest(member.uuid, eventNamesIn(info.schema), types ?? null, { first: first ?? 20, after }, await storeCodesSeen(ctx)));
  }
}
