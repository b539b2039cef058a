import type { StoreRef } from '@regulars/brand/contract';
import { businessDateOf, type Calendar, instantOfLocal, NotFoundError, type Problems } from '@regulars/plugin-sdk';
import { InputReader } from './input-reader';
import type { OrderDraft } from './order-draft';
import type { OrderLineState, OrderState } from './order-state';
import { countsAs } from './order-status';
import { readLines } from './read-lines';
import { settleStatus } from './settle-status';

/** What an order is read with. */
export interface OrderTerms extends Calendar {
  readonly currency: string;
  readonly now: Date;
  /** By code: at least those the orders name. */
  readonly stores: ReadonlyMap<string, Pick<StoreRef, 'id' | 'code'>>;
}

/** All that a source says of an order, read; whose it is and how we call it come later. */
export type OrderContent = Omit<OrderState, 'id' | 'memberId'>;

const MAX_REVISION = 2_147_483_647;
const EARLIEST = '2000-01-01';
/** Clocks of tills run ahead. */
const LEEWAY_MS = 5 * 60_000;

/** The order in the brand's terms; null, with everything that is wrong in `problems` under `place`. */
export function readOrder(draft: OrderDraft, terms: OrderTerms, place: readonly (string | number)[], problems: Problems): OrderContent | null {
  const read = new InputReader(terms.currency, place, problems);
  const source = read.text(draft.source, 100, 'source');
  const externalId = read.text(draft.externalId, 200, 'externalId');
  const revision = read.whole(draft.revision, 1, MAX_REVISION, 'revision');
  const store = readStore(draft, terms, place, problems);
  const times = readTimes(draft, terms, read);
  const lines = readLines(draft, terms.currency, read);
  const status = lines && settleStatus(draft.status, lines, read);
  if (source === null || externalId === null || revision === null || store === undefined || !times || !lines || !status) return null;
  const totals = totalsOf(lines);
  return {
    source, externalId, revision, status,
    storeId: store?.id ?? null,
    storeCode: store?.code ?? null,
    channel: draft.channel,
    ...times,
    businessDate: businessDateOf(times.placedAt, terms),
    ...totals,
    counts: countsAs(status, totals.net),
    lines,
  };
}

/** Undefined when there is no such store. */
function readStore(draft: OrderDraft, terms: OrderTerms, place: readonly (string | number)[], problems: Problems): Pick<StoreRef, 'id' | 'code'> | null | undefined {
  const code = draft.storeCode?.trim();
  if (!code) return null;
  const store = terms.stores.get(code);
  if (!store) problems.push(new NotFoundError({ en: `There is no store ${code}.`, 'zh-TW': `沒有「${code}」這家門市。` }, [...place, 'storeCode']));
  return store;
}

function readTimes(draft: OrderDraft, terms: OrderTerms, read: InputReader): Pick<OrderState, 'placedAt' | 'updatedAt'> | null {
  const latest = terms.now.getTime() + LEEWAY_MS;
  const earliest = instantOfLocal(Date.parse(EARLIEST), terms.timeZone);
  const placed = draft.placedAt.getTime();
  if (!(placed >= earliest && placed <= latest)) {
    return read.problem(['placedAt'], { en: `Give a time from ${EARLIEST} to the present.`, 'zh-TW': `請輸入 ${EARLIEST} 至現在的時間。` });
  }
  if (!draft.updatedAt) {
    if (draft.revision <= 1) return { placedAt: draft.placedAt, updatedAt: draft.placedAt };
    return read.problem(['updatedAt'], { en: 'A later revision must say when it took effect.', 'zh-TW': '修訂過的訂單必須填寫更新時間。' });
  }
  const updated = draft.updatedAt.getTime();
  if (updated >= placed && updated <= latest) return { placedAt: draft.placedAt, updatedAt: draft.updatedAt };
  return read.problem(['updatedAt'], { en: 'Give a time from placedAt to the present.', 'zh-TW': '請輸入訂購時間至現在的時間。' });
}

export function totalsOf(lines: readonly OrderLineState[]): Pick<OrderState, 'gross' | 'discount' | 'refunded' | 'net' | 'paidWithPoints'> {
  let [gross, discount, refunded, paidWithPoints] = [0n, 0n, 0n, 0n];
  for (const line of lines) {
    gross += line.gross;
    discount += line.discount;
    refunded += line.refunded;
    paidWithPoints += line.paidWithPoints;
  }
  return { gross, discount, refunded, net: gross - discount - refunded, paidWithPoints };
}
