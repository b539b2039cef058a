import { registerEnumType } from 'type-graphql';
import { GiftCouponBenefitKind, GiftCouponPurpose, GiftCouponStacking, GiftCouponState } from '../enums';

registerEnumType(GiftCouponPurpose, { name: 'GiftCouponPurpose' });
registerEnumType(GiftCouponBenefitKind, { name: 'GiftCouponBenefitKind' });
registerEnumType(GiftCouponStacking, { name: 'GiftCouponStacking' });
registerEnumType(GiftCouponState, { name: 'GiftCouponState' });

export { GiftCouponBenefitKind, GiftCouponPurpose, GiftCouponStacking, GiftCouponState };
