import type { WholeShop } from '../shop';

/** A template whose texts all say whose it is. */
export async function writeMessages({ staff }: WholeShop, mark: string): Promise<void> {
  const parts = [
    { name: 'subject', text: `${mark} subject` },
    { name: 'mjml', text: `<mjml><mj-body><mj-section><mj-column><mj-text>${mark} mail</mj-text></mj-column></mj-section></mj-body></mjml>` },
  ];
  const input = { name: `${mark} template`, purpose: 'MARKETING', defaultLanguage: 'en', contents: [{ channel: 'EMAIL', language: 'en', parts }], fallbacks: [{ variable: 'member.name', text: `${mark} friend` }] };
  await staff.ok('mutation ($input: MessageTemplateInput!) { messageTemplateCreate(input: $input) { userErrors { path message } } }', { input });
}
