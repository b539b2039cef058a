import type { RewardSpec } from '@regulars/member/contract';
import type { OrderScopeState } from '@regulars/order/contract';
import type { GiftCouponBenefitKind, GiftCouponPurpose, GiftCouponStacking } from '../enums';

/** What a coupon gives. Amounts are decimals in the brand's currency; what a kind does not need is null. */
export interface BenefitTerms {
  readonly kind: `${GiftCouponBenefitKind}`;
  readonly amount: string | null;
  /** Hundredths of a per cent. */
  readonly percentBp: number | null;
  readonly maxDiscount: string | null;
  readonly sku: string | null;
  readonly reward: RewardSpec | null;
}

/** Either the fixed instants (ISO 8601), or days after the day of issue. */
export interface ValidityTerms {
  readonly fixedFrom: string | null;
  readonly fixedTo: string | null;
  readonly daysAfterIssue: number | null;
}

/** An occasion on which a coupon is given without anybody's doing. */
export interface IssueRuleTerms {
  readonly on: 'WELCOME' | 'BIRTHDAY' | 'TIER_UPGRADE' | 'TIER_RENEW' | 'FESTIVAL';
  /** So many days after the day; before it, when negative. */
  readonly offsetDays: number;
  /** Null: any tier. */
  readonly tierCodes: readonly string[] | null;
  readonly festival: string | null;
}

/** What a version of a template says, as it is kept. */
export interface TemplateTerms {
  readonly name: string;
  readonly purpose: `${GiftCouponPurpose}`;
  readonly benefit: BenefitTerms;
  /** Baskets and lines it is for; `minNet` is the least that is spent. */
  readonly scope: OrderScopeState;
  readonly validity: ValidityTerms;
  readonly stock: number | null;
  readonly perMemberLimit: number | null;
  readonly usesPerCoupon: number;
  readonly stacking: `${GiftCouponStacking}`;
  readonly transferable: boolean;
  readonly maxTransfers: number;
  /** Absent in the first versions. */
  readonly issue?: readonly IssueRuleTerms[];
}
