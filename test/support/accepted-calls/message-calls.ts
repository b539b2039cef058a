import { someone } from './survey-calls';
import { type Calls, calledBy, type Town } from './town';

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

const LINE = { channel: 'LINE', credentials: { channelAccessToken: 'token', channelSecret: 'secret' } };
const CONNECT = 'mutation ($channel: String!, $credentials: JSON!) { messageChannelConnect(channel: $channel, credentials: $credentials) { userErrors { message } } }';

/** What members do with messages. */
export const ownMessageCalls: Calls = {
  messageLineLinkStart: async (town) => {
    await town.do(CONNECT, LINE, town.stamps.staff);
    return { caller: await someone(town), variables: { linkToken: 'a-token-of-LINE' } };
  },
};

export const messageCalls: Calls = {
  messageBeaconPlace: byStaff(async (town, n) => {
    const { store } = await town.do('mutation ($code: String!) { storeCreate(input: { code: $code, name: $code }) { store { id } userErrors { message } } }', { code: `B${n}` }, town.stamps.staff);
    return { hardwareId: n.toString(16).padStart(10, '0'), storeId: store.id };
  }),
  messageChannelConnect: byStaff(() => CARRIER),
  messageChannelDisconnect: byStaff(async (town) => {
    await town.do(CONNECT, CARRIER, town.stamps.staff);
    return { channel: CARRIER.channel };
  }),
  messageTemplateCreate: byStaff((_, n) => ({ input: templateInput(`New ${n}`) })),
  messageTemplateUpdate: byStaff(async (town, n) => ({ id: await templateOf(town, n), input: templateInput(`Renamed ${n}`) })),
  messageTemplateArchive: byStaff(async (town, n) => ({ id: await templateOf(town, n) })),
};
