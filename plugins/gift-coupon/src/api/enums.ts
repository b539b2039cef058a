import { registerEnumType } from 'type-graphql';
import { GiftBundleStockout, GiftCouponBenefitKind, GiftCouponPurpose, GiftCouponStacking, GiftCouponState } from '../enums';

registerEnumType(GiftCouponPurpose, { name: 'GiftCouponPurpose' });
registerEnumType(GiftCouponBenefitKind, { name: 'GiftCouponBenefitKind' });
registerEnumType(GiftCouponStacking, { name: 'GiftCouponStacking' });
registerEnumType(GiftBundleStockout, { name: 'GiftBundleStockout' });
registerEnumType(GiftCouponState, { name: 'GiftCouponState' });

export { GiftBundleStockout, GiftCouponBenefitKind, GiftCouponPurpose, GiftCouponStacking, GiftCouponState };
