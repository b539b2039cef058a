import { modules } from '@regulars/gateway/installation';
import { createCredential } from '@regulars/kernel';
import { readId } from '@regulars/plugin-sdk';
import { acceptInvitation, createOwner } from '../admin/commands';
import { call } from '../faults/call';
import { queryAsOwner } from '../postgres/query-as-owner';
import type { FaultShop } from '../faults/shop';
import type { Served } from './installation';

const JOIN = 'mutation ($input: MemberJoinInput!, $key: String!) { memberJoin(input: $input, idempotencyKey: $key) { member { id } userErrors { message } } }';
const ERASE = 'mutation ($id: ID!, $key: String!) { memberErase(id: $id, idempotencyKey: $key) { userErrors { message } } }';
const SIGN_IN = 'mutation ($input: StaffSignInInput!) { staffSignIn(input: $input) { accessToken refreshToken userErrors { message } } }';
const PASSWORD = 'a drill is no fire but a fire is no drill';

/** Somebody who will have asked to be forgotten: what must be found nowhere afterwards. */
export interface Person {
  readonly id: string;
  readonly uuid: string;
  readonly name: string;
  readonly phone: string;
}

export async function joinPerson(served: Served, { token }: FaultShop, number: number): Promise<Person> {
  const name = `Canary Restoredrill ${number}`;
  const phone = `+44770090012${number}`;
  const { memberJoin } = await call<{ memberJoin: { member: { id: string } } }>(served.graphql, token, JOIN, { input: { name, phone }, key: `join ${number}` });
  return { id: memberJoin.member.id, uuid: readId('mbr', memberJoin.member.id) ?? '', name, phone };
}

export async function erase(served: Served, { token }: FaultShop, { id }: Person): Promise<void> {
  await call(served.graphql, token, ERASE, { id, key: `erase ${id}` });
}

export async function isFoundByPhone(served: Served, { token }: FaultShop, { phone }: Person): Promise<boolean> {
  const { member } = await call<{ member: object | null }>(served.graphql, token, 'query ($phone: String!) { member(by: { phone: $phone }) { id } }', { phone });
  return member !== null;
}

/** The tables in which somebody's name stands, of all there are. */
export async function tablesNaming(ownerUrl: string, people: readonly Person[]): Promise<string[]> {
  const tables = await queryAsOwner<{ name: string }>(ownerUrl, `SELECT format('%I.%I', n.nspname, c.relname) AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p') AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg_toast%'`);
  const looks = tables.map(({ name }) => `SELECT '${name}' AS name WHERE EXISTS (SELECT FROM ${name} t WHERE t::text ~* $1)`);
  return (await queryAsOwner<{ name: string }>(ownerUrl, looks.join(' UNION ALL '), [people.flatMap(({ name, phone }) => [name, phone.slice(3)]).join('|')])).map(({ name }) => name);
}

export interface SignedIn {
  readonly accessToken: string;
  readonly refreshToken: string;
}

/** An owner of the brand, at work. */
export async function signInOwner(served: Served, code: string): Promise<SignedIn> {
  const installation = { ownerUrl: served.ownerUrl, runtime: served.runtime };
  const email = `drill@${code}.example`;
  await acceptInvitation(installation, (await createOwner(installation, { brand: code, email, name: 'Drill' })).code, PASSWORD);
  const { staffSignIn } = await call<{ staffSignIn: SignedIn }>(served.graphql, null, SIGN_IN, { input: { email, password: PASSWORD } });
  return staffSignIn;
}

export const signOut = async (served: Served, { accessToken }: SignedIn): Promise<unknown> => call(served.graphql, accessToken, 'mutation { staffSignOut { userErrors { message } } }');

/** Whether the token is taken: who may ask who they are is let in. */
export async function isLetIn(served: Served, token: string): Promise<boolean> {
  const response = await fetch(served.graphql, { method: 'POST', headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` }, body: JSON.stringify({ query: '{ viewer { __typename } }' }) });
  return response.status === 200;
}

/** A key of a till. */
export function makeKey({ ownerUrl }: Served, { brandId }: FaultShop, name: string): Promise<{ readonly id: string; readonly token: string }> {
  const permissions = modules.flatMap((module) => Object.values(module.permissions ?? {}));
  return createCredential(ownerUrl, { audience: 'staff', kind: 'integration', name, brandId, permissions });
}
