import { Member } from '@regulars/member/contract';
import { ANY_CALLER, type Context } from '@regulars/plugin-sdk';
import { Arg, Authorized, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { beaconsOf, placeBeacon } from '../domain/beacons';
import { type LineLink, lineLinkOf, type LineLinkStart, startLineLink } from '../domain/line-link';
import { permissions } from '../permissions';
import { meOf } from './me';
import { MessageBeacon, MessageBeaconPayload, MessageLineLink, MessageLineLinkPayload } from './line-link.type';

@Resolver(() => Member)
export class MemberLineLinkResolver {
  @FieldResolver(() => MessageLineLink, { nullable: true })
  messageLineLink(@Root() member: Member, @Ctx() ctx: Context): Promise<LineLink | null> {
    return ctx.load(lineLinkOf, member.uuid);
  }
}

/** What members do themselves. */
@Resolver()
export class OwnLineLinkResolver {
  @Authorized(ANY_CALLER)
  @Mutation(() => MessageLineLinkPayload, { description: "Begins to link the LINE account of whoever opened a page by the brand's LINE account, which gave the page its link token. What was begun before is over." })
  messageLineLinkStart(@Ctx() ctx: Context, @Arg('linkToken', () => String) linkToken: string): Promise<LineLinkStart> {
    return startLineLink(ctx, meOf(ctx), linkToken);
  }
}

@Resolver()
export class BeaconResolver {
  @Authorized(permissions.read)
  @Query(() => [MessageBeacon])
  async messageBeacons(@Ctx() ctx: Context): Promise<MessageBeacon[]> {
    return (await beaconsOf(ctx)).map((row) => Object.assign(Object.create(MessageBeacon.prototype) as MessageBeacon, { hardwareId: row.hardware_id, storeId: row.store_id }));
  }

  @Authorized(permissions.manage)
  @Mutation(() => MessageBeaconPayload, { description: "Says at which store a LINE Beacon hangs: members who come near are told of as store.arrived." })
  messageBeaconPlace(
    @Ctx() ctx: Context,
    @Arg('hardwareId', () => String, { description: "Ten hexadecimal digits, as LINE's console shows them." }) hardwareId: string,
    @Arg('storeId', () => ID, { nullable: true, description: 'Null: it is taken down.' }) storeId: string | null,
  ): Promise<{ readonly storeId?: string }> {
    return placeBeacon(ctx, hardwareId, storeId ?? null);
  }
}
