import { InvalidInputError, reject, type UserError } from '@regulars/plugin-sdk';
import { MemberStatus, type MemberStanding } from '@regulars/member/contract';
import { PointsHeldError } from '../errors';
import type { PointsSettings } from './settings';
import { say } from './texts';

type Terms = Pick<PointsSettings, 'burnNeedsVerifiedPhone'>;

/** Why a member may not spend points now, however many there are; null: they may. */
export function burnRefusal(standing: MemberStanding | undefined, settings: Terms, now: Date): UserError | null {
  if (standing?.status !== MemberStatus.ACTIVE) return new InvalidInputError(say.notActive, 'memberId');
  if (settings.burnNeedsVerifiedPhone && standing.phoneVerifiedAt === null) return new InvalidInputError(say.phoneUnproved, 'memberId');
  return standing.spendableFrom !== null && standing.spendableFrom > now ? new PointsHeldError(standing.spendableFrom, 'memberId') : null;
}

export function refuseBurn(standing: MemberStanding | undefined, settings: Terms, now: Date): void {
  const refusal = burnRefusal(standing, settings, now);
  if (refusal) reject(refusal);
}
