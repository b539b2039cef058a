import { type Context, type MaskKind, maskOf } from '@regulars/plugin-sdk';
import { type CountryCode, parsePhoneNumberFromString } from 'libphonenumber-js/max';
import type { KnownIdentity } from './identities';
import type { MemberIdentifier } from './members';

/** Fields of a member that roles may see in part or not at all. */
export const masked = { name: 'Member.name', phone: 'Member.phone', email: 'Member.email', birthDate: 'Member.birthDate', identities: 'Member.identities', attributes: 'Member.attributes' } as const;

const GAP = '***';
const [HEAD, TAIL] = [4, 3];

/** Its beginning and end, when at least three characters stay unseen. */
const ends = (text: string): string => (text.length >= HEAD + TAIL + 3 ? `${text.slice(0, HEAD)}${GAP}${text.slice(-TAIL)}` : `${GAP}${text.slice(-2)}`);

/** `0912***678`: as it is dialled in the brand's region, from elsewhere with the country code. */
export function partOfPhone(phone: string, region: string): string {
  const parsed = parsePhoneNumberFromString(phone, { defaultCountry: region as CountryCode });
  return ends(parsed?.country === region ? parsed.formatNational().replace(/\D/g, '') : phone);
}

/** `a***@example.com` */
export function partOfEmail(email: string): string {
  const at = email.lastIndexOf('@');
  return `${firstOf(email.slice(0, at))}${GAP}${email.slice(at)}`;
}

/** Its first letter. */
export const partOfName = (name: string): string => `${firstOf(name)}**`;

/** The day without the year, for which stands 0000. */
export const partOfBirthDate = (date: string): string => `0000${date.slice(4)}`;

const letters = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
const firstOf = (text: string): string => [...letters.segment(text)][0]?.segment ?? '';

/** A phone and an e-mail are seen among the identities as they are seen of the member. */
const fieldOf = (kind: string): string => (kind === 'PHONE' ? masked.phone : kind === 'EMAIL' ? masked.email : masked.identities);

const partOf = ({ kind, value }: Pick<KnownIdentity, 'kind' | 'value'>, region: string): string =>
  kind === 'PHONE' ? partOfPhone(value, region) : kind === 'EMAIL' ? partOfEmail(value) : ends(value);

/** Those of the identities that the caller may see, as it may see them. */
export function seenIdentities<I extends Pick<KnownIdentity, 'kind' | 'value'>>(ctx: Context, identities: readonly I[]): readonly I[] {
  if (ctx.actor.masks.size === 0) return identities;
  return identities.flatMap((identity) => {
    const mask = maskOf(ctx, fieldOf(identity.kind));
    if (mask === 'HIDE') return [];
    return mask === 'PARTIAL' ? [{ ...identity, value: partOf(identity, ctx.brand.region) }] : [identity];
  });
}

/** Whether nothing of a member is masked from the caller: only then is a file that holds everything for it. */
export const seesMembersWhole = ({ actor }: Pick<Context, 'actor'>): boolean => Object.values(masked).every((field) => !actor.masks.has(field));

const looksAt: Readonly<Partial<Record<keyof MemberIdentifier, string>>> = {
  phone: masked.phone, email: masked.email, cardNumber: masked.identities, lineUserId: masked.identities, externalId: masked.identities,
};

/** Whether the caller may find members by this. What it sees in part it may ask for as a whole: the till does. */
export const mayFindBy = (ctx: Context, field: keyof MemberIdentifier): boolean => {
  const mask: MaskKind | null = maskOf(ctx, looksAt[field] ?? '');
  return mask !== 'HIDE';
};
