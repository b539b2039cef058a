import { createECDH } from 'node:crypto';
import { FakeLine } from './line';
import { FakeMailbox } from './mailbox';
import { FakeMitake } from './mitake';
import { FakePush } from './push';
import { FakeSmtp } from './smtp';
import { FakeTwilio } from './twilio';
import { FakeWhatsApp } from './whatsapp';

export type FakeName = 'line' | 'whatsapp' | 'twilio' | 'mitake' | 'push' | 'smtp';

/** A fake that listens. */
export interface OpenFake {
  readonly url: string;
  /** Where it is told how to behave, and shows what it was sent: `/received`. */
  readonly control: string;
  readonly channel: string;
  /** As `messageChannelConnect` takes them. Nothing of it is a secret. */
  readonly credentials: Readonly<Record<string, unknown>>;
  close(): Promise<unknown>;
}

interface Listening {
  open(port: number): Promise<unknown>;
}

/** At this port; at any, where somebody else listens there or this user may not. */
async function openAt(fake: Listening, port: number): Promise<void> {
  await fake.open(port).catch((error: NodeJS.ErrnoException) => {
    if (port === 0 || !['EADDRINUSE', 'EACCES'].includes(error.code ?? '')) throw error;
    return fake.open(0);
  });
}

type Http = FakeLine | FakeWhatsApp | FakeTwilio | FakeMitake | FakePush;

async function openHttp<F extends Http>(fake: F, port: number, channel: string, credentials: (fake: F) => OpenFake['credentials']): Promise<OpenFake> {
  await openAt(fake, port);
  return { url: fake.url, control: fake.url, channel, credentials: credentials(fake), close: () => fake.close() };
}

/** Keys by which a push service knows who sends, made anew each time. */
function vapid(): { readonly publicKey: string; readonly privateKey: string } {
  const keys = createECDH('prime256v1');
  const publicKey = keys.generateKeys('base64url');
  return { publicKey, privateKey: Buffer.from(keys.getPrivateKey('hex').padStart(64, '0'), 'hex').toString('base64url') };
}

const BESIDE = 50;

async function openSmtp(port: number): Promise<OpenFake> {
  const smtp = new FakeSmtp();
  const mailbox = new FakeMailbox(smtp);
  await openAt(smtp, port);
  await openAt(mailbox, port === 0 ? 0 : port + BESIDE);
  const { username: user, password } = smtp;
  const credentials = { host: '127.0.0.1', port: smtp.port, secure: false, allowPlain: true, user, password, from: 'Boba <hello@boba.example>' };
  return { url: smtp.url, control: mailbox.url, channel: 'EMAIL', credentials, close: () => Promise.all([smtp.close(), mailbox.close()]) };
}

function friendlyLine(): FakeLine {
  const line = new FakeLine();
  // Who was a friend before it was started anew still is.
  line.knowsEverybody = true;
  return line;
}

/** How each is opened. The mail server takes another port near its own, for what it shows. */
export const OPENERS: Readonly<Record<FakeName, (port: number) => Promise<OpenFake>>> = {
  line: (port) => openHttp(friendlyLine(), port, 'LINE', ({ channelAccessToken, channelSecret }) => ({ channelAccessToken, channelSecret })),
  whatsapp: (port) => openHttp(new FakeWhatsApp(), port, 'WHATSAPP', ({ phoneNumberId, accessToken, appSecret }) => ({ phoneNumberId, accessToken, appSecret, verifyToken: 'fake-verify-token' })),
  twilio: (port) => openHttp(new FakeTwilio(), port, 'SMS', ({ accountSid, authToken }) => ({ provider: 'TWILIO', accountSid, authToken, from: '+886900000000' })),
  mitake: (port) => openHttp(new FakeMitake(), port, 'SMS', ({ username, password }) => ({ provider: 'MITAKE', username, password })),
  push: (port) => openHttp(new FakePush(), port, 'PUSH', () => ({ ...vapid(), subject: 'mailto:hello@boba.example' })),
  smtp: openSmtp,
};
