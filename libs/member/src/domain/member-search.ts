import { type Condition, condition, type Context, EVERYTHING, maskOf, NOTHING, PersonalData } from '@regulars/plugin-sdk';
import { masked, mayFindBy } from './masked';
import { readSearch } from './search';

/** Greater than every text that begins with what stands before it, byte by byte. */
const LAST_CHARACTER = '\u{10FFFF}';

/**
 * SQL of a free-text search over `member.member AS m`: by phone or e-mail as a whole, by the beginning of number or
 * name; by none that is masked from the caller. A union, so that each part has its own index.
 */
export function searchCondition(ctx: Context, text: string | null | undefined): Condition {
  if (text == null) return EVERYTHING;
  const search = readSearch(text, ctx.brand.region);
  if (search === null) return NOTHING;
  const parts: Condition[] = [];
  const identity = (kind: string, normalised: string): Condition =>
    condition(
      "SELECT i.member_id FROM member.identity AS i WHERE i.kind = ? AND i.value_index = decode(?, 'hex')",
      kind, ctx.use(PersonalData).blindIndex(kind, normalised).toString('hex'),
    );
  if (search.phone !== null && mayFindBy(ctx, 'phone')) parts.push(identity('PHONE', search.phone));
  if (search.email !== null && mayFindBy(ctx, 'email')) parts.push(identity('EMAIL', search.email));
  if (search.numberPrefix !== null) parts.push(beginsWith('n.number COLLATE "C"', '?', search.numberPrefix));
  // Who sees a name in part only could ask for one letter after the other.
  if (search.namePrefix !== null && maskOf(ctx, masked.name) === null) parts.push(beginsWith('n.name_key COLLATE "C"', 'lower(?)', search.namePrefix));
  if (parts.length === 0) return NOTHING;
  return condition(`m.id IN (${parts.map((part) => part.text).join(' UNION ALL ')})`, ...parts.flatMap((part) => part.values));
}

const beginsWith = (expression: string, bound: string, prefix: string): Condition =>
  condition(`SELECT n.id FROM member.member AS n WHERE ${expression} >= ${bound} AND ${expression} < ${bound}`, prefix, prefix + LAST_CHARACTER);
