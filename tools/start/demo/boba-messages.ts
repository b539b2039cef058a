import { randomUUID } from 'node:crypto';
import type { BrandClient } from '../platform-client';

const REFUSALS = 'userErrors { code message path }';

const text = (language: string, words: string): object => ({ channel: 'SMS', language, parts: [{ name: 'text', text: words }] });

interface Words {
  readonly name: string;
  readonly purpose: 'MARKETING' | 'SERVICE';
  readonly zh: string;
  readonly en: string;
}

const TEMPLATES = {
  WELCOME: { name: '歡迎入會', purpose: 'SERVICE', zh: '{{ member.name }} 您好,歡迎加入 {{ brand.name }}!會員編號 {{ member.number }}', en: 'Welcome to {{ brand.name }}, {{ member.name }}! Your number is {{ member.number }}.' },
  BIRTHDAY: { name: '生日快樂', purpose: 'MARKETING', zh: '{{ member.name }} 生日快樂!今天來店第二杯半價。', en: 'Happy birthday, {{ member.name }}! Your second cup is half price today.' },
  POINTS_EXPIRING: { name: '點數到期提醒', purpose: 'SERVICE', zh: '您有 {{ event.points }} 點將於 {{ event.on }} 到期。', en: '{{ event.points }} points expire on {{ event.on }}.' },
} as const satisfies Readonly<Record<string, Words>>;

const NEWS: Words = { name: '新品上市', purpose: 'MARKETING', zh: '{{ member.name }},黑糖珍珠鮮奶新上市!{% link \'https://example.com/brown-sugar\' %}', en: 'New, {{ member.name }}: brown sugar milk tea! {% link \'https://example.com/brown-sugar\' %}' };

async function write(brand: BrandClient, { name, purpose, zh, en }: Words): Promise<string> {
  const input = { name, purpose, defaultLanguage: 'zh-TW', contents: [text('zh-TW', zh), text('en', en)], fallbacks: [{ variable: 'member.name', text: '貴賓' }] };
  const { messageTemplateCreate } = await brand.run<{ messageTemplateCreate: { template: { id: string } } }>(`mutation ($input: MessageTemplateInput!) { messageTemplateCreate(input: $input) { template { id } ${REFUSALS} } }`, { input });
  return messageTemplateCreate.template.id;
}

/** Three messages by themselves, and news that went to who agreed to hear it: all into the outbox, since nobody has an account. */
export async function runMessages(brand: BrandClient, memberIds: readonly string[]): Promise<void> {
  // Whoever starts the demo at night shall see something, too.
  await brand.run(`mutation { pluginEnable(id: "messaging") { ${REFUSALS} } pluginConfigure(id: "messaging", settings: { quietHours: null }) { ${REFUSALS} } }`);
  for (const id of memberIds.slice(0, 12)) {
    await brand.run(`mutation ($id: ID!) { memberConsentsSet(id: $id, consents: [{ purpose: MARKETING, channel: "SMS", granted: true }]) { ${REFUSALS} } }`, { id });
  }
  for (const [trigger, words] of Object.entries(TEMPLATES)) {
    const input = { trigger, templateId: await write(brand, words), channel: 'SMS' };
    await brand.run(`mutation ($input: MessageAutomaticInput!) { messageAutomaticSet(input: $input) { ${REFUSALS} } }`, { input });
  }
  const input = { name: '黑糖珍珠鮮奶', templateId: await write(brand, NEWS), channel: 'SMS' };
  const { messageBroadcastCreate } = await brand.run<{ messageBroadcastCreate: { broadcast: { id: string } } }>(
    `mutation ($input: MessageBroadcastInput!, $key: String!) { messageBroadcastCreate(input: $input, idempotencyKey: $key) { broadcast { id } ${REFUSALS} } }`, { input, key: randomUUID() });
  await brand.run(`mutation ($id: ID!) { messageBroadcastSchedule(id: $id) { ${REFUSALS} } }`, { id: messageBroadcastCreate.broadcast.id });
}
