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

export const messageCalls: Calls = {
  messageChannelConnect: byStaff(() => CARRIER),
  messageChannelDisconnect: byStaff(async (town) => {
    await town.do('mutation ($channel: String!, $credentials: JSON!) { messageChannelConnect(channel: $channel, credentials: $credentials) { userErrors { message } } }', CARRIER, town.stamps.staff);
    return { channel: CARRIER.channel };
  }),
  messageTemplateCreate: byStaff((_, n) => ({ input: templateInput(`New ${n}`) })),
  messageTemplateUpdate: byStaff(async (town, n) => ({ id: await templateOf(town, n), input: templateInput(`Renamed ${n}`) })),
  messageTemplateArchive: byStaff(async (town, n) => ({ id: await templateOf(town, n) })),
};
