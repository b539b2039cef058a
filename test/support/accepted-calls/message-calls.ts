import { createECDH, randomBytes } from 'node:crypto';
import { readId } from '@regulars/plugin-sdk';
import { generateVAPIDKeys } from 'web-push';
import { connectLine } from '../../../plugins/messaging/test/support/line';
import { someone } from './survey-calls';
import { type AcceptedCall, type Calls, calledBy, newKey, type Town } from './town';

const byStaff = calledBy(({ stamps }) => stamps.staff);

const templateInput = (name: string): object => ({
  name, purpose: 'MARKETING', defaultLanguage: 'en', fallbacks: [{ variable: 'member.name', text: 'friend' }],
  contents: [{ channel: 'EMAIL', language: 'en', parts: [
    { name: 'subject', text: 'Hello {{ member.name }}' },
    { name: 'mjml', text: '<mjml><mj-body><mj-section><mj-column><mj-text>Hello</mj-text></mj-column></mj-section></mj-body></mjml>' },
  ] }],
});

async function templateOf(town: Town, n: number): Promise<string> {
  const { template } = await town.do('mutation ($input: MessageTemplateInput!) { messageTemplateCreate(input: $input) { template { id } userErrors { message } } }', { input: templateInput(`Template ${n}`) }, town.stamps.staff);
  return template.id;
}

/** Accounts of this carrier are connected by nobody else here. */
const CARRIER = { channel: 'SMS', credentials: { provider: 'MITAKE', username: 'shop', password: 'secret' } };

/** News by e-mail to nobody. */
async function broadcastOf(town: Town, n: number, state: 'DRAFT' | 'SENDING' | 'PAUSED'): Promise<string> {
  const { staff, shop } = town.stamps;
  const input = { name: `News ${n}`, templateId: await templateOf(town, n), channel: 'EMAIL', where: { tag: { eq: 'nobody' } } };
  const { broadcast } = await town.do('mutation ($input: MessageBroadcastInput!, $key: String!) { messageBroadcastCreate(input: $input, idempotencyKey: $key) { broadcast { id } userErrors { message } } }', { input, key: newKey() }, staff);
  if (state !== 'DRAFT') await town.platform.owner.query('UPDATE messaging.broadcast SET state = $3, started_at = now(), audience = 0 WHERE brand_id = $1 AND id = $2', [shop.id, readId('mbc', broadcast.id), state]);
  return broadcast.id;
}

const CONNECT = 'mutation ($channel: String!, $credentials: JSON!) { messageChannelConnect(channel: $channel, credentials: $credentials) { userErrors { message } } }';

/** What a browser gives, another each time. */
function subscription(n: number): object {
  const keys = createECDH('prime256v1');
  keys.generateKeys();
  return { endpoint: `https://fcm.googleapis.com/fcm/send/${n}`, p256dh: keys.getPublicKey('base64url'), auth: randomBytes(16).toString('base64url') };
}

async function pushTo(town: Town): Promise<AcceptedCall> {
  await town.do(CONNECT, { channel: 'PUSH', credentials: { ...generateVAPIDKeys(), subject: 'mailto:shop@example.com' } }, town.stamps.staff);
  return { caller: await someone(town), variables: { input: subscription(town.next()) } };
}

/** What members do with messages. */
export const ownMessageCalls: Calls = {
  messageLineLinkStart: async (town) => {
    await connectLine(town.stamps.staff);
    return { caller: await someone(town), variables: { linkToken: 'a-token-of-LINE' } };
  },
  messagePushSubscribe: pushTo,
  messagePushUnsubscribe: async (town) => {
    const { caller, variables } = await pushTo(town);
    await town.do('mutation ($input: MessagePushSubscriptionInput!) { messagePushSubscribe(input: $input) { userErrors { message } } }', variables, caller);
    return { caller, variables: { endpoint: (variables.input as { endpoint: string }).endpoint } };
  },
};

export const messageCalls: Calls = {
  messageBeaconPlace: byStaff(async (town, n) => {
    const { store } = await town.do('mutation ($code: String!) { storeCreate(input: { code: $code, name: $code }) { store { id } userErrors { message } } }', { code: `B${n}` }, town.stamps.staff);
    return { hardwareId: n.toString(16).padStart(10, '0'), storeId: store.id };
  }),
  messageAutomaticSet: byStaff(async (town, n) => ({ input: { trigger: 'WELCOME', templateId: await templateOf(town, n), channel: 'EMAIL', isOn: false } })),
  messageBroadcastCreate: byStaff(async (town, n) => ({ input: { name: `New ${n}`, templateId: await templateOf(town, n), channel: 'EMAIL' }, idempotencyKey: newKey() })),
  messageBroadcastSchedule: byStaff(async (town, n) => ({ id: await broadcastOf(town, n, 'DRAFT'), at: '2099-01-01T00:00:00Z' })),
  messageBroadcastPause: byStaff(async (town, n) => ({ id: await broadcastOf(town, n, 'SENDING') })),
  messageBroadcastResume: byStaff(async (town, n) => ({ id: await broadcastOf(town, n, 'PAUSED') })),
  messageBroadcastCancel: byStaff(async (town, n) => ({ id: await broadcastOf(town, n, 'DRAFT') })),
  messageChannelUpdate: byStaff((_, n) => ({ input: { channel: 'LINE', unitPrice: '0.2', monthlyUnits: n } })),
  messageChannelConnect: byStaff(() => CARRIER),
  messageChannelDisconnect: byStaff(async (town) => {
    await town.do(CONNECT, CARRIER, town.stamps.staff);
    return { channel: CARRIER.channel };
  }),
  messageTestSend: byStaff(async (town, n) => ({ input: { templateId: await templateOf(town, n), channel: 'EMAIL', to: 'tester@example.com' }, idempotencyKey: newKey() })),
  messageTemplateCreate: byStaff((_, n) => ({ input: templateInput(`New ${n}`) })),
  messageTemplateUpdate: byStaff(async (town, n) => ({ id: await templateOf(town, n), input: templateInput(`Renamed ${n}`) })),
  messageTemplateArchive: byStaff(async (town, n) => ({ id: await templateOf(town, n) })),
};
