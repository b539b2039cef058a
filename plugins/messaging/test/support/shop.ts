import { newUuid } from '@regulars/plugin-sdk';
import type { TestCaller } from '@regulars/testing';
import { CONSENT, CREATE_BROADCAST, CREATE_TEMPLATE, JOIN, SCHEDULE } from './documents';

export interface Content {
  readonly channel: string;
  readonly language: string;
  readonly parts: readonly { readonly name: string; readonly text: string }[];
}

export const card = (text: string, language = 'en'): Content => ({ channel: 'POSTCARD', language, parts: [{ name: 'text', text }] });

export const letter = (subject: string, body: string, language = 'en'): Content => ({
  channel: 'EMAIL', language,
  parts: [{ name: 'subject', text: subject }, { name: 'mjml', text: `<mjml><mj-body><mj-section><mj-column>${body}</mj-column></mj-section></mj-body></mjml>` }],
});

export const templateInput = (contents: readonly Content[], more: object = {}): object => ({ name: 'Hello', purpose: 'MARKETING', defaultLanguage: 'en', contents, ...more });

/** A template; its public id. */
export const template = async (staff: TestCaller, contents: readonly Content[], more: object = {}): Promise<string> =>
  (await staff.one(CREATE_TEMPLATE, { input: templateInput(contents, more) })).template.id as string;

/** A member; its public id. */
export async function join(staff: TestCaller, more: object = {}): Promise<string> {
  const key = newUuid();
  return (await staff.one(JOIN, { input: { externalId: { source: 'spec', id: key }, ...more }, key })).member.id as string;
}

/** A template's broadcast by a channel; its public id. */
export async function broadcast(staff: TestCaller, templateId: string, more: object = {}): Promise<string> {
  const input = { name: 'News', templateId, channel: 'POSTCARD', ...more };
  return (await staff.one(CREATE_BROADCAST, { input, key: newUuid() })).broadcast.id as string;
}

export const sendNow = (staff: TestCaller, id: string): Promise<unknown> => staff.ok(SCHEDULE, { id });

export const agree = (staff: TestCaller, id: string, granted = true, channel = 'POSTCARD', purpose = 'MARKETING'): Promise<unknown> => staff.ok(CONSENT, { id, consents: [{ purpose, channel, granted }] });
