import { registerEnumType } from 'type-graphql';
import { LotteryChanceState, LotteryClaimState, LotteryForm, LotteryOccasion, LotteryPrizeKind, LotteryWhenOut } from '../enums';

registerEnumType(LotteryForm, { name: 'LotteryForm' });
registerEnumType(LotteryPrizeKind, { name: 'LotteryPrizeKind' });
registerEnumType(LotteryWhenOut, { name: 'LotteryWhenOut' });
registerEnumType(LotteryOccasion, { name: 'LotteryOccasion' });
registerEnumType(LotteryChanceState, { name: 'LotteryChanceState' });
registerEnumType(LotteryClaimState, { name: 'LotteryClaimState' });

export { LotteryChanceState, LotteryClaimState, LotteryForm, LotteryOccasion, LotteryPrizeKind, LotteryWhenOut };
