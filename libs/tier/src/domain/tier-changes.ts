import { type Context, publicId } from '@regulars/plugin-sdk';
import { TierChanged } from '../events';
import { after, before, type JudgedMember } from './judged-member';
import { PROGRAM_PREFIX, type TierProgram } from './program';

/** One event for each member whose present tier is another one, whatever lay between. */
export function announceChanges(ctx: Context, program: TierProgram, judged: readonly JudgedMember[]): void {
  for (const member of judged) {
    const [from, to] = [before(member), after(member)];
    if (from.tier === to.tier) continue;
    const payload = { from: from.tier, to: to.tier, programId: publicId(PROGRAM_PREFIX, program.id), reason: to.reason };
    ctx.emit(TierChanged, payload, member.case.memberId, { at: new Date(to.from) });
  }
}
