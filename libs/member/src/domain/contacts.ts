import { allOf, type Condition, type Context, defineService, PersonalData } from '@regulars/plugin-sdk';
import { type ConsentAnswer } from './consents';
import { readIdentities } from './identities';
import { dropDevice, type DeviceBinding, takeDevice } from './devices';
import { deviceValue, lineValue } from './identity-value';
import { type AccountBinding, bindAccount } from './link-account';
import { type MemberConditions, memberCondition, notMerged } from './member-filter';
import { isLiving } from './member-state';
import { Members } from './members';
import { readPhone } from './phone';
import { readMembers } from './read-members';
import { recordConsents } from './set-consents';

/** Where a member can be reached. */
export interface MemberAddress {
  readonly value: string;
  /** Its blind index, in hex: the same for the same address. */
  readonly index: string;
}

/** What is said to a member by name. */
export interface MemberProfile {
  readonly id: string;
  readonly number: string;
  readonly name: string | null;
  /** BCP 47; null: not known. */
  readonly language: string | null;
}

/** What a module may know that writes to members. Nothing of it is shown to anybody: the caller has asked whether it may. */
export interface ContactsService {
  /** The address members are shown with, of a kind, and of devices the one that came last; who has none is left out. */
  addresses(kind: string, memberIds: readonly string[]): Promise<ReadonlyMap<string, MemberAddress>>;
  profiles(memberIds: readonly string[]): Promise<ReadonlyMap<string, MemberProfile>>;
  /** The member says so itself, through a link that only it was given. Takes its lock; of who has left nothing is kept. */
  answer(memberId: string, answers: readonly ConsentAnswer[]): Promise<void>;
  /** LINE has said that an account of its own is this member's. Takes the locks of whom it concerns. */
  bindLine(memberId: string, lineUserId: string): Promise<AccountBinding>;
  /** Somebody signed in as the member lets a browser be written to; `endpoint` tells it from others. Takes the locks of whom it concerns. */
  takeDevice(memberId: string, device: { readonly endpoint: string; readonly address: string }): Promise<DeviceBinding>;
  /** Of who has no such device nothing is taken. */
  dropDevice(memberId: string, endpoint: string): Promise<void>;
  /** What `addresses` gives as the index of an address, of whomever; of a device it is that of its endpoint. Phones with their country's code, with or without `+`. */
  indexOf(kind: 'LINE' | 'DEVICE' | 'PHONE', address: string): string;
}

export const Contacts = defineService<ContactsService>('member', 'contacts');

export const contactsService = (ctx: Context): ContactsService => ({
  async addresses(kind, memberIds) {
    const known = (await readIdentities(ctx, memberIds)).filter((identity) => identity.kind === kind);
    // The one a member is shown with comes first. Devices are replaced, never chosen among: a merge may have left several.
    const lastCounts = kind === 'DEVICE' ? known : [...known].reverse();
    return new Map(lastCounts.map(({ memberId, kept, index }) => [memberId, { value: kept, index }]));
  },
  async profiles(memberIds) {
    return new Map((await readMembers(ctx, memberIds)).map(({ id, number, name, language }) => [id, { id, number, name, language }]));
  },
  async answer(memberId, answers) {
    const members = ctx.use(Members);
    await members.lock([memberId]);
    const standing = (await members.standings([memberId])).get(memberId);
    if (standing && isLiving(standing.status)) await recordConsents(ctx, memberId, answers, 'MEMBER');
  },
  async bindLine(memberId, lineUserId) {
    const account = lineValue(lineUserId);
    if (account === null) throw new Error('No user id of LINE');
    return bindAccount(ctx, memberId, account);
  },
  takeDevice: (memberId, { endpoint, address }) => takeDevice(ctx, memberId, deviceValue(endpoint, address)),
  dropDevice: (memberId, endpoint) => dropDevice(ctx, memberId, deviceValue(endpoint, '')),
  indexOf: (kind, address) => ctx.use(PersonalData).blindIndex(kind, kind === 'PHONE' ? e164(address) : address).toString('hex'),
});

/** As members' numbers are kept; what is no number stays as it is: it is nobody's. With `+` no region is asked about. */
function e164(address: string): string {
  const written = address.startsWith('+') ? address : `+${address}`;
  return readPhone(written, 'TW') ?? written;
}

/** The members that a filter means, as `FROM member.member AS m WHERE …`; who was merged is not among them. Rejects at `where…` what cannot be asked. */
export const membersWhere = (ctx: Context, where: MemberConditions | null | undefined): { readonly from: string; readonly id: string; readonly condition: Condition } => ({
  from: 'member.member AS m', id: 'm.id', condition: allOf([notMerged, memberCondition(ctx, where)]),
});
