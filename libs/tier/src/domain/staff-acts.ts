import { Members } from '@regulars/member/contract';
import { type Context, InvalidInputError, InvalidTransitionError, MemberKeys, newUuid, NotFoundError, Problems, readId, reject } from '@regulars/plugin-sdk';
import { insertManualSet, staffHold } from '../data/manual-set.statements';
import { sealReason } from './act-reasons';
import { judgeMembers } from './judge-members';
import { type TierProgram, tierOfCode } from './program';
import { programsOf } from './programs';
import { TierState } from './tier-state';

export interface TierSetting {
  readonly memberId: string;
  readonly tierCode: string;
  readonly until: Date | null;
  readonly lock: boolean;
  readonly reason: string;
}

const MAX_REASON = 500;

/**
 * Gives a member a tier by hand, until an instant or for good. With `lock` nothing moves it; without, the rules may
 * lift the member above it but do not let the member fall below. Answers the member's uuid.
 */
export async function setTier(ctx: Context, setting: TierSetting): Promise<string> {
  const memberId = await lockMember(ctx, setting.memberId);
  const program = await liveProgram(ctx);
  const problems = new Problems();
  if (!tierOfCode(program, setting.tierCode)) problems.add('tierCode', { en: 'The live tier program has no such tier.', 'zh-TW': '目前的等級方案沒有這個等級。' });
  if (setting.until !== null && setting.until <= ctx.now) problems.add('until', { en: 'Give an instant in the future.', 'zh-TW': '請輸入未來的時間。' });
  checkReason(setting.reason, problems);
  problems.throwIfAny();
  const { tierCode, until, lock, reason } = setting;
  const actId = newUuid();
  await ctx.sql(insertManualSet(actId, memberId, 'SET', tierCode, until, lock, await sealReason(ctx, memberId, actId, reason.trim()), ctx.actor.kind, ctx.actor.id));
  await judgeMembers(ctx, program, new Map([[memberId, ctx.now.getTime()]]));
  return memberId;
}

/** Ends a lock, or what staff promised without one: the rules judge the member from now on. Answers the member's uuid. */
export async function unlockTier(ctx: Context, id: string, reason: string): Promise<string> {
  const memberId = await lockMember(ctx, id);
  const program = await liveProgram(ctx);
  const problems = new Problems();
  checkReason(reason, problems);
  problems.throwIfAny();
  const [standing] = await ctx.sql(staffHold(memberId));
  if (standing?.state !== TierState.LOCKED && !standing?.held) {
    reject(new InvalidTransitionError({ en: 'The tier is not locked.', 'zh-TW': '等級未鎖定。' }, standing?.state ?? TierState.CURRENT, TierState.CURRENT, 'memberId'));
  }
  const actId = newUuid();
  await ctx.sql(insertManualSet(actId, memberId, 'UNLOCK', null, null, false, await sealReason(ctx, memberId, actId, reason.trim()), ctx.actor.kind, ctx.actor.id));
  await judgeMembers(ctx, program, new Map([[memberId, ctx.now.getTime()]]));
  return memberId;
}

async function lockMember(ctx: Context, id: string): Promise<string> {
  const uuid = readId('mbr', id);
  const unknown = new NotFoundError({ en: 'There is no such member.', 'zh-TW': '查無此會員。' }, 'memberId', id);
  if (uuid === null) return reject(unknown);
  return lockSurvivor(ctx, uuid, unknown);
}

/** Who was merged stands for the one who goes on. */
async function lockSurvivor(ctx: Context, uuid: string, unknown: NotFoundError): Promise<string> {
  ctx.use(MemberKeys).prefetch([uuid]);
  await ctx.use(Members).lock([uuid]);
  const standing = (await ctx.use(Members).standings([uuid])).get(uuid);
  if (!standing) return reject(unknown);
  return standing.mergedInto === null ? uuid : lockSurvivor(ctx, standing.mergedInto, unknown);
}

async function liveProgram(ctx: Context): Promise<TierProgram> {
  const { live } = await programsOf(ctx);
  return live ?? reject(new InvalidInputError({ en: 'The brand has no live tier program.', 'zh-TW': '目前沒有啟用中的等級方案。' }, 'memberId'));
}

function checkReason(reason: string, problems: Problems): void {
  if (reason.trim() === '' || reason.length > MAX_REASON) problems.add('reason', { en: `Give 1 to ${MAX_REASON} characters.`, 'zh-TW': `請輸入 1 至 ${MAX_REASON} 個字。` });
}
