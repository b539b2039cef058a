import { type Context, InvalidInputError, NotFoundError, Problems, publicId, reject } from '@regulars/plugin-sdk';
import { consentsOfMembers, insertConsents } from '../data/consent.statements';
import { type ConsentAnswer, consentRows, type ConsentSource, readConsents } from './consents';
import { ConsentChanged } from './events';
import { lockNamed } from './lock-named';
import { isLiving } from './member-state';
import { say } from './texts';

/** Records what a member answers; an answer that stands already is not written again. */
export async function setConsents(ctx: Context, named: string | null, answers: readonly ConsentAnswer[], source: ConsentSource, id?: string): Promise<{ readonly memberId: string }> {
  const problems = new Problems();
  const read = readConsents(answers, 'consents', problems);
  problems.throwIfAny();
  const member = await lockNamed(ctx, named);
  if (!member) return reject(new NotFoundError(say.noSuchMember, 'id', id));
  const { memberId, status } = member;
  if (!isLiving(status)) reject(new InvalidInputError(say.notLiving, 'id'));
  await recordConsents(ctx, memberId, read, source);
  return { memberId };
}

/** The caller holds the member's lock. */
export async function recordConsents(ctx: Context, memberId: string, answers: readonly ConsentAnswer[], source: ConsentSource): Promise<void> {
  if (answers.length === 0) return;
  const standing = await ctx.sql(consentsOfMembers([memberId]));
  const news = answers.filter((answer) => !standing.some((one) => one.purpose === answer.purpose && one.channel === answer.channel && one.granted === answer.granted));
  if (news.length === 0) return;
  void ctx.sql(insertConsents(JSON.stringify(consentRows(memberId, news, source))));
  ctx.emit(ConsentChanged, { memberId: publicId('mbr', memberId), consents: news.map(({ purpose, channel, granted }) => ({ purpose, channel, granted, source })) }, memberId);
}
