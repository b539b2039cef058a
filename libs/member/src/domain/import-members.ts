import { type ImportGroup, type ImportKind, type ImportOptions, type ImportOutcome, Stores } from '@regulars/brand/contract';
import { type Context, groupBy, MemberKeys, newUuid, publicId } from '@regulars/plugin-sdk';
import { consentsOfMembers, insertConsents } from '../data/consent.statements';
import { deleteIdentities } from '../data/identity.statements';
import { lockMembers, membersByIds, updateMembers } from '../data/member.statements';
import { memberPermissions } from '../permissions';
import { consentRows } from './consents';
import { enrol, type NewMember, takeNumbers } from './enrol';
import { MemberUpdated } from './events';
import { addIdentities, readIdentities } from './identities';
import { changesOf, ImportPlan, numberKey, type Slot } from './import-plan';
import { faultOfProblem, type ImportRow, readRow } from './import-row';
import type { MemberKey } from './members';
import { memberState, stateRow } from './member-state';
import { holdPoints } from './phone-hold';

const FIELDS = ['externalId', 'number', 'phone', 'email', 'name', 'gender', 'birthDate', 'language', 'joinedAt', 'storeCode', 'tags', 'consents'];

/** Rows are read, the members they mean are looked up and locked, and all of it is decided in memory and written at once. */
async function importMembers(ctx: Context, groups: readonly ImportGroup[], options: ImportOptions): Promise<readonly ImportOutcome[]> {
  const codes = groups.flatMap(({ rows }) => rows[0]?.storeCode || []);
  const reading = { ctx, options, stores: await ctx.use(Stores).byCode([...new Set(codes)]) };
  const rows = groups.map(({ rows: [cells] }) => readRow(reading, cells ?? {}));
  const plan = await planFor(ctx, rows.filter(isRow), options);
  const outcomes = rows.map((row): ImportOutcome => {
    if (!isRow(row)) return { result: 'FAILED', errors: row };
    const outcome = plan.apply(row);
    return 'result' in outcome ? outcome : { result: 'FAILED', errors: outcome.list.map((error) => faultOfProblem(ctx, error)) };
  });
  await write(ctx, plan.slots);
  return outcomes;
}

const isRow = (row: ReturnType<typeof readRow>): row is ImportRow => 'claims' in row;

async function planFor(ctx: Context, rows: readonly ImportRow[], options: ImportOptions): Promise<ImportPlan> {
  const plan = new ImportPlan(ctx.now, newUuid, options.onExisting === 'SKIP');
  const keys = keysOf(rows);
  if (keys.length === 0) return plan;
  const found = (await ctx.sql(lockMembers(JSON.stringify(keys), []))).filter((row) => row.member_id !== null);
  const keysByMember = groupBy(found, (row) => row.member_id as string);
  const ids = [...keysByMember.keys()];
  if (ids.length === 0) return plan;
  ctx.use(MemberKeys).prefetch(ids);
  const [members, identities, consents] = await Promise.all([ctx.sql(membersByIds(ids)), readIdentities(ctx, ids), ctx.sql(consentsOfMembers(ids))]);
  const identitiesByMember = groupBy(identities, (identity) => identity.memberId);
  const consentsByMember = groupBy(consents, (consent) => consent.member_id);
  for (const row of members) {
    const state = memberState(row);
    const held = identitiesByMember.get(row.id)?.filter(({ isPrimary }) => isPrimary) ?? [];
    const slot: Slot = {
      id: row.id, isNew: false, status: row.status, before: state, state, joinedAt: row.joined_at, gone: [], newConsents: [],
      identities: held.map(({ id, kind, index }) => ({ id, key: { kind: kind as MemberKey['kind'], value: index }, claim: null })),
      consents: new Map(consentsByMember.get(row.id)?.map(({ purpose, channel, granted }) => [`${purpose}:${channel}`, granted])),
    };
    plan.know(slot, keysByMember.get(row.id)?.flatMap(({ key_index }) => keys[key_index] ?? []) ?? []);
  }
  return plan;
}

function keysOf(rows: readonly ImportRow[]): MemberKey[] {
  const keys = rows.flatMap((row) => [...row.claims.map(({ key }) => key), ...(row.number === null ? [] : [numberKey(row.number)])]);
  return [...new Map(keys.map((key) => [`${key.kind}:${key.value}`, key])).values()];
}

async function write(ctx: Context, slots: readonly Slot[]): Promise<void> {
  const known = slots.filter(({ isNew }) => !isNew).map((slot) => ({ slot, changed: changesOf(slot) }));
  const gone = slots.flatMap((slot) => slot.gone);
  if (gone.length > 0) void ctx.sql(deleteIdentities(gone));
  const updated = known.filter(({ changed }) => changed.length > 0);
  if (updated.length > 0) void ctx.sql(updateMembers(JSON.stringify(updated.map(({ slot }) => stateRow(slot.state)))));
  holdPoints(ctx, updated.flatMap(({ slot, changed }) => (changed.includes('phone') ? [slot.id] : [])));
  for (const { slot, changed } of updated) ctx.emit(MemberUpdated, { memberId: publicId('mbr', slot.id), changed }, slot.id);
  const consents = known.flatMap(({ slot }) => consentRows(slot.id, slot.newConsents, 'IMPORT'));
  if (consents.length > 0) void ctx.sql(insertConsents(JSON.stringify(consents)));
  await Promise.all([addNew(ctx, known.map(({ slot }) => slot)), enrolNew(ctx, slots.filter(({ isNew }) => isNew))]);
}

async function addNew(ctx: Context, slots: readonly Slot[]): Promise<void> {
  const fresh = slots.flatMap(({ id, identities }) => identities.flatMap(({ claim }) => (claim ? [{ memberId: id, value: claim.value, index: claim.key.value }] : [])));
  if (fresh.length > 0) await addIdentities(ctx, fresh);
}

async function enrolNew(ctx: Context, slots: readonly Slot[]): Promise<void> {
  const nameless = slots.filter(({ state }) => state.number === '').length;
  const numbers = nameless > 0 ? await takeNumbers(ctx, nameless) : [];
  const given = new Set(slots.map(({ state }) => state.number));
  const free = numbers.filter((number) => !given.has(number));
  await enrol(ctx, slots.map((slot) => newMember(ctx, slot, free)), 'IMPORT');
}

function newMember(ctx: Context, { id, state, joinedAt, identities, newConsents }: Slot, free: string[]): NewMember {
  const number = state.number === '' ? free.pop() : state.number;
  if (number === undefined) return ctx.restart('Too few free member numbers were found');
  return {
    ...state, id, number, joinedAt, consents: newConsents,
    identities: identities.flatMap(({ claim }) => (claim ? [{ value: claim.value, index: claim.key.value }] : [])),
    recruitment: { channel: 'IMPORT', campaign: null, storeId: state.joinStoreId, firstLinkId: null, lastLinkId: null },
  };
}

/** Members from a file; what a cell leaves empty stays as it is. */
export const memberImport: ImportKind = {
  kind: 'MEMBERS',
  permission: memberPermissions.import,
  fields: FIELDS.map((name) => ({ name })),
  apply: importMembers,
};
