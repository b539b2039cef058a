import { dayOf, discounts, fits, halfUp, isPaidBack, net, refunded, sum, shares } from './arithmetic';
import { PlainCoupons } from './plain-coupons';
import { type Basket, type Burn, CARDS, type Coupon, type Hold, MINUTE, type Order, type Pick, POINTS, TEMPLATES, TIERS } from './terms';

/**
 * What members have, told again from the pages alone: plain rows, everything counted anew from them, and no code of the
 * product. Slow, and too simple to hide anything; the property specs compare the product with it.
 */
export class Oracle extends PlainCoupons {
  readonly orders: Order[] = [];
  private readonly burns: Burn[] = [];
  /** How often a card had come to its reward when it was last looked at, by member and name. */
  private readonly reached = new Map<string, number>();
  /** Who somebody is by now. */
  readonly persons: number[] = [];

  join(): number {
    return this.persons.push(this.persons.length) - 1;
  }

  who = (member: number): number => this.persons[member]!;

  /** Everything is the survivor's from now on. Nobody bought anything: no reward is given or taken, and a day keeps both its visits' points. */
  merge(survivor: number, loser: number): boolean {
    const [to, from] = [this.who(survivor), this.who(loser)];
    if (to === from) return false;
    this.persons.forEach((who, member) => (this.persons[member] = who === from ? to : who));
    for (const own of [this.orders, this.lots, this.holds]) for (const row of own) if (row.who === from) row.who = to;
    for (const coupon of this.coupons) {
      if (coupon.holder === from) coupon.holder = to;
      if (coupon.issuedTo === from) coupon.issuedTo = to;
    }
    for (const { name } of CARDS) {
      this.reached.set(`${to} ${name}`, this.timesReached(to, name));
      // What cards gave is now what the first of these cards gave.
      const given = this.lots.filter(({ id }) => id.startsWith(`${to} ${name} `) || id.startsWith(`${from} ${name} `));
      given.filter((lot) => lot.given === 0).forEach((lot) => (lot.id = 'taken back'));
      given.filter((lot) => lot.given > 0).forEach((lot, index) => (lot.id = `${to} ${name} ${index + 1}`));
    }
    this.settle(to);
    return true;
  }

  clock(to: number): void {
    const instants = [...this.lots.map(({ to: end }) => end), ...this.holds.map(({ until }) => until)].filter((at) => at > this.now && at <= to).sort((a, b) => a - b);
    for (const at of [...instants, to]) {
      this.now = at;
      this.expire();
    }
  }

  order(member: number, basket: Basket, terms: { readonly id: string; readonly off?: readonly number[]; readonly burnt?: readonly number[] }): Order {
    const who = this.who(member);
    const multiplier = TIERS.find(({ code }) => code === this.tier(who).code)!.times;
    const lines = basket.map(({ quantity, price }, index) => ({ quantity, gross: quantity * price, off: terms.off?.[index] ?? 0, burnt: terms.burnt?.[index] ?? 0, back: 0 }));
    const order: Order = { id: terms.id, who, at: this.now, basket, multiplier, lines, void: false, refunds: [] };
    this.orders.push(order);
    this.changed(order);
    return order;
  }

  /** So many more pieces of a line; false where there are none left. */
  refund(order: Order, line: number, pieces: number): boolean {
    const own = order.lines[line % order.lines.length]!;
    const more = Math.min(pieces, own.quantity - own.back);
    if (more === 0 || order.void) return false;
    own.back += more;
    this.given(order);
    return true;
  }

  void(order: Order): boolean {
    // Once all that was paid is paid back, an item that was free is brought back, not voided.
    if (order.void || isPaidBack(order) || order.lines.every(({ quantity, back }) => quantity === back)) return false;
    order.void = true;
    this.given(order);
    return true;
  }

  grant(member: number, points: number): void {
    this.earn(this.who(member), `grant ${this.lots.length}`, points, 0);
  }

  burn(member: number, points: number): boolean {
    const who = this.who(member);
    if (this.spendable(who) < points) return false;
    this.spend(who, this.take(who, points));
    return true;
  }

  /** What it takes off each line, or null where it is refused. */
  redeem(coupon: Coupon, basket: Basket, order: string): readonly number[] | null {
    if (!this.usable(coupon, order) || !fits(coupon, basket)) return null;
    const off = discounts([coupon], basket)[0]!;
    coupon.used.push({ order, off });
    coupon.hold = null;
    return off;
  }

  reverse(coupon: Coupon, order: string): void {
    coupon.used.splice(coupon.used.findIndex((use) => use.order === order), 1);
  }

  /** What a till would take for these coupons and points; null where it would refuse. */
  sale(member: number, basket: Basket, coupons: readonly Coupon[], points: number): { readonly off: readonly (readonly number[])[]; readonly burnt: readonly number[]; readonly payable: number } | null {
    const who = this.who(member);
    if (coupons.some((coupon) => coupon.holder !== who || !this.usable(coupon, null) || !fits(coupon, basket))) return null;
    if (coupons.length > 1 && coupons.some(({ template }) => TEMPLATES[template]!.alone)) return null;
    const off = discounts(coupons, basket);
    const left = basket.map(({ quantity, price }, line) => quantity * price - sum(off, (parts) => parts[line]!));
    const total = sum(left, (rest) => rest);
    if (points > total || points > Math.max(0, this.spendable(who))) return null;
    return { off, burnt: shares(points, left), payable: total - points };
  }

  commit(member: number, basket: Basket, coupons: readonly Coupon[], points: number, id: string): number | null {
    const sale = this.sale(member, basket, coupons, points);
    return sale && this.sell(this.who(member), basket, coupons, { ...sale, took: this.take(this.who(member), points) }, id);
  }

  hold(member: number, basket: Basket, coupons: readonly Coupon[], points: number, minutes: number): number | null {
    const who = this.who(member);
    const sale = this.sale(member, basket, coupons, points);
    if (!sale) return null;
    const hold: Hold = { who, member, basket, coupons, ...sale, took: this.take(who, points), until: this.now + minutes * MINUTE, closed: false };
    for (const coupon of coupons) coupon.hold = { ref: `till ${this.holds.length}`, until: hold.until };
    this.holds.push(hold);
    return sale.payable;
  }

  capture(hold: Hold, id: string): boolean {
    if (hold.closed || hold.until <= this.now) return false;
    hold.closed = true;
    this.sell(hold.who, hold.basket, hold.coupons, hold, id);
    this.expire();
    return true;
  }

  letGo(hold: Hold): boolean {
    if (hold.closed || hold.until <= this.now) return false;
    hold.closed = true;
    for (const coupon of hold.coupons) coupon.hold = null;
    this.expire();
    return true;
  }

  /** What callers see of somebody. */
  shown(member: number): object {
    const who = this.who(member);
    const lots = this.lots.filter((lot) => lot.who === who);
    return {
      balance: this.balance(who), pending: sum(lots.filter(({ from }) => from > this.now), (lot) => this.left(lot)), debt: this.debt(who), held: this.held(who),
      lifetimeEarned: sum(lots, ({ given }) => given), tier: this.tier(who),
      cards: CARDS.map(({ name }) => [name, this.stamps(who, name)]),
      coupons: this.coupons.flatMap((coupon, index) => (coupon.holder === who ? [[index, this.state(coupon), coupon.uses - coupon.used.length]] : [])),
    };
  }

  private sell(who: number, basket: Basket, coupons: readonly Coupon[], sale: { readonly off: readonly (readonly number[])[]; readonly burnt: readonly number[]; readonly took: readonly Pick[]; readonly payable: number }, id: string): number {
    coupons.forEach((coupon, index) => {
      coupon.used.push({ order: id, off: sale.off[index]! });
      coupon.hold = null;
    });
    if (sale.took.length > 0) this.burns.push({ order: id, took: sale.took.map(([lot, points]) => [lot, points]), lines: sale.burnt, back: 0 });
    this.spend(who, sale.took);
    this.order(this.persons.indexOf(who), basket, { id, off: basket.map((_, line) => sum(sale.off, (parts) => parts[line]!)), burnt: sale.burnt });
    return sale.payable;
  }

  /** An order came back in part or whole, and with it what it took. */
  private given(order: Order): void {
    order.refunds.push({ at: this.now });
    const isOver = order.void || order.lines.every(({ quantity, back }) => quantity === back);
    for (const coupon of this.coupons) {
      const use = coupon.used.find((one) => one.order === order.id);
      const carrying = use && order.lines.filter((_, line) => (use.off[line] ?? 0) > 0);
      if (use && (isOver || (carrying!.length > 0 && carrying!.every(({ quantity, back }) => quantity === back)))) this.reverse(coupon, order.id);
    }
    const burn = this.burns.find((one) => one.order === order.id);
    if (burn) this.restore(burn, order, isOver);
    this.changed(order);
  }

  private restore(burn: Burn, order: Order, isOver: boolean): void {
    const due = sum(order.lines, (line) => {
      const points = burn.lines[order.lines.indexOf(line)]!;
      return isOver || line.back === line.quantity || points === 0 ? points : Math.floor((points * refunded(line)) / (line.gross - line.off));
    });
    let more = due - burn.back;
    burn.back = due;
    for (const part of [...burn.took].reverse()) {
      const points = Math.min(more, part[1]);
      part[1] -= points;
      more -= points;
      part[0].spent -= points;
    }
    this.settle(order.who);
  }

  /** The points of an order's day, and the rewards of its member, follow from how orders stand. */
  private changed({ who, at: changedAt }: Order): void {
    const ofDay = this.orders.filter((order) => order.who === who && dayOf(order.at) === dayOf(changedAt));
    const visit = ofDay.filter(({ void: isVoid }) => !isVoid).find((order) => net(order) > 0);
    for (const order of ofDay) {
      const paid = sum(order.lines, (line) => (line.gross === line.off ? 0 : line.gross - line.off - refunded(line) - halfUp(line.burnt * (line.gross - line.off - refunded(line)), line.gross - line.off)));
      const points = !order.void && net(order) > 0 ? Math.floor(paid / POINTS.per) * order.multiplier + (order === visit ? POINTS.visit : 0) : 0;
      this.target(who, `order ${order.id}`, points, order.at, POINTS.pendingDays);
    }
    for (const { name, reward } of CARDS) {
      const [before, now] = [this.reached.get(`${who} ${name}`) ?? 0, this.timesReached(who, name)];
      this.reached.set(`${who} ${name}`, now);
      for (let card = Math.min(before, now) + 1; card <= Math.max(before, now); card++) this.target(who, `${who} ${name} ${card}`, card <= now ? reward.points : 0, this.now, 0);
    }
  }

  private timesReached(who: number, name: string): number {
    const { slots, reward } = CARDS.find((card) => card.name === name)!;
    return Math.floor((this.stamps(who, name) + slots - reward.at) / slots);
  }

  private stamps(who: number, name: string): number {
    const own = this.orders.filter((order) => order.who === who && !order.void && net(order) > 0);
    return name === 'Visits' ? new Set(own.map(({ at }) => dayOf(at))).size : sum(own, (order) => Math.floor(net(order) / 100));
  }

  /** Orders of the last 365 days, each with what is left of it. */
  private tier(who: number): { readonly code: string; readonly spend: number } {
    const spend = sum(this.orders.filter((order) => order.who === who && !order.void && dayOf(order.at) > dayOf(this.now) - 365), net);
    return { code: TIERS.filter(({ from }) => spend >= from).at(-1)!.code, spend };
  }
}
