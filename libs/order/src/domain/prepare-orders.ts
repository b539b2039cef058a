import { type StoreRef, Stores } from '@regulars/brand/contract';
import { type MemberKey, Members } from '@regulars/member/contract';
import { type Context, Problems, seesStore, type UserError } from '@regulars/plugin-sdk';
import type { OrderDraft } from './order-draft';
import { type OrderContent, type OrderTerms, readOrder } from './read-order';

/** An order as it came in, and where it stands in the input. */
export interface OrderUpsert {
  readonly draft: OrderDraft;
  readonly path: readonly (string | number)[];
}

export interface PreparedOrder {
  /** Its place in the batch. */
  readonly index: number;
  readonly path: readonly (string | number)[];
  readonly content: OrderContent;
  /** Null for a guest's. */
  readonly memberKey: MemberKey | null;
  /** The id the caller named the member by, for the answer that there is none. */
  readonly memberId: string | undefined;
}

export interface PreparedBatch {
  readonly prepared: readonly PreparedOrder[];
  /** What is wrong, by place in the batch. */
  readonly refused: ReadonlyMap<number, readonly UserError[]>;
}

const NAME_YOUR_STORE = { en: 'Your rights are limited to some stores: name one of them.', 'zh-TW': '您的權限僅限部分門市:請指定其中一家。' };

/** Reads what can be read without looking at orders or members; asks the database nothing while stores are cached. */
export async function prepareOrders(ctx: Context, upserts: readonly OrderUpsert[]): Promise<PreparedBatch> {
  const terms = await termsFor(ctx, upserts);
  const prepared: PreparedOrder[] = [];
  const refused = new Map<number, readonly UserError[]>();
  upserts.forEach(({ draft, path }, index) => {
    const problems = new Problems();
    const memberKey = draft.member ? ctx.use(Members).keyOf(draft.member, [...path, 'member'], problems) : null;
    const content = readOrder(draft, terms, path, problems);
    // Only of callers whose rights are limited to some stores.
    if (content && !seesStore(ctx, content.storeId)) problems.add([...path, 'storeCode'], NAME_YOUR_STORE);
    if (problems.any || !content) refused.set(index, problems.list);
    else prepared.push({ index, path, content, memberKey, memberId: draft.member?.id ?? undefined });
  });
  return { prepared, refused };
}

async function termsFor(ctx: Context, upserts: readonly OrderUpsert[]): Promise<OrderTerms> {
  const codes = [...new Set(upserts.flatMap(({ draft }) => draft.storeCode?.trim() || []))];
  const found = codes.length > 0 ? await ctx.use(Stores).byCode(codes) : new Map<string, StoreRef>();
  const stores = new Map([...found].filter(([, store]) => seesStore(ctx, store.id)));
  const { currency, timeZone, dayStartsAt } = ctx.brand;
  return { currency, timeZone, dayStartsAt, now: ctx.now, stores };
}
