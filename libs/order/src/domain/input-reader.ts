import { parseDecimal, type Problems, scaleOf, type Text } from '@regulars/plugin-sdk';

type Segment = string | number;

/** Decimals a unit price may have beyond the currency's own. */
export const PRICE_EXTRA_DECIMALS = 4;
/** What a `bigint` column holds. */
export const MAX_MINOR = (1n << 63n) - 1n;

/** What PostgreSQL cannot keep as it is: NUL, and halves of characters. */
const UNSTORABLE = /[\0\p{Surrogate}]/u;
const UNIT_PRICE = /^(\d{1,19})(?:\.(\d{1,12}))?$/;

export interface UnitPrice {
  /** Units of 10^-(scale + 4). */
  readonly units: bigint;
  /** Without zeros beyond the currency's decimals. */
  readonly text: string;
}

/** Reads values at a place of the input, noting there what is wrong; wrong ones come back as null. */
export class InputReader {
  private readonly scale: number;

  constructor(private readonly currency: string, private readonly place: readonly Segment[], private readonly problems: Problems) {
    this.scale = scaleOf(currency);
  }

  problem(at: readonly Segment[], text: Text): null {
    this.problems.add([...this.place, ...at], text);
    return null;
  }

  /** Trimmed, 1 to `max` characters. */
  text(value: string, max: number, ...at: Segment[]): string | null {
    const text = value.trim();
    if (text !== '' && text.length <= max && !UNSTORABLE.test(text)) return text;
    return this.problem(at, { en: `Give 1 to ${max} characters.`, 'zh-TW': `請輸入 1 到 ${max} 個字。` });
  }

  /** As `text`, but nothing or an empty text is null, and a wrong one undefined. */
  optionalText(value: string | null | undefined, max: number, ...at: Segment[]): string | null | undefined {
    if (value === null || value === undefined || value.trim() === '') return null;
    return this.text(value, max, ...at) ?? undefined;
  }

  whole(value: number, min: number, max: number, ...at: Segment[]): number | null {
    if (Number.isSafeInteger(value) && value >= min && value <= max) return value;
    return this.problem(at, { en: `Give a whole number from ${min} to ${max}.`, 'zh-TW': `請輸入 ${min} 到 ${max} 的整數。` });
  }

  /** Minor units, never negative; left out is 0. */
  amount(value: string | null | undefined, ...at: Segment[]): bigint | null {
    if (value === null || value === undefined) return 0n;
    const minor = parseDecimal(value, this.scale);
    if (minor !== null && minor >= 0n) return minor;
    return this.problem(at, {
      en: `Give an amount of ${this.currency} with at most ${this.scale} decimals that is not negative.`,
      'zh-TW': `請輸入不小於零、小數最多 ${this.scale} 位的 ${this.currency} 金額。`,
    });
  }

  unitPrice(value: string, ...at: Segment[]): UnitPrice | null {
    const decimals = this.scale + PRICE_EXTRA_DECIMALS;
    const match = UNIT_PRICE.exec(value.trim());
    const fraction = (match?.[2] ?? '').replace(/(?<!0)0+$/, '');
    if (match && fraction.length <= decimals) {
      const whole = (match[1] as string).replace(/^0+(?=\d)/, '');
      const shown = fraction.padEnd(this.scale, '0');
      return { units: BigInt(whole + fraction.padEnd(decimals, '0')), text: shown === '' ? whole : `${whole}.${shown}` };
    }
    return this.problem(at, {
      en: `Give a price in ${this.currency} with at most ${decimals} decimals that is not negative.`,
      'zh-TW': `請輸入不小於零、小數最多 ${decimals} 位的 ${this.currency} 單價。`,
    });
  }
}
