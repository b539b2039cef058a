import type { TillPaymentTerms } from '@regulars/order/contract';
import type { PointsSettings } from './settings';

/** `worth` of settings is in so many parts of a minor unit. */
const PARTS = 10_000n;

const gcd = (a: bigint, b: bigint): bigint => (b === 0n ? a : gcd(b, a % b));

/** How many points go together, so that what they pay is a whole number of minor units. */
function stepOf({ burnStep }: Pick<PointsSettings, 'burnStep'>, worth: bigint): bigint {
  const step = BigInt(burnStep);
  return (step * PARTS) / gcd(step * worth, PARTS);
}

/** What a member may pay with, under a brand's settings. `spendable` is 0 for one who may not spend. */
export function tillTerms(settings: Pick<PointsSettings, 'worth' | 'burnStep' | 'burnMinimum' | 'burnMaxShareBp'>, spendable: number): TillPaymentTerms {
  const { worth } = settings;
  if (worth === null) return { available: 0, step: settings.burnStep, most: () => 0, worth: () => 0n };
  const step = stepOf(settings, worth);
  const available = Math.max(0, spendable);
  return {
    available,
    step: Number(step),
    most: (payable) => {
      const room = (payable * BigInt(settings.burnMaxShareBp)) / PARTS;
      const points = (room * PARTS) / worth;
      const most = Number((points < BigInt(available) ? points : BigInt(available)) / step * step);
      return most < settings.burnMinimum ? 0 : most;
    },
    worth: (points) => (BigInt(points) * worth) / PARTS,
  };
}
