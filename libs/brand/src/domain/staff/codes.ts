import { randomBytes } from 'node:crypto';
import { CodeDelivery, type Context, type SentCode } from '@regulars/plugin-sdk';
import { hashOfCode } from './accounts';

/** 256 bits that a person is sent once, and what is stored of them. */
export interface OneTimeCode {
  readonly code: string;
  readonly hash: Buffer;
}

type Purpose = 'invitation' | 'reset';

/** Seconds, of the database's time. */
export const LIVES: Readonly<Record<Purpose, number>> = { invitation: 7 * 86_400, reset: 3_600 };

const CODE = /^[A-Za-z0-9_-]{43}$/;

export function newCode(ctx: Context, purpose: Purpose): OneTimeCode {
  const code = randomBytes(32).toString('base64url');
  return { code, hash: hashOfCode(ctx, purpose, code) };
}

/** Null for what cannot be one. */
export const hashOfGiven = (ctx: Context, purpose: Purpose, code: string): Buffer | null => (CODE.test(code) ? hashOfCode(ctx, purpose, code) : null);

/** Where people's pages are, if the installation says: its environment's REGULARS_CONSOLE_URL. */
const pages = (): string => (process.env.REGULARS_CONSOLE_URL ?? '').replace(/(?<!\/)\/+$/, '');

/** The page that takes the code. It stands behind `#`, which no server and no log sees; without a console it is a path. */
export const pageOf = (purpose: Purpose, code: string): string => `${pages()}/${purpose}#${code}`;

/** Sends the page's address, or the code alone where there is no console. */
export const deliver = (ctx: Context, purpose: Purpose, code: string, to: string): Promise<void> => {
  const sent: SentCode = {
    channel: 'EMAIL', to, purpose: purpose === 'invitation' ? 'STAFF_INVITATION' : 'STAFF_PASSWORD_RESET',
    code: pages() === '' ? code : pageOf(purpose, code), language: ctx.language,
    expiresAt: new Date(ctx.now.getTime() + LIVES[purpose] * 1_000),
  };
  return ctx.use(CodeDelivery).deliver(sent);
};
