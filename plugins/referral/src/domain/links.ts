import { randomBytes } from 'node:crypto';
import { RateLimitedError } from '@regulars/member/contract';
import { AddressLimits, base32Of, type Context, DAY, newUuid, publicId, readId, reject } from '@regulars/plugin-sdk';
import { insertLink, linkByClick, linkByCode, linkOfMember, type LinkRow, visitLink } from '../data/link.statements';
import { ReferralClickExpiredError, ReferralNotOpenError } from '../errors';
import { settings } from '../settings';
import { CLICK_PREFIX } from './ids';
import { isOpen, type Program, programsOf } from './program';
import { refuseProgram } from './programs';
import { noteReferrer, noteVisit } from './sightings';

const LENGTH = 9;
/** Many friends sit behind one address. */
const VISITS = [{ max: 300, seconds: 600 }];

const newCode = (): string => base32Of(randomBytes(LENGTH));

export interface LinkRef {
  /** uuid */
  readonly linkId: string;
}

/** The member's link; made, when there is none yet. The caller holds the member's lock. */
export async function makeLink(ctx: Context, programName: string, memberId: string, device: string | null = null): Promise<LinkRef> {
  const program = (await programsOf(ctx)).named(programName);
  if (!program || program.state === 'DRAFT') return refuseProgram('programId', programName);
  if (!isOpen(program, ctx.now)) reject(notOpen('programId'));
  await noteReferrer(ctx, memberId, device);
  const [existing] = await ctx.sql(linkOfMember(program.id, memberId));
  if (existing) return { linkId: existing.id };
  const linkId = newUuid();
  const [written] = await ctx.sql(insertLink(linkId, program.id, memberId, newCode()));
  return written ? { linkId } : ctx.restart('A new code was taken');
}

/** What somebody came by. */
export interface FoundLink {
  readonly link: LinkRow;
  readonly program: Program;
  /** Of who followed the link: uuid and time. */
  readonly click: { readonly id: string; readonly at: Date } | null;
}

/** By a code as it was typed, or by the id of a visit; null: it is neither. */
export async function findLink(ctx: Context, text: string): Promise<FoundLink | null> {
  const clickId = readId(CLICK_PREFIX, text.trim());
  const [clicked] = clickId === null ? [] : await ctx.sql(linkByClick(clickId));
  const [link] = clicked ? [clicked] : await ctx.sql(linkByCode(text.trim().toLowerCase()));
  const program = link ? (await programsOf(ctx)).byId(link.program_id) : null;
  return link && program ? { link, program, click: clicked && clickId !== null ? { id: clickId, at: clicked.clicked_at } : null } : null;
}

export const notOpen = (path: string): ReferralNotOpenError =>
  new ReferralNotOpenError({ en: 'Nobody is brought by this program, or by this member, now.', 'zh-TW': '此推薦活動或推薦碼目前無法使用。' }, path);

/** Why nobody joins by it now; null: one may. */
export async function refusalOf(ctx: Context, { link, program, click }: FoundLink, path: string): Promise<ReferralNotOpenError | ReferralClickExpiredError | null> {
  if (link.closed_at !== null || !isOpen(program, ctx.now)) return notOpen(path);
  const { clickDays } = await ctx.settings(settings);
  if (click === null || ctx.now.getTime() < click.at.getTime() + clickDays * DAY) return null;
  return new ReferralClickExpiredError({ en: `The link was followed more than ${clickDays} days ago.`, 'zh-TW': `點擊連結已超過 ${clickDays} 天。` }, path);
}

export interface Visit {
  /** Where to send the visitor. */
  readonly target: string;
  /** What to join by. */
  readonly recruitmentLink: string;
}

/** Counts a visit. */
export async function visit(ctx: Context, code: string, device: string | null = null): Promise<Visit> {
  const wait = await ctx.use(AddressLimits).take('referral.visits', VISITS);
  if (wait !== null) reject(new RateLimitedError(wait, 'code'));
  const [link] = await ctx.sql(linkByCode(code.trim().toLowerCase()));
  const program = link ? (await programsOf(ctx)).byId(link.program_id) : null;
  if (!link || !program || !isOpen(program, ctx.now)) return reject(notOpen('code'));
  const clickId = newUuid();
  const [visited] = await ctx.sql(visitLink(link.id, clickId));
  if (!visited) return reject(notOpen('code'));
  await noteVisit(ctx, clickId, device);
  const recruitmentLink = publicId(CLICK_PREFIX, clickId);
  return { target: targetWith(program, recruitmentLink), recruitmentLink };
}

/** What the page passes on when somebody joins there. */
function targetWith({ target }: Program, recruitmentLink: string): string {
  const url = new URL(target);
  url.searchParams.set('recruitmentLink', recruitmentLink);
  return url.toString();
}

/** What a link's QR code says: the page counts the visit with the code it finds there. */
export const linkAddress = (program: Program, { code }: Pick<LinkRow, 'code'>): string => targetWith(program, code);
