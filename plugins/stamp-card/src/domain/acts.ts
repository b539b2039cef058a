import { lockActive } from '@regulars/member/contract';
import { type Context, InvalidInputError, MemberKeys, newUuid, NotFoundError, Problems, readCount, readId, reject } from '@regulars/plugin-sdk';
import { insertAct } from '../data/act.statements';
import { sealReason } from './act-reasons';
import { StampCardFullError } from '../errors';
import { PROGRAM_PREFIX } from './ids';
import { allPrograms, type Program } from './program';
import { resettle } from './resettle';

/** What `stampCardGrant` and `stampCardRevoke` are asked for; public ids. */
export interface ActRequest {
  readonly memberId: string;
  readonly programId: string;
  readonly stamps: number;
  readonly reason: string;
}

/** Uuids. */
export interface CardRef {
  readonly cardId: string | null;
  readonly memberId: string;
}

const MAX_STAMPS = 200;
const MAX_REASON = 200;

const say = {
  noMember: { en: 'There is no such member.', 'zh-TW': '查無此會員。' },
  noProgram: { en: 'There is no such program.', 'zh-TW': '沒有此集點卡活動。' },
  notActive: { en: 'The member is not active.', 'zh-TW': '此會員目前無法異動點數。' },
  notLive: { en: 'The program gives no stamps now.', 'zh-TW': '此活動目前未開放集點。' },
  tooFew: { en: 'There are not that many stamps on the card.', 'zh-TW': '卡片上沒有這麼多點數。' },
  full: { en: 'The card has no room for that many stamps.', 'zh-TW': '集點卡已無足夠的空格。' },
};

/** Stamps by hand, at this instant: limits of orders do not hold for them. Rejects where not all of them find room. */
export async function grantStamps(ctx: Context, request: ActRequest): Promise<CardRef> {
  const { program, memberId, reason } = await prepared(ctx, request);
  const isOpen = program.state !== 'DRAFT' && program.state !== 'ENDED' && program.startsAt <= ctx.now && (program.endsAt === null || ctx.now < program.endsAt);
  if (!isOpen) reject(new InvalidInputError(say.notLive, 'programId'));
  return act(ctx, program, memberId, 'GRANT', request.stamps, reason);
}

/** Takes stamps from the member's latest card. Rejects where there are fewer. */
export async function revokeStamps(ctx: Context, request: ActRequest): Promise<CardRef> {
  const { program, memberId, reason } = await prepared(ctx, request);
  if (program.state === 'DRAFT') reject(new InvalidInputError(say.notLive, 'programId'));
  return act(ctx, program, memberId, 'REVOKE', -request.stamps, reason);
}

async function prepared(ctx: Context, { memberId: named, programId, stamps, reason: said }: ActRequest): Promise<{ readonly program: Program; readonly memberId: string; readonly reason: string }> {
  const problems = new Problems();
  const reason = said.trim();
  readCount(stamps, 1, MAX_STAMPS, 'stamps', problems);
  if (reason === '' || reason.length > MAX_REASON || reason.includes('\0')) problems.add('reason', { en: `Give 1 to ${MAX_REASON} characters.`, 'zh-TW': `請輸入 1 至 ${MAX_REASON} 個字。` });
  problems.throwIfAny();
  const uuid = readId('mbr', named);
  if (uuid === null) return reject(new NotFoundError(say.noMember, 'memberId', named));
  ctx.use(MemberKeys).prefetch([uuid]);
  const memberId = await lockActive(ctx, uuid, { path: 'memberId', publicId: named, notActive: say.notActive });
  const id = readId(PROGRAM_PREFIX, programId);
  const program = (await allPrograms(ctx)).find((one) => one.id === id);
  return program ? { program, memberId, reason } : reject(new NotFoundError(say.noProgram, 'programId', programId));
}

async function act(ctx: Context, program: Program, memberId: string, kind: 'GRANT' | 'REVOKE', stamps: number, reason: string): Promise<CardRef> {
  const id = newUuid();
  const [written] = await ctx.sql(insertAct(id, program.id, memberId, kind, stamps, ctx.now, await sealReason(ctx, memberId, id, reason), ctx.actor.kind, ctx.actor.id));
  const programs = (await allPrograms(ctx)).filter((one) => one.state !== 'DRAFT');
  const { acts, cards } = await resettle(ctx, {
    programs, since: new Map([[memberId, (written?.at ?? ctx.now).getTime()]]), changed: new Map(), days: [], occasionOf: () => ({ orderId: null, at: ctx.now }),
  });
  const made = acts.find((one) => one.id === id);
  if (made && made.missing > 0) reject(kind === 'GRANT' ? new StampCardFullError(say.full, program.slots, 'stamps') : new InvalidInputError(say.tooFew, 'stamps'));
  const number = made?.placed.at(-1)?.card;
  return { memberId, cardId: cards.find(({ change }) => change.program.id === program.id && change.number === number)?.id ?? null };
}
