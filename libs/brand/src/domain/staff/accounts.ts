import { Aside, type Context, InstallationData, newUuid } from '@regulars/plugin-sdk';
import { type AccountRow, ensureAccount, findAccount, type StaffAccount } from '../../data/account.statements';

const ADDRESS = /^[^\s@\p{C}]+@[^\s@.\p{C}]+(?:\.[^\s@.\p{C}]+)+$/u;
const MAX_ADDRESS = 254;

/** An address as accounts know it; null when it is none. Capitals make no other person. */
export function readAddress(text: string): string | null {
  const address = text.normalize('NFKC').trim().toLowerCase();
  return address.length <= MAX_ADDRESS && ADDRESS.test(address) ? address : null;
}

const place = (column: string, id: string) => ({ table: 'brand.account', column, row: id });

export const indexOf = (ctx: Context, address: string): Buffer => ctx.use(InstallationData).blindIndex('staff-email', address);

/** How a code that a person holds is stored: a keyed hash, so that neither the table nor its backup gives one away. */
export const hashOfCode = (ctx: Context, purpose: 'invitation' | 'reset' | 'recovery', code: string): Buffer => ctx.use(InstallationData).blindIndex(`staff-${purpose}`, code);

/** As it is now; what follows from it is written after `holdAsSeen`. */
export async function accountOf(ctx: Context, by: { readonly address: string } | { readonly id: string }): Promise<AccountRow | null> {
  const [row] = await ctx.use(Aside).sql('id' in by ? findAccount(null, by.id) : findAccount(indexOf(ctx, by.address), null));
  return row ?? null;
}

/** Answers the account's id; it is the same whoever asks first. */
export async function accountFor(ctx: Context, address: string): Promise<string> {
  const id = newUuid();
  const sealed = ctx.use(InstallationData).seal(address, place('email_sealed', id));
  const [row] = await ctx.sql(ensureAccount(id, indexOf(ctx, address), sealed));
  return row?.id ?? id;
}

export const addressOf = (ctx: Context, { id, emailSealed }: Pick<StaffAccount, 'id' | 'emailSealed'>): string => ctx.use(InstallationData).open(emailSealed, place('email_sealed', id));

export const sealSecret = (ctx: Context, column: 'totp_sealed' | 'totp_pending', id: string, secret: string): Buffer => ctx.use(InstallationData).seal(secret, place(column, id));
export const openSecret = (ctx: Context, column: 'totp_sealed' | 'totp_pending', id: string, sealed: Buffer): string => ctx.use(InstallationData).open(sealed, place(column, id));
