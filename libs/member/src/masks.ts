import { type Context, maskable, type MaskableField } from '@regulars/plugin-sdk';
import { masked, partOfBirthDate, partOfEmail, partOfName, partOfPhone } from './domain/masked';

/** What a shop's people need to recognise somebody, and no more; who counts members sees nobody. */
const contact = { 'store-staff': 'PARTIAL', support: 'PARTIAL', marketer: 'PARTIAL', analyst: 'HIDE', finance: 'HIDE' } as const;

/** Fields of a member that roles see in part or not at all. */
export const memberMasks: readonly MaskableField[] = [
  maskable(masked.phone, { partial: (phone: string, ctx: Context) => partOfPhone(phone, ctx.brand.region), roles: contact }),
  maskable(masked.email, { partial: partOfEmail, roles: contact }),
  // Which of them are seen, and how, depends on their kinds: `seenIdentities`.
  maskable(masked.identities, { partial: (identity: object) => identity, roles: contact }),
  maskable(masked.name, { partial: partOfName, roles: { analyst: 'HIDE', finance: 'PARTIAL' } }),
  maskable(masked.birthDate, { partial: partOfBirthDate, roles: { 'store-staff': 'PARTIAL', support: 'PARTIAL', analyst: 'HIDE', finance: 'HIDE' } }),
  maskable(masked.attributes, { hidden: {}, roles: { analyst: 'HIDE', finance: 'HIDE' } }),
];
