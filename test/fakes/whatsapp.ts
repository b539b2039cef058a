import { createHmac, randomBytes } from 'node:crypto';
import { type Asked, type Controls, FakeServer, readObject, type Reply } from './fake-server';
import { HookSender } from './hook-sender';

/** A message that was accepted. */
export interface WhatsAppMessage {
  readonly id: string;
  readonly to: string;
  readonly type: string;
  readonly request: Record<string, unknown>;
}

interface Template {
  readonly language: string;
  readonly parameters: number;
  readonly status: 'APPROVED' | 'PENDING' | 'REJECTED';
}

const WINDOW = 86_400_000; // ms after somebody's own message in which one may write freely
const PATH = /^\/v\d+\.\d+\/(\d+)\/(messages|message_templates)$/;
const PHONE = /^\d{7,15}$/;

/** WhatsApp's Cloud API of one business phone number. */
export class FakeWhatsApp extends FakeServer {
  readonly accessToken = 'fake-whatsapp-token';
  readonly appSecret = 'fake-whatsapp-secret';
  readonly phoneNumberId = '100200300';
  readonly businessAccountId = '900800700';
  readonly messages: WhatsAppMessage[] = [];
  readonly hooks = new HookSender();
  webhookUrl: string | null = null;
  /** By name. */
  readonly templates = new Map<string, Template>([['hello', { language: 'en', parameters: 1, status: 'APPROVED' }]]);
  /** Numbers without WhatsApp. */
  readonly absent = new Set<string>();
  /** ms since the epoch of what somebody wrote last, by number. */
  private readonly wrote = new Map<string, number>();

  protected answer(asked: Asked): Reply {
    const [, id, what] = PATH.exec(asked.path) ?? [];
    if (asked.headers.authorization !== `Bearer ${this.accessToken}`) return failed(401, 190, 'Invalid OAuth access token - Cannot parse access token');
    if (asked.method === 'POST' && what === 'messages' && id === this.phoneNumberId) return this.send(readObject(asked.body) ?? {});
    if (asked.method === 'GET' && what === 'message_templates' && id === this.businessAccountId) return this.list();
    return failed(400, 100, 'Unsupported request', 33);
  }

  protected override controls(): Controls {
    return {
      state: () => ({ messages: this.messages, hooks: this.hooks.sent }),
      webhook: ({ url }) => void (this.webhookUrl = String(url)),
      write: ({ from, text }) => this.write(String(from), String(text)),
      status: ({ id, status }) => this.report(String(id), status as 'delivered'),
    };
  }

  /** Somebody writes to the business, which opens the 24 hours. `at`: ms since the epoch. */
  async write(from: string, text: string, at = Date.now()): Promise<void> {
    this.wrote.set(from, at);
    const message = { from, id: messageId(), timestamp: seconds(at), type: 'text', text: { body: text } };
    await this.hook({ contacts: [{ profile: { name: 'Somebody' }, wa_id: from }], messages: [message] });
  }

  /** What became of a message. */
  async report(id: string, status: 'sent' | 'delivered' | 'read' | 'failed', error?: { readonly code: number; readonly title: string }): Promise<void> {
    const { to = '', request = {} } = this.messages.find((message) => message.id === id) ?? {};
    const given = request.biz_opaque_callback_data;
    await this.hook({ statuses: [{ id, status, timestamp: seconds(Date.now()), recipient_id: to, ...(given !== undefined && { biz_opaque_callback_data: given }), ...(error && { errors: [{ ...error, message: error.title }] }) }] });
  }

  /** With the right signature or the one that is named; null: with none. */
  async hook(value: object, signature?: string | null): Promise<void> {
    if (this.webhookUrl === null) return;
    const metadata = { display_phone_number: '886200000000', phone_number_id: this.phoneNumberId };
    const body = JSON.stringify({ object: 'whatsapp_business_account', entry: [{ id: this.businessAccountId, changes: [{ field: 'messages', value: { messaging_product: 'whatsapp', metadata, ...value } }] }] });
    const shown = signature === undefined ? this.sign(body) : signature;
    await this.hooks.send({ url: this.webhookUrl, body, headers: { 'content-type': 'application/json', ...(shown !== null && { 'x-hub-signature-256': shown }) } });
  }

  sign(body: string): string {
    return `sha256=${createHmac('sha256', this.appSecret).update(body).digest('hex')}`;
  }

  /** What the provider asks before it sends webhooks somewhere; the answer must be the challenge. */
  async verify(token: string, challenge: string): Promise<{ readonly status: number; readonly answer: string }> {
    const query = new URLSearchParams({ 'hub.mode': 'subscribe', 'hub.verify_token': token, 'hub.challenge': challenge });
    const response = await fetch(`${this.webhookUrl}?${query}`);
    return { status: response.status, answer: await response.text() };
  }

  private send(request: Record<string, unknown>): Reply {
    const { messaging_product: product, to, type = 'text' } = request;
    if (product !== 'whatsapp' || typeof to !== 'string' || !PHONE.test(to)) return failed(400, 100, 'Invalid parameter');
    const refused = type === 'template' ? this.templateProblem(request.template) : this.windowProblem(to, request);
    if (refused) return refused;
    if (this.absent.has(to)) return failed(400, 131026, 'Message undeliverable');
    const message = { id: messageId(), to, type: String(type), request };
    this.messages.push(message);
    return { status: 200, body: { messaging_product: 'whatsapp', contacts: [{ input: to, wa_id: to }], messages: [{ id: message.id, message_status: 'accepted' }] } };
  }

  private templateProblem(value: unknown): Reply | null {
    const { name, language, components = [] } = (value ?? {}) as { name?: string; language?: { code?: string }; components?: { type: string; parameters?: unknown[] }[] };
    const template = this.templates.get(name ?? '');
    if (!template || template.language !== language?.code) return failed(404, 132001, 'Template name does not exist in the translation');
    if (template.status !== 'APPROVED') return failed(400, 132015, 'Template is paused');
    const given = components.find(({ type }) => type === 'body')?.parameters?.length ?? 0;
    return given === template.parameters ? null : failed(400, 132000, 'Number of parameters does not match the expected number of params');
  }

  private windowProblem(to: string, { text }: Record<string, unknown>): Reply | null {
    if (typeof (text as { body?: unknown } | undefined)?.body !== 'string') return failed(400, 100, 'Invalid parameter');
    const isOpen = Date.now() - (this.wrote.get(to) ?? 0) < WINDOW;
    return isOpen ? null : failed(400, 131047, 'Re-engagement message');
  }

  private list(): Reply {
    const data = [...this.templates].map(([name, { language, status }], at) => ({ name, language, status, category: 'MARKETING', id: String(at + 1), components: [] }));
    return { status: 200, body: { data, paging: { cursors: { before: '', after: '' } } } };
  }
}

const messageId = (): string => `wamid.${randomBytes(18).toString('base64url')}`;
const seconds = (ms: number): string => String(Math.floor(ms / 1_000));

const failed = (status: number, code: number, message: string, subcode?: number): Reply => ({
  status,
  body: { error: { message: `(#${code}) ${message}`, type: 'OAuthException', code, ...(subcode && { error_subcode: subcode }), error_data: { messaging_product: 'whatsapp', details: message }, fbtrace_id: randomBytes(8).toString('hex') } },
});
