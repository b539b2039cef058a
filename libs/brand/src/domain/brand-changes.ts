import { type BrandPatch, type Context, InvalidInputError, isTimeZone, Platform, Problems, readName } from '@regulars/plugin-sdk';
import { BrandLocks, type LockableField } from './brand-lock';
import { isCurrency, isRegion, localeOf } from './standards';

export interface BrandInputs {
  readonly name?: string | null;
  readonly timeZone?: string | null;
  readonly currency?: string | null;
  readonly region?: string | null;
  readonly dayStartsAt?: number | null;
  readonly locales?: readonly string[] | null;
}

const MAX_NAME = 200;
const MAX_LOCALES = 20;
const MINUTES_OF_A_DAY = 1_440;

/** Absent leaves; nothing of a brand can be cleared. */
export function readBrandPatch(input: BrandInputs, problems: Problems): BrandPatch {
  for (const [field, value] of Object.entries(input)) {
    if (value === null) problems.add(['input', field], { en: 'This cannot be cleared.', 'zh-TW': '此欄位不可清空。' });
  }
  const { timeZone, currency, region, dayStartsAt, locales } = input;
  const name = input.name == null ? null : readName(input.name, MAX_NAME, 'input.name', problems);
  if (timeZone != null && !isZoneName(timeZone)) problems.add('input.timeZone', { en: 'Name a time zone of the IANA database, such as Asia/Taipei.', 'zh-TW': '請填 IANA 時區,例如 Asia/Taipei。' });
  if (currency != null && !isCurrency(currency)) problems.add('input.currency', { en: 'Name a currency of ISO 4217, such as TWD.', 'zh-TW': '請填 ISO 4217 幣別,例如 TWD。' });
  if (region != null && !isRegion(region)) problems.add('input.region', { en: 'Name a country of ISO 3166-1, such as TW.', 'zh-TW': '請填 ISO 3166-1 國家代碼,例如 TW。' });
  if (dayStartsAt != null && (dayStartsAt < 0 || dayStartsAt >= MINUTES_OF_A_DAY)) problems.add('input.dayStartsAt', { en: 'Give 0 to 1439 minutes.', 'zh-TW': '請填 0 至 1439 分鐘。' });
  return {
    ...(name !== null && { name }),
    ...(timeZone != null && { timeZone }),
    ...(currency != null && { currency }),
    ...(region != null && { region }),
    ...(dayStartsAt != null && { dayStartsAt }),
    ...(locales != null && { locales: readLocales(locales, problems) }),
  };
}

function readLocales(locales: readonly string[], problems: Problems): string[] {
  if (locales.length === 0 || locales.length > MAX_LOCALES) problems.add('input.locales', { en: `Give 1 to ${MAX_LOCALES}.`, 'zh-TW': `請填 1 至 ${MAX_LOCALES} 種。` });
  const read = locales.flatMap((locale, index) => {
    const canonical = localeOf(locale);
    if (canonical === null) problems.add(['input', 'locales', index], { en: 'Name a language by BCP 47, such as zh-TW.', 'zh-TW': '請填 BCP 47 語言代碼,例如 zh-TW。' });
    return canonical ?? [];
  });
  return [...new Set(read)];
}

/** Offsets and other spellings that only some programs know are left out. */
const isZoneName = (name: string): boolean => /^[A-Za-z_]+(\/[A-Za-z0-9_+-]+)*$/.test(name) && isTimeZone(name);

export async function updateBrand(ctx: Context, input: BrandInputs, expectedVersion: number | null): Promise<void> {
  const problems = new Problems();
  const patch = readBrandPatch(input, problems);
  problems.throwIfAny();
  await refuseLocked(ctx, patch, problems);
  await ctx.use(Platform).updateBrand(patch, expectedVersion);
}

/** Saying again what already holds is no change. */
async function refuseLocked(ctx: Context, patch: BrandPatch, problems: Problems): Promise<void> {
  const changed = (['timeZone', 'currency', 'dayStartsAt'] as const).filter((field) => patch[field] !== undefined && patch[field] !== ctx.brand[field]);
  const isLocked = async (field: LockableField): Promise<boolean> => {
    const answers = await Promise.all(ctx.extensions(BrandLocks).filter((lock) => lock.field === field).map((lock) => lock.isLocked(ctx)));
    return answers.includes(true);
  };
  const locked = await Promise.all(changed.map(isLocked));
  for (const [index, field] of changed.entries()) {
    if (locked[index]) problems.push(new InvalidInputError({ en: `${field} is fixed: what the brand has recorded depends on it.`, 'zh-TW': `${field} 已固定:品牌既有紀錄以此為準。` }, ['input', field]));
  }
  problems.throwIfAny();
}
