import { registerEnumType } from 'type-graphql';
import {
  EarnBasis, EarnRuleKind, PointsEntryKind, PointsExpiryKind, PointsGrantRequestState, PointsLotState, PointsRestore, PointsShortfall, Rounding,
} from '../domain/enums';

const KINDS = 'PER_AMOUNT: `points` per full `amount`; PER_ITEM: per item bought; PER_VISIT: once a business day; FIXED: per order; '
  + 'MULTIPLIER: of what amounts and items give, `multiplierBp` 20000 is x2.';
const SHORTFALLS = 'What a refund does when its points are already spent. DEBT: the next points earned pay it; CLAMP: the rest is written off; '
  + 'NOTIFY: written off, and PointsShortEvent tells.';
const RESTORES = "What becomes of spent points that come back after their lot has expired; points of a lot that has not simply stand in it again. "
  + "RESTORE: the lot's own expiry holds, so they expire at once; RESTORE_WITH_GRACE: usable for `restoreGraceDays`; FORFEIT: they do not come back.";

registerEnumType(PointsEntryKind, { name: 'PointsEntryKind' });
registerEnumType(PointsLotState, { name: 'PointsLotState' });
registerEnumType(EarnRuleKind, { name: 'EarnRuleKind', description: KINDS });
registerEnumType(EarnBasis, { name: 'EarnBasis', description: 'What an amount rule counts. CASH_PAID leaves out what points or stored value paid.' });
registerEnumType(PointsExpiryKind, { name: 'PointsExpiryKind' });
registerEnumType(PointsShortfall, { name: 'PointsShortfall', description: SHORTFALLS });
registerEnumType(PointsRestore, { name: 'PointsRestore', description: RESTORES });
registerEnumType(Rounding, { name: 'Rounding' });
registerEnumType(PointsGrantRequestState, { name: 'PointsGrantRequestState', description: 'EXPIRED: nobody decided in time.' });

export { EarnBasis, EarnRuleKind, PointsEntryKind, PointsExpiryKind, PointsGrantRequestState, PointsLotState, PointsRestore, PointsShortfall, Rounding };
