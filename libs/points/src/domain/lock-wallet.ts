import { type Context, MemberKeys } from '@regulars/plugin-sdk';
import { lockActive } from '@regulars/member/contract';
import { say } from './texts';

/** As `lockActive`, for who gives or takes points: their reason is sealed under the member's key. */
export function lockWallet(ctx: Context, memberId: string, path: string, publicId?: string): Promise<string> {
  ctx.use(MemberKeys).prefetch([memberId]);
  return lockActive(ctx, memberId, { path, notActive: say.notActive, ...(publicId !== undefined && { publicId }) });
}
