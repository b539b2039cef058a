import { isIP } from 'node:net';
import type { JsonObject } from '@regulars/plugin-sdk';
import { createTransport, type Transporter } from 'nodemailer';
import { z } from 'zod';
import type { ChannelContent, ChannelDriver, ChannelRun, ContentProblem, OutgoingBatch, OutgoingMessage, SendOutcome } from '../channel';
import { uncertain } from '../outcomes';
import { compileMjml } from './compile-mjml';
import { readEmailAddress } from './email-address';
import { forbiddenIn, type MailServers, serverToCall } from './mail-servers';

const credentials = z.strictObject({
  host: z.string().min(1).max(253),
  port: z.int().min(1).max(65_535).default(587),
  /** TLS from the first byte (port 465); else it is turned on by STARTTLS. */
  secure: z.boolean().default(false),
  /** Sends in clear where the server knows no STARTTLS: for a server on the same machine. */
  allowPlain: z.boolean().default(false),
  user: z.string().max(320).optional(),
  password: z.string().max(1_000).optional(),
  /** `Boba <hello@boba.example>` */
  from: z.string().min(3).max(320).refine((value) => !/[\r\n]/.test(value)),
});

type Credentials = z.infer<typeof credentials>;

const MAX_SUBJECT = 200;
const PATIENCE = 20_000; // ms

/** E-mail over SMTP. It knows no key under which a message that comes again is sent once. @param servers that may be called */
export const emailChannel = (servers: MailServers): ChannelDriver => ({
  code: 'EMAIL',
  label: { en: 'E-mail', 'zh-TW': '電子郵件' },
  identity: 'EMAIL',
  credentials: credentials as unknown as z.ZodType<JsonObject>,
  parts: [
    { name: 'subject', escape: 'NONE', required: true, maxLength: 1_000 },
    { name: 'mjml', escape: 'HTML', required: true, maxLength: 100_000 },
    { name: 'text', escape: 'NONE', required: false, maxLength: 20_000 },
  ],
  keepsKeys: null,
  // As few as one connection is worth: what becomes of these is not known when the process dies.
  batchSize: 10,
  readAddress: readEmailAddress,
  checkContent,
  compile: compileMjml,
  forbiddenIn: (saved) => forbiddenIn(saved as unknown as Credentials, servers),
  send: (run, batch) => send(run, batch, servers),
});

function checkContent({ subject = '' }: ChannelContent): readonly ContentProblem[] {
  const isGood = subject.trim() !== '' && subject.length <= MAX_SUBJECT && !/[\r\n]/.test(subject);
  return isGood ? [] : [{ part: 'subject', text: { en: `A subject is one line of 1 to ${MAX_SUBJECT} characters.`, 'zh-TW': `主旨須為 1 至 ${MAX_SUBJECT} 個字元的單行文字。` } }];
}

async function send(run: ChannelRun, { messages }: OutgoingBatch, servers: MailServers): Promise<readonly SendOutcome[]> {
  const { host, port, secure, allowPlain, user, password, from } = run.credentials as unknown as Credentials;
  const server = await serverToCall(host, port, servers);
  if (server.address === null) return messages.map(() => ({ outcome: 'RETRY', afterMs: null, reason: server.reason }));
  const transport = createTransport({
    // An address: nobody looks the name up again. The certificate is the name's.
    host: server.address, port, secure, ...(isIP(host) === 0 && { tls: { servername: host.replace(/\.$/, '') } }), requireTLS: !secure && !allowPlain, pool: true, maxConnections: 1, maxMessages: Infinity,
    connectionTimeout: PATIENCE, greetingTimeout: PATIENCE, socketTimeout: PATIENCE, disableFileAccess: true, disableUrlAccess: true,
    ...(user !== undefined && { auth: { user, pass: password ?? '' } }),
  });
  const stop = (): void => transport.close();
  run.signal.addEventListener('abort', stop, { once: true });
  try {
    return await sendInTurn(transport, from, messages, run.signal);
  } finally {
    run.signal.removeEventListener('abort', stop);
    transport.close();
  }
}

/** One after the other over one connection; what was not begun when it broke can be tried again. */
async function sendInTurn(transport: Transporter, from: string, messages: readonly OutgoingMessage[], signal: AbortSignal): Promise<SendOutcome[]> {
  const outcomes: SendOutcome[] = [];
  let broken: SendOutcome | null = null;
  for (const message of messages) {
    if (signal.aborted) broken = { outcome: 'RETRY', afterMs: null, reason: 'INTERRUPTED' };
    const outcome: SendOutcome = broken ?? (await sendOne(transport, from, message));
    outcomes.push(outcome);
    if (outcome.outcome === 'RETRY' && outcome.reason === 'PROVIDER_UNREACHABLE') broken = outcome;
  }
  return outcomes;
}

/** Of `shop@example.com`, and of `Shop <shop@example.com>`. */
const domainOf = (from: string): string => from.slice(from.lastIndexOf('@') + 1).replace('>', '').trim();

async function sendOne(transport: Transporter, from: string, { id, to, content, unsubscribeUrl }: OutgoingMessage): Promise<SendOutcome> {
  try {
    const { messageId } = (await transport.sendMail({
      from, to, messageId: `<${id}@${domainOf(from)}>`, subject: content.subject, html: content.html, ...(content.text && { text: content.text }),
      ...(unsubscribeUrl !== null && { headers: { 'List-Unsubscribe': `<${unsubscribeUrl}>`, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' } }),
    })) as { messageId: string };
    return { outcome: 'SENT', providerId: messageId };
  } catch (error) {
    return outcomeOf(error as SmtpFault);
  }
}

interface SmtpFault {
  /** What the server answered. */
  readonly responseCode?: number;
  /** Which command it answered, or which one the connection broke at. */
  readonly command?: string;
  readonly code?: string;
  readonly message?: string;
}

/** Said before anything of the message has left. Of a connection that broke later nodemailer tells no more than that it did. */
const BEFORE_ANYTHING = /ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|Connection timeout|Greeting never received|certificate|STARTTLS/i;

const NO_SUCH_MAILBOX = new Set([550, 551, 553]);

/** What the server said decides; without a word of it, whether the message may have been taken already. */
function outcomeOf({ responseCode, command, code, message = '' }: SmtpFault): SendOutcome {
  if (responseCode !== undefined) {
    if (responseCode < 500) return { outcome: 'RETRY', afterMs: null, reason: `SMTP_${responseCode}` };
    if (code === 'EAUTH') return { outcome: 'RETRY', afterMs: null, reason: 'CREDENTIALS_REFUSED' };
    return { outcome: 'FAILED', reason: `SMTP_${responseCode}`, permanent: command === 'RCPT TO' && NO_SUCH_MAILBOX.has(responseCode) };
  }
  if (code === 'EDNS' || code === 'ETLS' || BEFORE_ANYTHING.test(message)) return { outcome: 'RETRY', afterMs: null, reason: 'PROVIDER_UNREACHABLE' };
  return uncertain;
}
