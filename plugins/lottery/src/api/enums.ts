import { registerEnumType } from 'type-graphql';
import { LotteryChanceState, LotteryClaimState, LotteryForm, LotteryOccasion, LotteryPrizeKind, LotteryWhenOut, LotteryWithheld } from '../enums';

registerEnumType(LotteryForm, { name: 'LotteryForm' });
registerEnumType(LotteryPrizeKind, { name: 'LotteryPrizeKind' });
registerEnumType(LotteryWhenOut, { name: 'LotteryWhenOut' });
registerEnumType(LotteryOccasion, { name: 'LotteryOccasion' });
registerEnumType(LotteryChanceState, { name: 'LotteryChanceState' });
registerEnumType(LotteryWithheld, { name: 'LotteryWithheld', valuesConfig: { CIRCLE: { description: 'It has been changed since the game was published, and would give chances of it again.' } } });
registerEnumType(LotteryClaimState, { name: 'LotteryClaimState' });

export { LotteryChanceState, LotteryClaimState, LotteryForm, LotteryOccasion, LotteryPrizeKind, LotteryWhenOut, LotteryWithheld };
