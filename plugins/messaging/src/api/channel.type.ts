import { type Context, DateTimeScalar, Payload, textIn } from '@regulars/plugin-sdk';
import { Ctx, Field, Int, ObjectType } from 'type-graphql';
import type { ChannelDriver } from '../channels/channel';
import { type ChannelStanding, standings } from '../domain/accounts';
import { driverOf } from '../domain/channels';
import { permissions } from '../permissions';

@ObjectType({ simpleResolvers: true, description: 'What templates write for a channel.' })
export class MessageChannelPart {
  @Field(() => String) name: string;
  @Field(() => Boolean) required: boolean;
  @Field(() => Int, { description: 'Characters of the template.' }) maxLength: number;
}

@ObjectType({ simpleResolvers: true, description: 'A way to reach members.' })
export class MessageChannel {
  @Field(() => String, { description: 'EMAIL, LINE, SMS, WHATSAPP, PUSH …; the channel of consents and templates.' }) code: string;
  @Field(() => String) label: string;
  @Field(() => [MessageChannelPart]) parts: readonly MessageChannelPart[];
  @Field(() => DateTimeScalar, { nullable: true, description: 'When its credentials were saved; null: it has none, and nothing leaves. Credentials are shown to nobody.' })
  connectedAt: Date | null;

  @Field(() => String, { nullable: true, description: 'What the provider is to call. Null: it has no credentials, it calls nobody, the world does not reach this installation, or the caller may not set channels up.' })
  webhookUrl: string | null;
}

export const channelObject = (ctx: Context, driver: ChannelDriver, standing: ChannelStanding | undefined): MessageChannel => ({
  code: driver.code, label: textIn(driver.label, ctx.language), parts: driver.parts, connectedAt: standing?.connectedAt ?? null,
  webhookUrl: driver.parseWebhook && ctx.can(permissions.channels) ? (standing?.webhookUrl ?? null) : null,
});

@ObjectType({ simpleResolvers: true })
export class MessageChannelPayload extends Payload {
  readonly code?: string;

  @Field(() => MessageChannel, { nullable: true })
  async channel(@Ctx() ctx: Context): Promise<MessageChannel | null> {
    const driver = this.code === undefined ? null : driverOf(ctx, this.code);
    return driver && channelObject(ctx, driver, (await standings(ctx)).get(driver.code));
  }
}
