import { registerEnumType } from 'type-graphql';
import { ReferralEdgeState, ReferralJudge, ReferralOccasion, ReferralReviewState, ReferralRewardState, ReferralSide, ReferralSource } from '../enums';

registerEnumType(ReferralOccasion, { name: 'ReferralOccasion' });
registerEnumType(ReferralSide, { name: 'ReferralSide' });
registerEnumType(ReferralSource, { name: 'ReferralSource' });
registerEnumType(ReferralEdgeState, { name: 'ReferralEdgeState' });
registerEnumType(ReferralRewardState, { name: 'ReferralRewardState' });
registerEnumType(ReferralReviewState, { name: 'ReferralReviewState' });
registerEnumType(ReferralJudge, { name: 'ReferralJudge' });

export { ReferralEdgeState, ReferralJudge, ReferralOccasion, ReferralReviewState, ReferralRewardState, ReferralSide, ReferralSource };
