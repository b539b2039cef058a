import { type Context, publicId } from '@regulars/plugin-sdk';
import { TierChanged, TierRenewed } from '../events';
import { after, before, type JudgedMember } from './judged-member';
import { PROGRAM_PREFIX, type TierProgram } from './program';

/** One event for each member whose present tier is another one, or renewed, whatever lay between. */
export function announceChanges(ctx: Context, program: TierProgram, judged: readonly JudgedMember[]): void {
  for (const member of judged) {
    const [from, to] = [before(member), after(member)];
    const programId = publicId(PROGRAM_PREFIX, program.id);
    if (from.tier === to.tier) {
      const at = new Date(to.from);
      if (to.reason === 'RENEWED' && from.from !== to.from) ctx.emit(TierRenewed, { tier: to.tier, programId, from: at.toISOString() }, member.case.memberId, { at });
      continue;
    }
    const payload = { from: from.tier, to: to.tier, programId, reason: to.reason };
    ctx.emit(TierChanged, payload, member.case.memberId, { at: new Date(to.from) });
  }
}
