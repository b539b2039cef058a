import { registerEnumType } from 'type-graphql';
import { LotteryChanceState, LotteryForm, LotteryOccasion, LotteryPrizeKind, LotteryWhenOut } from '../enums';

registerEnumType(LotteryForm, { name: 'LotteryForm' });
registerEnumType(LotteryPrizeKind, { name: 'LotteryPrizeKind' });
registerEnumType(LotteryWhenOut, { name: 'LotteryWhenOut' });
registerEnumType(LotteryOccasion, { name: 'LotteryOccasion' });
registerEnumType(LotteryChanceState, { name: 'LotteryChanceState' });

export { LotteryChanceState, LotteryForm, LotteryOccasion, LotteryPrizeKind, LotteryWhenOut };
