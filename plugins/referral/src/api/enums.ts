import { registerEnumType } from 'type-graphql';
import { ReferralEdgeState, ReferralOccasion, ReferralRewardState, ReferralSide, ReferralSource } from '../enums';

registerEnumType(ReferralOccasion, { name: 'ReferralOccasion' });
registerEnumType(ReferralSide, { name: 'ReferralSide' });
registerEnumType(ReferralSource, { name: 'ReferralSource' });
registerEnumType(ReferralEdgeState, { name: 'ReferralEdgeState' });
registerEnumType(ReferralRewardState, { name: 'ReferralRewardState' });

export { ReferralEdgeState, ReferralOccasion, ReferralRewardState, ReferralSide, ReferralSource };
