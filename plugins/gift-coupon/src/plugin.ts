import { MemberData, MemberJoined, RewardKinds } from '@regulars/member/contract';
import { OrderUpserted, TillOffers } from '@regulars/order/contract';
import { definePlugin, during, extend, node, on } from '@regulars/plugin-sdk';
import { TierChanged, TierRenewed } from '@regulars/tier/contract';
import { version } from '../package.json';
import { AgreementResolver } from './api/agreement.resolver';
import { GiftAgreement, loadAgreements } from './api/agreement.type';
import { BundleResolver } from './api/bundle.resolver';
import { GiftBundle, loadBundles } from './api/bundle.type';
import { GiftCouponExpiredEvent, GiftCouponExpiringEvent, GiftCouponIssuedEvent, GiftCouponRedeemedEvent, GiftCouponReversedEvent, GiftCouponTransferredEvent, TransferredEventResolver } from './api/coupon-event.type';
import { loadCoupons } from './api/coupon.loaders';
import { CouponFieldResolver, CouponResolver, MemberCouponsResolver, TransitionFieldResolver } from './api/coupon.resolver';
import { GiftCoupon } from './api/coupon.type';
import { PreviewResolver, RedeemResolver } from './api/redeem.resolver';
import { GiftCouponRedemption, loadRedemptions } from './api/redemption.type';
import { StatsFieldResolver } from './api/stats.type';
import { loadTemplates } from './api/template.loaders';
import { BenefitFieldResolver, TemplateFieldResolver, TemplateMutationResolver, TemplateQueryResolver } from './api/template.resolver';
import { GiftCouponTemplate } from './api/template.type';
import { GiftCouponTillOffer, giftCouponOffers } from './api/till-offer.type';
import { NoteActivation1791500000541 } from './data/activation.migration';
import { AgreementEntity } from './data/agreement.entity';
import { AgreeWithBrands1791500000561 } from './data/agreement.migration';
import { BundleGiftEntity } from './data/bundle-gift.entity';
import { BundleEntity } from './data/bundle.entity';
import { bundleInvariants } from './data/bundle.invariants';
import { OwnTransferResolver, TransferResolver } from './api/transfer.resolver';
import { GiftCouponTransfer, loadTransfers } from './api/transfer.type';
import { CouponCodeEntity } from './data/coupon-code.entity';
import { CouponEntity } from './data/coupon.entity';
import { CreateGiftBundles1791500000461 } from './data/create-bundles.migration';
import { CreateGiftCoupon1791500000441 } from './data/create-gift-coupon.migration';
import { IssueByRule1791500000443 } from './data/issue-by-rule.migration';
import { RedeemGiftCoupons1791500000442 } from './data/redeem.migration';
import { StoresOfRedemptions1791500000531 } from './data/redemption-store.migration';
import { RuleDaySince1791500000675 } from './data/rule-day-since.migration';
import { NoteRedeemedSkus1791500000591 } from './data/redeemed-skus.migration';
import { PartnerDecisionEntity } from './data/partner-decision.entity';
import { PartnerReservationEntity } from './data/partner-reservation.entity';
import { GiveAcrossBrands1791500000562 } from './data/partner.migration';
import { RedemptionEntity } from './data/redemption.entity';
import { RefusalEntity } from './data/refusal.entity';
import { invariants } from './data/gift-coupon.invariants';
import { RuleDayEntity } from './data/rule-day.entity';
import { RuleIssueEntity } from './data/rule-issue.entity';
import { SettlementEntity } from './data/settlement.entity';
import { settlementInvariants } from './data/settlement.invariants';
import { SettleWithBrands1791500000563 } from './data/settlement.migration';
import { IndexCouponStats1791500000592 } from './data/stats-indexes.migration';
import { TemplateCounterEntity } from './data/template-counter.entity';
import { TemplateVersionEntity } from './data/template-version.entity';
import { TemplateEntity } from './data/template.entity';
import { TransferEntity } from './data/transfer.entity';
import { TransferGiftCoupons1791500000444 } from './data/transfer.migration';
import { TransitionEntity } from './data/transition.entity';
import { UsedTokenEntity } from './data/used-token.entity';
import { FindUntoldGifts1791500000662 } from './data/untold-gifts.migration';
import { tellPartner } from './domain/agreements';
import { askPartners } from './domain/ask-partners';
import { bundleReward } from './domain/bundle-reward';
import { compareWithPartners } from './domain/compare-with-partners';
import { couponReward } from './domain/coupon-reward';
import { expireCoupons, expireRestTask } from './domain/expire-coupons';
import { GiftAgreementChanged, GiftPartnerAsked, GiftPartnerDecided, GiftPartnerTakenBack, GiftSettled } from './domain/events';
import { AGREEMENT_PREFIX, BUNDLE_PREFIX, COUPON_PREFIX, REDEMPTION_PREFIX, TEMPLATE_PREFIX, TRANSFER_PREFIX } from './domain/ids';
import { isNewcomer, issueOnDays, isUpgrade, onRenewal, onUpgrade, restOfDayTask, startFromToday, welcome } from './domain/issue-on-occasions';
import { giftCouponMemberData } from './domain/member-data';
import { reconcileWithOrders } from './domain/reconcile-orders';
import { resolveReservations, tellDecided } from './domain/partners';
import { tellSettled } from './domain/settlement';
import { tellTakenBack } from './domain/taken-back-at-partners';
import { liveTemplates } from './domain/templates';
import {
  GiftAgreementMissingError, GiftBundleContainsItselfError, GiftCouponLimitReachedError, GiftCouponNotRedeemableError, GiftCouponNotTransferableError, GiftCouponOutOfStockError, GiftCouponSelfTransferError, GiftCouponTokenInvalidError,
} from './errors';
import { permissions } from './permissions';
import { settings } from './settings';

const events = [GiftCouponIssuedEvent, GiftCouponRedeemedEvent, GiftCouponReversedEvent, GiftCouponExpiringEvent, GiftCouponExpiredEvent, GiftCouponTransferredEvent];
const transferErrors = [GiftCouponNotTransferableError, GiftCouponSelfTransferError, GiftCouponTokenInvalidError];
const errors = [GiftCouponOutOfStockError, GiftCouponLimitReachedError, GiftCouponNotRedeemableError, ...transferErrors, GiftBundleContainsItselfError, GiftAgreementMissingError];

/** Everything this plugin adds. */
export const giftCoupon = definePlugin({
  id: 'gift-coupon',
  nouns: ['GiftCoupon', 'GiftBundle', 'GiftAgreement', 'GiftSettlement'],
  version,
  sdk: '^1.0.0',
  requires: { brand: '^1.0.0', member: '^1.0.0', order: '^1.0.0', tier: '^1.0.0' },
  resolvers: {
    staff: [
      TemplateQueryResolver, TemplateMutationResolver, TemplateFieldResolver, BenefitFieldResolver, CouponResolver, CouponFieldResolver, TransitionFieldResolver,
      MemberCouponsResolver, RedeemResolver, PreviewResolver, StatsFieldResolver, TransferResolver, BundleResolver, AgreementResolver, TransferredEventResolver,
    ],
    member: [OwnTransferResolver, MemberCouponsResolver, CouponFieldResolver, TransitionFieldResolver, TemplateFieldResolver, BenefitFieldResolver, TransferredEventResolver],
  },
  types: { staff: [...events, ...errors, GiftCouponTillOffer], member: [...events, ...transferErrors] },
  entities: [TemplateEntity, TemplateVersionEntity, TemplateCounterEntity, CouponEntity, CouponCodeEntity, TransitionEntity, RedemptionEntity, RefusalEntity, UsedTokenEntity, RuleIssueEntity, RuleDayEntity, TransferEntity, BundleEntity, BundleGiftEntity, AgreementEntity, PartnerReservationEntity, PartnerDecisionEntity, SettlementEntity],
  migrations: [CreateGiftCoupon1791500000441, RedeemGiftCoupons1791500000442, IssueByRule1791500000443, TransferGiftCoupons1791500000444, CreateGiftBundles1791500000461, NoteActivation1791500000541, StoresOfRedemptions1791500000531, AgreeWithBrands1791500000561, GiveAcrossBrands1791500000562, SettleWithBrands1791500000563, NoteRedeemedSkus1791500000591, IndexCouponStats1791500000592, FindUntoldGifts1791500000662, RuleDaySince1791500000675],
  permissions,
  settings,
  invariants: [...invariants, ...bundleInvariants, ...settlementInvariants],
  limits: { activeTemplates: { description: 'How many gift coupon templates may be live or paused', used: liveTemplates } },
  nodes: [
    node(TEMPLATE_PREFIX, GiftCouponTemplate, loadTemplates, permissions.read),
    node(COUPON_PREFIX, GiftCoupon, loadCoupons, permissions.read),
    node(BUNDLE_PREFIX, GiftBundle, loadBundles, permissions.read),
    node(AGREEMENT_PREFIX, GiftAgreement, loadAgreements, permissions.agree),
    node(TRANSFER_PREFIX, GiftCouponTransfer, loadTransfers, permissions.read),
    node(REDEMPTION_PREFIX, GiftCouponRedemption, loadRedemptions, permissions.read),
  ],
  // Whoever knows a code can use the coupon.
  personalData: [
    { table: 'gift_coupon.coupon_code', column: 'code_sealed', form: 'SEALED' },
    { table: 'gift_coupon.coupon_code', column: 'code_index', form: 'INDEX' },
    { table: 'gift_coupon.transfer', column: 'token_index', form: 'INDEX' },
  ],
  // The id is older than the function's name: it stands in reactions that were put off, and stays.
  reactions: [during(OrderUpserted, 'reverse', reconcileWithOrders)],
  handlers: [
    on(MemberJoined, 'welcome', welcome, { when: isNewcomer }),
    on(TierChanged, 'upgrade', onUpgrade, { when: isUpgrade }),
    on(TierRenewed, 'renewal', onRenewal),
    on(GiftAgreementChanged, 'tell-partner', tellPartner),
    on(GiftPartnerAsked, 'ask-partners', askPartners),
    on(GiftPartnerDecided, 'tell-decided', tellDecided),
    on(GiftPartnerTakenBack, 'tell-taken-back', tellTakenBack),
    on(GiftSettled, 'tell-settled', tellSettled),
  ],
  extensions: [extend(MemberData, giftCouponMemberData), extend(RewardKinds, couponReward), extend(RewardKinds, bundleReward), extend(TillOffers, giftCouponOffers)],
  onEnable: startFromToday,
  jobs: [expireCoupons, issueOnDays, resolveReservations, compareWithPartners],
  tasks: [expireRestTask, restOfDayTask],
});
