import { HOUR } from '@regulars/plugin-sdk';
import { OrderChannel, OrderStatus } from '../../libs/order/src/enums';
import type { OrderLineDraft } from '../../libs/order/src/domain/order-draft';
import { CATEGORIES, SKUS } from './brand';
import type { Random } from './random';
import type { OrderMessage } from './rules/orders';

/** Where orders come from: it knows how each of them stands, and what it has sent of them. */
export class Tills {
  /** Every order as of its newest revision, by its external id. */
  readonly orders = new Map<string, OrderMessage>();
  private readonly sent: OrderMessage[] = [];

  constructor(private readonly random: Random, private readonly memberIds: readonly string[]) {}

  /** A new order, a newer revision of one, or something that was sent before. */
  next(now: Date): OrderMessage {
    const { random } = this;
    const turn = random.below(100);
    if (this.sent.length > 0 && turn < 12) return random.pick(this.sent);
    const message = this.sent.length > 0 && turn < 50 ? this.revise(random.pick([...this.orders.values()]), now) : this.open(now);
    this.orders.set(message.draft.externalId, message);
    this.sent.push(message);
    return message;
  }

  private open(now: Date): OrderMessage {
    const { random } = this;
    const draft = {
      source: random.pick(['till-1', 'till-2']), externalId: `A-${this.orders.size + 1}`, revision: 1,
      status: random.chance(10) ? OrderStatus.PLACED : OrderStatus.PAID, channel: random.pick(Object.values(OrderChannel)),
      placedAt: new Date(now.getTime() - random.below(72) * HOUR), updatedAt: null,
      lines: Array.from({ length: random.between(1, 3) }, (_, index) => this.line(index + 1)),
      discount: random.chance(20) ? '5' : null, paidWithPoints: random.chance(15) ? '7' : null,
    };
    return { draft, memberId: this.somebody() };
  }

  private line(number: number): OrderLineDraft {
    const { random } = this;
    return { number, sku: random.pick(SKUS), category: random.pick(CATEGORIES), quantity: random.between(1, 3), unitPrice: String(random.between(15, 90)), refundedQuantity: 0 };
  }

  private readonly somebody = (): string | null => (this.random.chance(8) ? null : this.random.pick(this.memberIds));

  private revise({ draft, memberId }: OrderMessage, now: Date): OrderMessage {
    const { random } = this;
    const newer = { ...draft, revision: draft.revision + 1, updatedAt: now };
    const turn = random.below(100);
    if (turn < 12) return { draft: newer, memberId: this.somebody() };
    if (turn < 24) return { draft: { ...newer, status: draft.status === OrderStatus.VOIDED ? OrderStatus.PAID : OrderStatus.VOIDED }, memberId };
    if (turn < 36) return { draft: { ...newer, placedAt: new Date(draft.placedAt.getTime() - random.below(96) * HOUR) }, memberId };
    if (draft.status === OrderStatus.PLACED || turn < 45) return { draft: { ...newer, status: draft.status === OrderStatus.PLACED ? OrderStatus.PAID : draft.status }, memberId };
    return { draft: { ...newer, lines: draft.lines.map((line) => this.giveBack(line)) }, memberId };
  }

  private readonly giveBack = (line: OrderLineDraft): OrderLineDraft =>
    ({ ...line, refundedQuantity: Math.min(line.quantity, line.refundedQuantity + this.random.below(3)) });
}
