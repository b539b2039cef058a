import { registerEnumType } from 'type-graphql';
import { ReferralEdgeState, ReferralOccasion, ReferralSide, ReferralSource } from '../enums';

registerEnumType(ReferralOccasion, { name: 'ReferralOccasion' });
registerEnumType(ReferralSide, { name: 'ReferralSide' });
registerEnumType(ReferralSource, { name: 'ReferralSource' });
registerEnumType(ReferralEdgeState, { name: 'ReferralEdgeState' });

export { ReferralEdgeState, ReferralOccasion, ReferralSide, ReferralSource };
