import type { WholeShop } from '../shop';

/** A template, a broadcast that was sent and a message by itself, whose texts all say whose they are. */
export async function writeMessages({ staff }: WholeShop, mark: string): Promise<void> {
  const parts = [{ name: 'text', text: `${mark} text` }];
  const input = { name: `${mark} template`, purpose: 'MARKETING', defaultLanguage: 'en', contents: [{ channel: 'SMS', language: 'en', parts }], fallbacks: [{ variable: 'member.name', text: `${mark} friend` }] };
  const { template } = await staff.one('mutation ($input: MessageTemplateInput!) { messageTemplateCreate(input: $input) { template { id } userErrors { path message } } }', { input });
  const news = { name: `${mark} broadcast`, templateId: template.id, channel: 'SMS' };
  const { broadcast } = await staff.one('mutation ($input: MessageBroadcastInput!, $key: String!) { messageBroadcastCreate(input: $input, idempotencyKey: $key) { broadcast { id } userErrors { path message } } }', { input: news, key: `${mark}-news` });
  await staff.ok('mutation ($id: ID!) { messageBroadcastSchedule(id: $id) { userErrors { message } } }', { id: broadcast.id });
  await staff.ok('mutation ($input: MessageAutomaticInput!) { messageAutomaticSet(input: $input) { userErrors { path message } } }', { input: { trigger: 'BIRTHDAY', templateId: template.id, channel: 'SMS' } });
}
