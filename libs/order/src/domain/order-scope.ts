import { addDays, businessDateOf, type Calendar, parseDecimal, scaleOf, wallClock, weekdayOf } from '@regulars/plugin-sdk';
import type { OrderChannel } from '../enums';
import type { OrderLineState, OrderState } from './order-state';

/** When an order counts: all that is given must hold. `from` and `to` are `HH:MM` on the brand's clock, `to` exclusive. */
export interface TimeWindowState {
  /** 1 (Monday) to 7 of the business date. */
  readonly weekdays: readonly number[] | null;
  /** Business dates. */
  readonly dates: readonly string[] | null;
  readonly from: string | null;
  /** Not later than `from`: the window ends on the next day, and belongs to the day it began on. */
  readonly to: string | null;
}

/** Which lines and orders a rule is about; null means all. Plain JSON, as modules keep it. */
export interface OrderScopeState {
  readonly skus: readonly string[] | null;
  readonly categories: readonly string[] | null;
  readonly storeCodes: readonly string[] | null;
  readonly channels: readonly OrderChannel[] | null;
  /** A decimal in the brand's currency: the order's net is at least this. */
  readonly minNet: string | null;
  /** One of them must hold; none given means always. */
  readonly windows: readonly TimeWindowState[];
}

export const WHOLE_SCOPE: OrderScopeState = Object.freeze({
  skus: null, categories: null, storeCodes: null, channels: null, minNet: null, windows: [],
});

/** What of a brand a scope is read with; a `Brand` will do. */
export interface ScopeTerms extends Calendar {
  readonly currency: string;
}

type ScopedOrder = Pick<OrderState, 'storeCode' | 'channel' | 'net' | 'placedAt' | 'lines'>;
type ScopedLine = Pick<OrderLineState, 'sku' | 'category'>;

/** The lines of the order that are in scope; none when the order as a whole is not. */
export function linesInScope<O extends ScopedOrder>(scope: OrderScopeState, order: O, terms: ScopeTerms): O['lines'][number][] {
  return orderInScope(scope, order, terms) ? order.lines.filter((line) => lineInScope(scope, line)) : [];
}

/** Is the line in scope; without a line, is the order, and at least one line of it? */
export function matchesScope(scope: OrderScopeState, order: ScopedOrder, line: ScopedLine | null, terms: ScopeTerms): boolean {
  if (!orderInScope(scope, order, terms)) return false;
  return line ? lineInScope(scope, line) : order.lines.some((each) => lineInScope(scope, each));
}

function orderInScope(scope: OrderScopeState, order: ScopedOrder, terms: ScopeTerms): boolean {
  if (scope.storeCodes && !(order.storeCode !== null && scope.storeCodes.includes(order.storeCode))) return false;
  if (scope.channels && !scope.channels.includes(order.channel)) return false;
  if (scope.minNet !== null && order.net < (parseDecimal(scope.minNet, scaleOf(terms.currency)) ?? 0n)) return false;
  return scope.windows.length === 0 || scope.windows.some((window) => inWindow(window, order.placedAt, terms));
}

function lineInScope(scope: OrderScopeState, line: ScopedLine): boolean {
  if (scope.skus && !scope.skus.includes(line.sku)) return false;
  return !scope.categories || (line.category !== null && scope.categories.includes(line.category));
}

const DAY_MINUTES = 24 * 60;

export const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));

function inWindow(window: TimeWindowState, at: Date, calendar: Calendar): boolean {
  const { date, minutes } = wallClock(at, calendar.timeZone);
  const from = window.from === null ? 0 : minutesOf(window.from);
  const to = window.to === null ? DAY_MINUTES : minutesOf(window.to);
  const overMidnight = from >= to;
  const inside = overMidnight ? minutes >= from || minutes < to : minutes >= from && minutes < to;
  if (!inside) return false;
  // Past midnight the window is still the evening's it began on.
  const day = overMidnight && minutes < to ? addDays(date, -1) : businessDateOf(at, calendar);
  if (window.dates && !window.dates.includes(day)) return false;
  return !window.weekdays || window.weekdays.includes(weekdayOf(day));
}
