import { registerEnumType } from 'type-graphql';
import {
  LotteryChanceState, LotteryClaimState, LotteryForm, LotteryGoal, LotteryOccasion, LotteryPassedOver,
  LotteryPrizeKind, LotteryShareRefusal, LotteryStageState, LotteryWhenOut, LotteryWithheld,
} from '../enums';

registerEnumType(LotteryForm, { name: 'LotteryForm' });
registerEnumType(LotteryPrizeKind, { name: 'LotteryPrizeKind' });
registerEnumType(LotteryWhenOut, { name: 'LotteryWhenOut' });
registerEnumType(LotteryOccasion, { name: 'LotteryOccasion' });
registerEnumType(LotteryChanceState, { name: 'LotteryChanceState' });
registerEnumType(LotteryClaimState, { name: 'LotteryClaimState' });
registerEnumType(LotteryGoal, { name: 'LotteryGoal' });
registerEnumType(LotteryShareRefusal, { name: 'LotteryShareRefusal' });
registerEnumType(LotteryWithheld, { name: 'LotteryWithheld', valuesConfig: { CIRCLE: { description: 'It has been changed since the game was published, and would give chances of it again.' } } });
registerEnumType(LotteryPassedOver, {
  name: 'LotteryPassedOver',
  valuesConfig: { HAS_PLACE: { description: 'Its member has a place by a better one.' }, NOT_ACTIVE: { description: 'Its member could take no part when it was drawn.' } },
});
registerEnumType(LotteryStageState, {
  name: 'LotteryStageState',
  valuesConfig: {
    SHORT: { description: 'An order behind it was given back, and so was what it gave: it can be reached again.' },
    KEPT: { description: 'An order behind it was given back; what it gave was used by then, and is not given again.' },
  },
});

export {
  LotteryChanceState, LotteryClaimState, LotteryForm, LotteryGoal, LotteryOccasion, LotteryPassedOver,
  LotteryPrizeKind, LotteryShareRefusal, LotteryStageState, LotteryWhenOut, LotteryWithheld,
};
