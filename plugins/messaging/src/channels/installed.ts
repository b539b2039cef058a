import { type Extension, extend } from '@regulars/plugin-sdk';
import { z } from 'zod';
import { Channels } from './channel';
import { emailChannel } from './email/email';
import { readMailServers } from './email/mail-servers';
import { lineChannel } from './line/line-channel';
import { pushChannel } from './push/push-channel';
import { smsChannel } from './sms/sms-channel';
import { whatsAppChannel } from './whatsapp/whatsapp-channel';

const url = z.url({ protocol: /^https?$/ }).optional();
const addresses = z.strictObject({ line: url, whatsapp: url, twilio: url, mitake: url, push: url });

/** Where providers answer, if not where they do for everybody: what the operator put before them, or fakes while developing. A process that cannot read it does not start. */
function addressesIn(text = process.env.REGULARS_MESSAGE_PROVIDERS ?? '{}'): z.infer<typeof addresses> {
  try {
    return addresses.parse(JSON.parse(text));
  } catch {
    throw new Error('REGULARS_MESSAGE_PROVIDERS is JSON such as {"line":"http://127.0.0.1:4101"}, of line, whatsapp, twilio, mitake and push');
  }
}

/** Where LINE's API answers. */
export const lineApi = (): string => addressesIn().line ?? 'https://api.line.me';

/** LINE's page on which somebody agrees that their account is linked. */
export const lineDialog = (): string => `${addressesIn().line ?? 'https://access.line.me'}/dialog/bot/accountLink`;

/** A push service of the operator's own, beside those of browsers. */
export const ownPushService = (): string | undefined => addressesIn().push;

/** The channels that come with this plugin. */
export function installedChannels(): Extension[] {
  const { whatsapp, twilio, mitake } = addressesIn();
  const sms = Object.fromEntries(Object.entries({ twilio, mitake }).filter(([, address]) => address !== undefined));
  return [emailChannel(readMailServers()), lineChannel(lineApi), smsChannel(sms), whatsAppChannel(whatsapp), pushChannel(ownPushService)].map((driver) => extend(Channels, driver));
}
