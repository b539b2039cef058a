import { MemberData } from '@regulars/member/contract';
import { definePlugin, extend, node } from '@regulars/plugin-sdk';
import { version } from '../package.json';
import { GiftCouponExpiredEvent, GiftCouponExpiringEvent, GiftCouponIssuedEvent } from './api/coupon-event.type';
import { loadCoupons } from './api/coupon.loaders';
import { CouponFieldResolver, CouponResolver, MemberCouponsResolver } from './api/coupon.resolver';
import { GiftCoupon } from './api/coupon.type';
import { loadTemplates } from './api/template.loaders';
import { BenefitFieldResolver, TemplateFieldResolver, TemplateMutationResolver, TemplateQueryResolver } from './api/template.resolver';
import { GiftCouponTemplate } from './api/template.type';
import { CouponCodeEntity } from './data/coupon-code.entity';
import { CouponEntity } from './data/coupon.entity';
import { CreateGiftCoupon1791500000441 } from './data/create-gift-coupon.migration';
import { invariants } from './data/gift-coupon.invariants';
import { TemplateCounterEntity } from './data/template-counter.entity';
import { TemplateVersionEntity } from './data/template-version.entity';
import { TemplateEntity } from './data/template.entity';
import { TransitionEntity } from './data/transition.entity';
import { expireCoupons, expireRestTask } from './domain/expire-coupons';
import { COUPON_PREFIX, TEMPLATE_PREFIX } from './domain/ids';
import { giftCouponMemberData } from './domain/member-data';
import { liveTemplates } from './domain/templates';
import { GiftCouponLimitReachedError, GiftCouponOutOfStockError } from './errors';
import { permissions } from './permissions';
import { settings } from './settings';

const events = [GiftCouponIssuedEvent, GiftCouponExpiringEvent, GiftCouponExpiredEvent];

/** Everything this plugin adds. */
export const giftCoupon = definePlugin({
  id: 'gift-coupon',
  nouns: ['GiftCoupon'],
  version,
  sdk: '^1.0.0',
  requires: { brand: '^1.0.0', member: '^1.0.0', order: '^1.0.0', tier: '^1.0.0' },
  resolvers: {
    staff: [TemplateQueryResolver, TemplateMutationResolver, TemplateFieldResolver, BenefitFieldResolver, CouponResolver, CouponFieldResolver, MemberCouponsResolver],
    member: [MemberCouponsResolver, CouponFieldResolver, TemplateFieldResolver, BenefitFieldResolver],
  },
  types: { staff: [...events, GiftCouponOutOfStockError, GiftCouponLimitReachedError], member: events },
  entities: [TemplateEntity, TemplateVersionEntity, TemplateCounterEntity, CouponEntity, CouponCodeEntity, TransitionEntity],
  migrations: [CreateGiftCoupon1791500000441],
  permissions,
  settings,
  invariants,
  limits: { activeTemplates: { description: 'How many gift coupon templates may be live or paused', used: liveTemplates } },
  nodes: [node(TEMPLATE_PREFIX, GiftCouponTemplate, loadTemplates, permissions.read), node(COUPON_PREFIX, GiftCoupon, loadCoupons, permissions.read)],
  // Whoever knows a code can use the coupon.
  personalData: [
    { table: 'gift_coupon.coupon_code', column: 'code_sealed', form: 'SEALED' },
    { table: 'gift_coupon.coupon_code', column: 'code_index', form: 'INDEX' },
  ],
  extensions: [extend(MemberData, giftCouponMemberData)],
  jobs: [expireCoupons],
  tasks: [expireRestTask],
});
