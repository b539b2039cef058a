import { Oracle } from './oracle';
import type { Step } from './steps';
import { DAY, type Order } from './terms';
import type { SaleTerms, Town } from './town';

/** Ids of the product, beside the rows of the oracle. */
interface Ids {
  readonly members: string[];
  readonly orders: Map<Order, string>;
  readonly coupons: { readonly id: string; code: string }[];
  readonly offers: { readonly coupon: number; readonly index: number; readonly token: string }[];
  readonly holds: string[];
  readonly redemptions: { readonly coupon: number; readonly order: string; readonly id: string }[];
}

const DONE = [true, true] as const;

/** So many at most join in one history. */
const MEMBERS = 3;

/** Ten past noon in Taipei: from ten past an hour, or twenty to, no step of half an hour ends near midnight. */
const NOON = (4 * 60 + 10) * 60_000;
const noonAfter = (now: number): number => Math.floor(now / DAY) * DAY + DAY + NOON;
const isFarFromHours = (now: number): boolean => Math.abs((now % (30 * 60_000)) - 12 * 60_000) < 8 * 60_000;

/** Some members' history, told to the product and to the oracle. */
export class History {
  private readonly ids: Ids = { members: [], orders: new Map(), coupons: [], offers: [], holds: [], redemptions: [] };
  private serial = 0;
  /** How far the brand's clock is ahead of ours. */
  private ahead = 0;

  private constructor(private readonly town: Town, readonly oracle: Oracle, private readonly name: string) {}

  static async begin(town: Town, name: string): Promise<History> {
    const now = (await town.shop.now()).getTime();
    const start = isFarFromHours(now) ? now : noonAfter(now);
    const history = new History(town, new Oracle(start), name);
    if (start !== now) await town.clock(start);
    await history.readClock();
    await history.join();
    await history.join();
    return history;
  }

  private async readClock(): Promise<void> {
    this.ahead = (await this.town.shop.now()).getTime() - Date.now();
  }

  async join(): Promise<void> {
    this.oracle.join();
    this.ids.members.push(await this.town.join());
  }

  /** Does it in both, and says in what they differ; undefined: in nothing. */
  async play(step: Step): Promise<string | undefined> {
    // The clock runs on, though not so far that anything would end.
    this.oracle.now = Date.now() + this.ahead;
    const answers = await this.act(step);
    if (!answers) return undefined;
    const [expected, found] = answers;
    if (JSON.stringify(expected) !== JSON.stringify(found)) return `the oracle answers ${JSON.stringify(expected)}, the product ${JSON.stringify(found)}`;
    return this.differences();
  }

  /** In what anybody has by now. */
  private async differences(): Promise<string | undefined> {
    const persons = [...new Set(this.oracle.persons)];
    const found = await this.town.shown(persons.map((who) => this.ids.members[who]!), this.ids.coupons.map(({ id }) => id));
    const differences = persons.flatMap((who, place) => {
      const [right, shown] = [this.oracle.shown(who), found[place]!];
      const differing = Object.keys(right).filter((key) => JSON.stringify(right[key as never]) !== JSON.stringify(shown[key as never]));
      return differing.map((key) => `member ${who}, ${key}: ${JSON.stringify(right[key as never])} by the oracle, ${JSON.stringify(shown[key as never])} by the product`);
    });
    return differences.length === 0 ? undefined : differences.join('; ');
  }

  /** What both answer; null where there is nothing yet to do it with. */
  private async act(step: Step): Promise<readonly [unknown, unknown] | null> {
    if ('who' in step && step.who >= this.ids.members.length) return null;
    switch (step.do) {
      case 'join': return this.ids.members.length < MEMBERS ? this.join().then(() => DONE) : null;
      case 'merge': return this.merge(step);
      case 'clock': return this.clock(step.minutes);
      case 'order': return this.order(step.who, step.basket);
      case 'sell': case 'hold': return this.sell(step);
      case 'capture': case 'letGo': return this.end(step.do, step.pick);
      case 'refund': return this.refund(step);
      case 'void': return this.void(step.pick);
      case 'issue': return this.issue(step.who, step.template);
      case 'redeem': return this.redeem(step);
      case 'reserve': case 'release': case 'revoke': case 'offer': case 'takeBack': return this.coupon(step);
      case 'accept': return this.accept(step);
      case 'reverse': return this.reverse(step.pick);
      case 'grant': return this.grant(step.who, step.points);
      case 'burn': return this.burn(step.who, step.points);
    }
  }

  private async clock(minutes: number) {
    // The milliseconds since the last step are not carried along.
    let to = Math.floor(this.oracle.now / 60_000 + minutes) * 60_000;
    while (this.oracle.endsNear(to)) to += 5 * 60_000;
    this.oracle.clock(to);
    await this.town.clock(to);
    await this.readClock();
    return DONE;
  }

  private async merge({ who, loser }: Extract<Step, { do: 'merge' }>) {
    if (loser >= this.ids.members.length) return null;
    const [survivorId, loserId] = [this.member(who), this.member(loser)];
    return [this.oracle.merge(who, loser), (await this.town.merge(survivorId, loserId)) !== null] as const;
  }

  private terms(who: number, basket: SaleTerms['basket'], id = `${this.name}-${++this.serial}`): SaleTerms {
    return { member: this.member(who), id, at: this.oracle.now, basket };
  }

  private member = (who: number): string => this.ids.members[this.oracle.who(who)]!;

  private async order(who: number, basket: SaleTerms['basket'], id?: string, off?: readonly number[]) {
    const terms = this.terms(who, basket, id);
    const order = this.oracle.order(who, basket, { id: terms.id, ...(off ? { off } : {}) });
    const found = await this.town.order({ ...terms, ...(off ? { lines: off.map((each) => ({ off: each })) } : {}) });
    this.ids.orders.set(order, found ?? '');
    return [true, found !== null] as const;
  }

  private async sell({ do: how, who, basket, coupons: picks, points, minutes }: Extract<Step, { do: 'sell' | 'hold' }>) {
    const coupons = this.oracle.coupons.length === 0 ? [] : [...new Set(picks.map((pick) => pick % this.oracle.coupons.length))];
    const terms = this.terms(who, basket);
    const codes = coupons.map((index) => this.ids.coupons[index]!.code);
    const rows = coupons.map((index) => this.oracle.coupons[index]!);
    if (how === 'hold') {
      const payable = this.oracle.hold(who, basket, rows, points, minutes);
      const held = await this.town.hold(terms, codes, points, minutes);
      if (held) this.ids.holds.push(held.id);
      return [payable, held?.payable ?? null] as const;
    }
    const payable = this.oracle.commit(who, basket, rows, points, terms.id);
    const sold = await this.town.sell(terms, codes, points);
    if (payable !== null) this.ids.orders.set(this.oracle.orders.at(-1)!, sold?.id ?? '');
    return [payable, sold?.payable ?? null] as const;
  }

  private async end(how: 'capture' | 'letGo', pick: number) {
    if (this.ids.holds.length === 0) return null;
    const index = pick % this.ids.holds.length;
    const [hold, id] = [this.oracle.holds[index]!, this.ids.holds[index]!];
    if (how === 'letGo') return [this.oracle.letGo(hold), (await this.town.letGo(id)) !== null] as const;
    const terms = this.terms(hold.member, hold.basket);
    const done = this.oracle.capture(hold, terms.id);
    const found = await this.town.capture(id, terms);
    if (done) this.ids.orders.set(this.oracle.orders.at(-1)!, found ?? '');
    return [done, found !== null] as const;
  }

  private async refund({ pick, line, pieces }: Extract<Step, { do: 'refund' }>) {
    const order = this.oracle.orders[pick % Math.max(1, this.oracle.orders.length)];
    if (!order || !this.oracle.refund(order, line, pieces)) return null;
    const { id, at, basket, lines, refunds } = order;
    const found = await this.town.order({
      member: this.member(order.who), id, at, basket, lines, paidWithPoints: lines.reduce((total, { burnt }) => total + burnt, 0), revision: refunds.length + 1, updatedAt: this.oracle.now,
    });
    return [true, found !== null] as const;
  }

  private async void(pick: number) {
    const order = this.oracle.orders[pick % Math.max(1, this.oracle.orders.length)];
    if (!order) return null;
    return [this.oracle.void(order), (await this.town.void(this.ids.orders.get(order)!)) !== null] as const;
  }

  private async issue(who: number, template: number) {
    const isIssued = this.oracle.issue(who, template);
    const found = await this.town.issue(this.member(who), template);
    if (found) this.ids.coupons.push(found);
    return [isIssued, found !== null] as const;
  }

  private async coupon(step: Extract<Step, { do: 'reserve' }> | { readonly do: 'capture' | 'letGo' | 'void' | 'release' | 'reverse' | 'revoke' | 'offer' | 'takeBack'; readonly pick: number }) {
    const index = step.pick % Math.max(1, this.oracle.coupons.length);
    const [row, found] = [this.oracle.coupons[index], this.ids.coupons[index]];
    if (!row || !found) return null;
    const ref = `${this.name}-reserved-${index}`;
    if (step.do === 'reserve') return [this.oracle.reserve(row, ref, step.minutes), (await this.town.reserve(found.code, ref, step.minutes)) !== null] as const;
    if (step.do === 'release') return [this.oracle.release(row), (await this.town.release(found.code)) !== null] as const;
    if (step.do === 'takeBack') return [this.oracle.takeBack(row), (await this.town.takeBack(found.id)) !== null] as const;
    if (step.do === 'offer') {
      const isOffered = this.oracle.offer(row);
      const token = await this.town.offer(found.id);
      if (token) this.ids.offers.push({ coupon: index, index: row.offered.length - 1, token });
      return [isOffered, token !== null] as const;
    }
    return [this.oracle.revoke(row), (await this.town.revoke(found.id)) !== null] as const;
  }

  private async accept({ pick, who }: Extract<Step, { do: 'accept' }>) {
    const offer = this.ids.offers[pick % Math.max(1, this.ids.offers.length)];
    if (!offer) return null;
    const isTaken = this.oracle.accept(this.oracle.coupons[offer.coupon]!, offer.index, who);
    const code = await this.town.accept(offer.token, this.member(who));
    if (code) this.ids.coupons[offer.coupon]!.code = code;
    return [isTaken, code !== null] as const;
  }

  private async redeem({ pick, basket, asReserved, isSold }: Extract<Step, { do: 'redeem' }>) {
    const index = pick % Math.max(1, this.oracle.coupons.length);
    const [row, coupon] = [this.oracle.coupons[index], this.ids.coupons[index]];
    if (!row || !coupon) return null;
    const ref = `${this.name}-reserved-${index}`;
    const isNew = !this.oracle.orders.some(({ id }) => id === ref) && !row.used.some(({ order }) => order === ref);
    const terms = this.terms(row.holder, basket, ...(asReserved && isNew ? [ref] : []));
    const off = this.oracle.redeem(row, basket, terms.id);
    const redeemed = await this.town.redeem(coupon.code, terms);
    const expected = off && off.reduce((total, each) => total + each, 0);
    if (redeemed) this.ids.redemptions.push({ coupon: index, order: terms.id, id: redeemed.id });
    if (off && redeemed && isSold) await this.order(row.holder, basket, terms.id, off);
    return [expected, redeemed?.discount ?? null] as const;
  }

  private async reverse(pick: number) {
    const redemption = this.ids.redemptions[pick % Math.max(1, this.ids.redemptions.length)];
    if (!redemption) return null;
    const row = this.oracle.coupons[redemption.coupon]!;
    const stands = row.used.some(({ order }) => order === redemption.order);
    if (stands) this.oracle.reverse(row, redemption.order);
    return [stands, (await this.town.reverse(redemption.id)) !== null] as const;
  }

  private async grant(who: number, points: number) {
    this.oracle.grant(who, points);
    return [true, (await this.town.grant(this.member(who), points)) !== null] as const;
  }

  private async burn(who: number, points: number) {
    return [this.oracle.burn(who, points), (await this.town.burn(this.member(who), points)) !== null] as const;
  }
}
