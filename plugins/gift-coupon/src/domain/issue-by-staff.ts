import { Members } from '@regulars/member/contract';
import { type Context, InvalidInputError, NotFoundError, Problems, readId, readName, reject } from '@regulars/plugin-sdk';
import { GiftCouponLimitReachedError, GiftCouponOutOfStockError } from '../errors';
import { TEMPLATE_PREFIX } from './ids';
import { issue, type Issued } from './issue';
import { lockMembersOrRestart } from './lock-members';
import { type Template, templatesOf } from './template';
import { refuseTemplate } from './templates';

const MAX_MEMBERS = 100;
const MAX_REASON = 200;

export interface StaffIssue {
  readonly templateId: string;
  readonly memberIds: readonly string[];
  /** Goes into the audit with the operation's arguments. */
  readonly reason: string;
}

/** One coupon for each member, or, where one of them cannot have it, for none. */
export async function issueByStaff(ctx: Context, { templateId, memberIds, reason }: StaffIssue): Promise<{ readonly couponIds: readonly string[] }> {
  const template = await readIssuable(ctx, templateId);
  const members = await lockedMembers(ctx, memberIds, reason);
  const issued = await issue(ctx, members.map((memberId) => ({ template, memberId, at: ctx.now, reason: 'ISSUED_BY_STAFF' as const })));
  refuseWhatFailed(template, issued);
  return { couponIds: issued.map(({ couponId }) => couponId) };
}

async function readIssuable(ctx: Context, publicTemplateId: string): Promise<Template> {
  const id = readId(TEMPLATE_PREFIX, publicTemplateId);
  const template = id === null ? null : (await templatesOf(ctx)).byId(id);
  if (!template) return refuseTemplate('templateId', publicTemplateId);
  if (template.state !== 'LIVE') reject(new InvalidInputError({ en: `The template is ${template.state}: nothing is issued of it.`, 'zh-TW': `樣板狀態為 ${template.state},無法發送。` }, 'templateId'));
  return template;
}

/** Their uuids, each once; who was merged is the one who goes on. */
async function lockedMembers(ctx: Context, memberIds: readonly string[], reason: string): Promise<readonly string[]> {
  const problems = new Problems();
  readName(reason, MAX_REASON, 'reason', problems);
  if (memberIds.length < 1 || memberIds.length > MAX_MEMBERS) problems.add('memberIds', { en: `Give 1 to ${MAX_MEMBERS} members.`, 'zh-TW': `請選擇 1 到 ${MAX_MEMBERS} 位會員。` });
  problems.throwIfAny();
  const uuids = memberIds.map((id) => readId('mbr', id));
  const found = await ctx.use(Members).find(uuids.map((value) => ({ kind: 'ID', value: value ?? '00000000-0000-0000-0000-000000000000' })));
  memberIds.forEach((id, index) => {
    if (uuids[index] === null || found[index] == null) problems.push(new NotFoundError({ en: 'There is no such member.', 'zh-TW': '沒有此會員。' }, ['memberIds', index], id));
  });
  problems.throwIfAny();
  const members = [...new Set(found as string[])];
  const standings = await lockMembersOrRestart(ctx, members);
  memberIds.forEach((_, index) => {
    if (standings.get(found[index] as string)?.status !== 'ACTIVE') problems.add(['memberIds', index], { en: 'Only active members are given coupons.', 'zh-TW': '僅能發送給有效會員。' });
  });
  problems.throwIfAny();
  return members;
}

function refuseWhatFailed(template: Template, issued: readonly Issued[]): void {
  const failed = issued.find(({ outcome }) => outcome !== 'MADE')?.outcome;
  if (failed === undefined) return;
  if (failed === 'STOCK') reject(new GiftCouponOutOfStockError({ en: 'The stock has not enough left.', 'zh-TW': '庫存不足。' }, 'templateId'));
  if (failed === 'LIMIT') {
    const limit = template.perMemberLimit ?? 0;
    reject(new GiftCouponLimitReachedError({ en: `A member may be given ${limit} of these.`, 'zh-TW': `每位會員最多 ${limit} 張。` }, limit, 'memberIds'));
  }
  if (failed === 'NOT_FIRST_ORDER') reject(new InvalidInputError({ en: 'A trial coupon is for members who have ordered nothing yet.', 'zh-TW': '嚐鮮券僅能發送給尚未消費的會員。' }, 'memberIds'));
  reject(new InvalidInputError({ en: 'Its validity is over: nothing can be issued any more.', 'zh-TW': '效期已過,無法再發送。' }, 'templateId'));
}
