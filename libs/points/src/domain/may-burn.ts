import { InvalidInputError, reject } from '@regulars/plugin-sdk';
import { MemberStatus, type MemberStanding } from '@regulars/member/contract';
import { PointsHeldError } from '../errors';
import type { PointsSettings } from './settings';
import { say } from './texts';

/** Rejects where a member may not spend points now, however many there are. */
export function refuseBurn(standing: MemberStanding | undefined, settings: Pick<PointsSettings, 'burnNeedsVerifiedPhone'>, now: Date): void {
  if (standing?.status !== MemberStatus.ACTIVE) return reject(new InvalidInputError(say.notActive, 'memberId'));
  if (settings.burnNeedsVerifiedPhone && standing.phoneVerifiedAt === null) reject(new InvalidInputError(say.phoneUnproved, 'memberId'));
  if (standing.spendableFrom !== null && standing.spendableFrom > now) reject(new PointsHeldError(standing.spendableFrom, 'memberId'));
}
