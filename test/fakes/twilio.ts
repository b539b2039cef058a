import { createHmac, randomBytes } from 'node:crypto';
import { type Asked, type Controls, FakeServer, type Reply } from './fake-server';
import { HookSender } from './hook-sender';

export interface TwilioMessage {
  readonly sid: string;
  readonly to: string;
  readonly from: string;
  readonly body: string;
  readonly statusCallback: string | null;
}

const E164 = /^\+[1-9]\d{6,14}$/;
const MAX_TEXT = 1_600;

/** Twilio's REST API for one account: form in, JSON out, basic auth. */
export class FakeTwilio extends FakeServer {
  readonly accountSid = `AC${'0'.repeat(31)}1`;
  readonly authToken = 'fake-twilio-token';
  readonly messages: TwilioMessage[] = [];
  readonly hooks = new HookSender();
  /** Who answered STOP. */
  readonly stopped = new Set<string>();
  readonly landlines = new Set<string>();

  protected answer(asked: Asked): Reply {
    const expected = `Basic ${Buffer.from(`${this.accountSid}:${this.authToken}`).toString('base64')}`;
    if (asked.headers.authorization !== expected) return failed(401, 20003, 'Authenticate');
    if (asked.method !== 'POST' || asked.path !== `/2010-04-01/Accounts/${this.accountSid}/Messages.json`) return failed(404, 20404, 'The requested resource was not found');
    return this.send(new URLSearchParams(asked.body));
  }

  protected override controls(): Controls {
    return { state: () => ({ messages: this.messages, hooks: this.hooks.sent }), status: ({ sid, status }) => this.report(String(sid), String(status)) };
  }

  /** What became of a message, told to the address it was sent with (what stands behind `#` is Twilio's own to read); with the right signature or the one named. */
  async report(sid: string, status: string, { errorCode, signature }: { readonly errorCode?: number; readonly signature?: string | null } = {}): Promise<void> {
    const message = this.messages.find((sent) => sent.sid === sid);
    if (!message?.statusCallback) return;
    const url = message.statusCallback.replace(/#.*/, '');
    const form = { AccountSid: this.accountSid, ApiVersion: '2010-04-01', From: message.from, MessageSid: sid, MessageStatus: status, SmsSid: sid, SmsStatus: status, To: message.to, ...(errorCode && { ErrorCode: String(errorCode) }) };
    const shown = signature === undefined ? this.sign(url, form) : signature;
    const headers = { 'content-type': 'application/x-www-form-urlencoded', ...(shown !== null && { 'x-twilio-signature': shown }) };
    await this.hooks.send({ url, body: new URLSearchParams(form).toString(), headers });
  }

  sign(url: string, form: Readonly<Record<string, string>>): string {
    const text = Object.keys(form).sort().reduce((whole, name) => whole + name + form[name], url);
    return createHmac('sha1', this.authToken).update(text).digest('base64');
  }

  private send(form: URLSearchParams): Reply {
    const [to, body] = [form.get('To') ?? '', form.get('Body') ?? ''];
    const from = form.get('From') ?? form.get('MessagingServiceSid') ?? '';
    if (from === '') return failed(400, 21603, 'A \'From\' phone number is required');
    if (!E164.test(to)) return failed(400, 21211, `Invalid 'To' Phone Number: ${to}`);
    if (this.landlines.has(to)) return failed(400, 21614, '\'To\' number is not a valid mobile number');
    if (this.stopped.has(to)) return failed(400, 21610, 'Attempt to send to unsubscribed recipient');
    if (body === '' || body.length > MAX_TEXT) return failed(400, 21617, 'The concatenated message body exceeds the 1600 character limit');
    const message = { sid: `SM${randomBytes(16).toString('hex')}`, to, from, body, statusCallback: form.get('StatusCallback') };
    this.messages.push(message);
    return { status: 201, body: { sid: message.sid, account_sid: this.accountSid, api_version: '2010-04-01', to, from, body, status: 'queued', num_segments: '1', error_code: null, error_message: null } };
  }
}

const failed = (status: number, code: number, message: string): Reply => ({
  status,
  body: { code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status },
});
