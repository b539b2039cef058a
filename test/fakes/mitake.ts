import { type Asked, type Controls, FakeServer, type Reply } from './fake-server';
import { HookSender } from './hook-sender';

export interface MitakeMessage {
  readonly msgid: string;
  readonly to: string;
  readonly body: string;
  readonly clientId: string | null;
  readonly response: string | null;
}

const MOBILE = /^09\d{8}$|^\+?8869\d{8}$/;
const LINE_END = '\r\n';

/** Mitake (三竹簡訊): a form in, lines of `name=value` under `[1]` out; always 200, what went wrong is in `statuscode`. */
export class FakeMitake extends FakeServer {
  readonly username = '12345678SMS';
  readonly password = 'fake-mitake-password';
  readonly messages: MitakeMessage[] = [];
  readonly hooks = new HookSender();
  points = 1_000;

  protected answer(asked: Asked): Reply {
    if (asked.method !== 'POST' || asked.path !== '/api/mtk/SmSend') return { status: 404, body: 'Not Found' };
    const form = new URLSearchParams(asked.body);
    if (asked.query.get('CharsetURL') !== 'UTF8') return lines({ statuscode: 'y', Error: '參數錯誤' });
    if (form.get('username') !== this.username || form.get('password') !== this.password) return lines({ statuscode: 'e', Error: '帳號、密碼錯誤' });
    return this.send(form);
  }

  protected override controls(): Controls {
    return { state: () => ({ messages: this.messages, hooks: this.hooks.sent }), status: ({ msgid, statuscode }) => this.report(String(msgid), String(statuscode)) };
  }

  /** What became of a message. The provider signs nothing: it asks the address it was given, with parameters. */
  async report(msgid: string, statuscode: string): Promise<void> {
    const message = this.messages.find((sent) => sent.msgid === msgid);
    if (!message?.response) return;
    const url = new URL(message.response);
    for (const [name, value] of Object.entries({ msgid, dstaddr: message.to, dlvtime: '20261122120000', donetime: '20261122120003', statuscode, statusstr: statuscode === '4' ? 'DELIVRD' : 'UNDELIV', StatusFlag: statuscode })) url.searchParams.set(name, value);
    await this.hooks.send({ url: url.href, body: '', headers: {} });
  }

  private send(form: URLSearchParams): Reply {
    const [to, body, clientId] = [form.get('dstaddr') ?? '', form.get('smbody') ?? '', form.get('clientid')];
    // The same client id within twelve hours is the same message.
    const earlier = clientId === null ? undefined : this.messages.find((message) => message.clientId === clientId);
    if (earlier) return lines({ msgid: earlier.msgid, statuscode: '1', AccountPoint: String(this.points), Duplicate: 'Y' });
    if (body === '') return lines({ statuscode: 'u', Error: '簡訊內容不得為空白' });
    if (!MOBILE.test(to)) return lines({ statuscode: 'v', Error: '無效的手機號碼' });
    if (this.points <= 0) return lines({ statuscode: 's', Error: '帳務處理失敗,無法發送' });
    this.points -= 1;
    const message = { msgid: `#${String(this.messages.length + 1).padStart(9, '0')}`, to, body, clientId, response: form.get('response') };
    this.messages.push(message);
    return lines({ msgid: message.msgid, statuscode: '1', AccountPoint: String(this.points) });
  }
}

const lines = (values: Readonly<Record<string, string>>): Reply => ({
  status: 200,
  body: ['[1]', ...Object.entries(values).map(([name, value]) => `${name}=${value}`), ''].join(LINE_END),
});
