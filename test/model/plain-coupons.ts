import { dayOf, startOf } from './arithmetic';
import { PlainLedger } from './plain-ledger';
import { type Coupon, MINUTE, type Offer, TEMPLATES, TRANSFERS } from './terms';

/** A till's hold keeps it: that counts as used, and nobody else gives it back. */
const isAtTill = ({ hold }: Coupon): boolean => hold?.ref.startsWith('till ') ?? false;

/** Coupons of members, and what becomes of them outside a sale, told from the page about gift coupons alone. */
export abstract class PlainCoupons extends PlainLedger {
  readonly coupons: Coupon[] = [];

  /** Who somebody is by now. */
  abstract readonly who: (member: number) => number;

  issue(member: number, template: number): boolean {
    const { limit, uses, days } = TEMPLATES[template]!;
    const out = this.coupons.filter((one) => one.issuedTo === this.who(member) && one.template === template && !(one.revoked && one.used.length === 0));
    if (limit !== null && out.length >= limit) return false;
    this.coupons.push({ holder: this.who(member), issuedTo: this.who(member), template, uses, until: startOf(dayOf(this.now) + days + 1), used: [], hold: null, offered: [], revoked: false });
    return true;
  }

  state(coupon: Coupon): string {
    if (coupon.revoked) return 'REVOKED';
    if (coupon.used.length >= coupon.uses) return 'REDEEMED';
    if (coupon.hold && coupon.hold.until > this.now) return 'RESERVED';
    if (this.offerOf(coupon)) return 'TRANSFER_PENDING';
    return coupon.until <= this.now ? 'EXPIRED' : 'ACTIVE';
  }

  reserve(coupon: Coupon, ref: string, minutes: number): boolean {
    if (!this.usable(coupon, null)) return false;
    coupon.hold = { ref, until: this.now + minutes * MINUTE };
    return true;
  }

  release(coupon: Coupon): boolean {
    if (this.state(coupon) !== 'RESERVED' || isAtTill(coupon)) return false;
    coupon.hold = null;
    return true;
  }

  revoke(coupon: Coupon): boolean {
    return ['ACTIVE', 'TRANSFER_PENDING'].includes(this.state(coupon)) && (coupon.revoked = true);
  }

  offer(coupon: Coupon): boolean {
    if (this.state(coupon) !== 'ACTIVE' || coupon.offered.filter(({ taken }) => taken).length >= TRANSFERS.most) return false;
    coupon.offered.push({ until: Math.min(this.now + TRANSFERS.hours * 60 * MINUTE, coupon.until), open: true, taken: false });
    return true;
  }

  /** Whether an offer ends within two minutes of then. */
  endsNear = (at: number): boolean => this.coupons.some(({ offered }) => offered.some(({ until }) => Math.abs(until - at) < 2 * MINUTE));

  /** Of the coupon's offer at that index. */
  accept(coupon: Coupon, index: number, member: number): boolean {
    const offer = this.offerOf(coupon);
    if (this.state(coupon) !== 'TRANSFER_PENDING' || offer !== coupon.offered[index] || this.who(member) === coupon.holder) return false;
    Object.assign(offer!, { open: false, taken: true });
    coupon.holder = this.who(member);
    return true;
  }

  takeBack(coupon: Coupon): boolean {
    if (this.state(coupon) !== 'TRANSFER_PENDING') return false;
    this.offerOf(coupon)!.open = false;
    return true;
  }

  protected offerOf = ({ offered }: Coupon): Offer | undefined => offered.find(({ open, until }) => open && until > this.now);

  protected usable(coupon: Coupon, order: string | null): boolean {
    const state = this.state(coupon);
    const { limit } = TEMPLATES[coupon.template]!;
    const others = this.coupons.filter((one) => one !== coupon && one.holder === coupon.holder && one.template === coupon.template && (one.used.length > 0 || (this.state(one) === 'RESERVED' && isAtTill(one))));
    return (state === 'ACTIVE' || (state === 'RESERVED' && order !== null && coupon.hold?.ref === order)) && (limit === null || coupon.used.length > 0 || others.length < limit);
  }
}
