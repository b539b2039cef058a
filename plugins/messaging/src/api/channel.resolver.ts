import { type Context, JsonScalar } from '@regulars/plugin-sdk';
import { Arg, Authorized, Ctx, Mutation, Query, Resolver } from 'type-graphql';
import { standings } from '../domain/accounts';
import { driversOf } from '../domain/channels';
import { connect, disconnect } from '../domain/connect';
import { permissions } from '../permissions';
import { channelObject, MessageChannel, MessageChannelPayload } from './channel.type';

@Resolver()
export class ChannelResolver {
  @Authorized(permissions.read)
  @Query(() => [MessageChannel], { description: 'Every way to reach members that this installation knows.' })
  async messageChannels(@Ctx() ctx: Context): Promise<MessageChannel[]> {
    const known = await standings(ctx);
    return driversOf(ctx).map((driver) => channelObject(ctx, driver, known.get(driver.code)));
  }

  @Authorized(permissions.channels)
  @Mutation(() => MessageChannelPayload, { description: 'Saves the credentials of the brand\'s own account at a provider, in the place of earlier ones. They are sealed, and never shown again.' })
  messageChannelConnect(@Ctx() ctx: Context, @Arg('channel', () => String) channel: string, @Arg('credentials', () => JsonScalar) credentials: unknown): Promise<{ code: string }> {
    return connect(ctx, channel, credentials);
  }

  @Authorized(permissions.channels)
  @Mutation(() => MessageChannelPayload, { description: 'Throws the credentials away: nothing leaves by the channel any more, and what its provider tells is not heard.' })
  messageChannelDisconnect(@Ctx() ctx: Context, @Arg('channel', () => String) channel: string): Promise<{ code: string }> {
    return disconnect(ctx, channel);
  }
}
