import { type Cells, importInstant, type ImportGroup, type ImportOptions } from '@regulars/brand/contract';
import type { MemberIdentifier } from '@regulars/member/contract';
import { InvalidInputError, type Text, type UserError } from '@regulars/plugin-sdk';
import type { OrderDraft, OrderLineDraft } from '../domain/order-draft';
import { OrderChannel, OrderStatus } from './enums';

/** Rows with the same of these are one order. */
export const KEY_FIELDS = ['source', 'externalId'] as const;

/** What the rows of an order say of the order as a whole: it stands in each of them. */
const HEADER_FIELDS = [
  'revision', 'status', 'memberExternalId', 'number', 'phone', 'storeCode', 'channel', 'placedAt', 'updatedAt', 'orderDiscount', 'paidWithPoints',
] as const;

const LINE_FIELDS = ['lineNumber', 'sku', 'name', 'category', 'quantity', 'unitPrice', 'discount', 'refundedQuantity', 'refundedAmount'] as const;

const REQUIRED: ReadonlySet<string> = new Set(['externalId', 'placedAt', 'sku', 'quantity', 'unitPrice']);

export const ORDER_FIELDS = [...KEY_FIELDS, ...HEADER_FIELDS, ...LINE_FIELDS].map((name) => ({ name, required: REQUIRED.has(name) }));

export interface ReadGroup {
  readonly draft: OrderDraft;
  /** What the cells themselves cannot mean; paths as those of the draft. */
  readonly errors: readonly UserError[];
}

/** Rows of one order as the order they describe. Numbers that are none are left to whoever reads the draft. */
export function draftOf(group: ImportGroup, { source, dateFormat }: Pick<ImportOptions, 'source' | 'dateFormat'>, timeZone: string): ReadGroup {
  const errors: UserError[] = [];
  const refuse = (path: readonly (string | number)[], text: Text): void => void errors.push(new InvalidInputError(text, path));
  const [header = {}, ...others] = group.rows;
  others.forEach((row, index) => {
    for (const field of HEADER_FIELDS) {
      if ((row[field] ?? '') === (header[field] ?? '')) continue;
      refuse(['rows', index + 1, field], { en: `It differs from the first row of the order: ${header[field] || 'nothing'}.`, 'zh-TW': `與該訂單第一列不同:${header[field] || '空白'}。` });
    }
  });
  const instant = (field: 'placedAt' | 'updatedAt'): Date => {
    const at = importInstant(header[field] ?? '', dateFormat, timeZone);
    if (!at) refuse([field], { en: 'This is no time.', 'zh-TW': '無法辨識的時間。' });
    return at ?? new Date(NaN);
  };
  const choice = <T extends string>(field: 'status' | 'channel', values: Readonly<Record<string, T>>, otherwise: T): T => {
    const text = (header[field] ?? '').toUpperCase();
    if (text === '') return otherwise;
    const value = values[text];
    if (value === undefined) refuse([field], { en: `Give one of ${Object.keys(values).join(', ')}.`, 'zh-TW': `請填 ${Object.keys(values).join('、')} 其中之一。` });
    return value ?? otherwise;
  };
  const orderSource = header.source || source;
  const draft: OrderDraft = {
    source: orderSource,
    externalId: header.externalId ?? '',
    revision: whole(header.revision, 1),
    status: choice('status', OrderStatus, OrderStatus.PAID),
    member: memberOf(header, orderSource),
    storeCode: header.storeCode || null,
    channel: choice('channel', OrderChannel, OrderChannel.POS),
    placedAt: instant('placedAt'),
    updatedAt: header.updatedAt ? instant('updatedAt') : null,
    lines: group.rows.map(lineOf),
    discount: header.orderDiscount || null,
    paidWithPoints: header.paidWithPoints || null,
  };
  return { draft, errors };
}

const lineOf = (row: Cells, index: number): OrderLineDraft => ({
  number: whole(row.lineNumber, index + 1),
  sku: row.sku ?? '',
  name: row.name || null,
  category: row.category || null,
  quantity: whole(row.quantity, NaN),
  unitPrice: row.unitPrice ?? '',
  discount: row.discount || null,
  refundedQuantity: whole(row.refundedQuantity, 0),
  refundedAmount: row.refundedAmount || null,
});

const whole = (text: string | undefined, otherwise: number): number => (!text ? otherwise : /^-?\d{1,15}$/.test(text) ? Number(text) : NaN);

/** The first of the columns that says something; an external id is one of the order's own source. */
function memberOf(row: Cells, source: string): MemberIdentifier | null {
  if (row.memberExternalId) return { externalId: { source, id: row.memberExternalId } };
  if (row.number) return { number: row.number };
  return row.phone ? { phone: row.phone } : null;
}

const COLUMN_OF_LINE_FIELD: Readonly<Record<string, string>> = { number: 'lineNumber' };
const COLUMN_OF_ORDER_FIELD: Readonly<Record<string, string>> = { discount: 'orderDiscount' };

/** Which row of the group, and which column, a path in the draft is about. */
export function cellOf(path: readonly string[], group: ImportGroup): { readonly row: number; readonly column: string | null } {
  const [field = '', index, inner] = path;
  if (field === 'rows') return { row: Number(index), column: inner ?? null };
  if (field === 'lines') return index === undefined || inner === undefined ? { row: 0, column: null } : { row: Number(index), column: COLUMN_OF_LINE_FIELD[inner] ?? inner };
  if (field === 'member') return { row: 0, column: ['memberExternalId', 'number', 'phone'].find((column) => group.rows[0]?.[column]) ?? null };
  return { row: 0, column: COLUMN_OF_ORDER_FIELD[field] ?? field };
}
