import { type Context, InstallationData, InvalidInputError, newUuid, reject } from '@regulars/plugin-sdk';
import { inviteOwner, isDone } from '../../data/account.statements';
import { accountFor, readAddress } from './accounts';
import { deliver, LIVES, newCode, pageOf } from './codes';

const notAnAddress = (path: string): never => reject(new InvalidInputError({ en: 'Give an e-mail address.', 'zh-TW': '請填電子郵件地址。' }, path));

/** Invites an owner, as who runs the installation. Answers the page that takes the code, which is also sent. */
export async function inviteTheOwner(ctx: Context, brandId: string, email: string, name: string | null, path: string): Promise<string> {
  const address = readAddress(email) ?? notAnAddress(path);
  const accountId = await accountFor(ctx, address);
  const { code, hash } = newCode(ctx, 'invitation');
  const shown = name?.trim() || address.slice(0, address.indexOf('@'));
  if (!isDone(await ctx.sql(inviteOwner(brandId, newUuid(), accountId, shown.slice(0, 100), hash, LIVES.invitation)))) {
    reject(new InvalidInputError({ en: 'This person works there already: an owner can give them the role.', 'zh-TW': '此人員已在職,請由擁有者指派角色。' }, path));
  }
  await deliver(ctx, 'invitation', code, address);
  return pageOf('invitation', code);
}

const place = (brandId: string) => ({ table: 'platform.idempotency', column: 'payload', row: brandId });

/** An answer is kept for whoever repeats the call; what it lets in with is kept sealed. */
export const sealUrl = (ctx: Context, brandId: string, url: string): string => ctx.use(InstallationData).seal(url, place(brandId)).toString('base64');
export const openUrl = (ctx: Context, brandId: string, sealed: string): string => ctx.use(InstallationData).open(Buffer.from(sealed, 'base64'), place(brandId));
