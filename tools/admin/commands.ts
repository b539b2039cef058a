import { createCredential, DEFERRED_REACTIONS, DELIVERIES, executeOperation, listParked, type PlatformRuntime, retryParked, retryTasks, type Scope } from '@regulars/kernel';
import { actorOf, isBrandPermission, readId } from '@regulars/plugin-sdk';
import { Refused } from './refused';

/** An installation, as the holder of its database and key file works on it. */
export interface Installation {
  readonly ownerUrl: string;
  readonly runtime: PlatformRuntime;
}

const permissionsOf = ({ runtime }: Installation): string[] => runtime.registry.modules.flatMap((module) => Object.values(module.permissions ?? {}));

const operator = (installation: Installation): Scope => ({
  brandId: null, audience: 'platform', actor: actorOf({ kind: 'platform', id: '00000000-0000-4000-8000-0000000000ad', name: 'npm run admin', permissions: new Set(permissionsOf(installation)) }),
});
const NOBODY: Scope = { brandId: null, audience: 'staff', actor: actorOf({ kind: 'anonymous', id: 'anonymous', name: 'anonymous' }) };

/** One root field through the API, so that what it checks and writes down is the same as ever. */
async function call<T>({ runtime }: Installation, scope: Scope, query: string, variables: Readonly<Record<string, unknown>>): Promise<T> {
  const { data, errors } = await executeOperation(runtime, scope, { query, variables });
  if (errors?.[0]) throw errors[0].originalError ?? errors[0];
  const [answer] = Object.values(data ?? {}) as (T & { readonly userErrors?: readonly { readonly message: string }[] })[];
  if (!answer) throw new Error('The API answered nothing');
  const refused = answer.userErrors ?? [];
  if (refused.length > 0) throw new Refused(refused.map(({ message }) => message).join(' '));
  return answer;
}

async function brandOf(installation: Installation, code: string): Promise<{ readonly id: string; readonly uuid: string }> {
  const query = 'query ($code: String!) { brands(first: 100, search: $code) { nodes { id code } } }';
  const { nodes } = await call<{ nodes: { id: string; code: string }[] }>(installation, operator(installation), query, { code });
  const uuid = readId('brd', nodes.find((brand) => brand.code === code)?.id);
  if (uuid === null) throw new Refused(`There is no brand ${code}.`);
  return { id: nodes.find((brand) => brand.code === code)?.id ?? '', uuid };
}

/** Answers the page that takes the code, and the code. */
export async function createOwner(installation: Installation, { brand, email, name }: { brand: string; email: string; name?: string }): Promise<{ readonly page: string; readonly code: string }> {
  const { id } = await brandOf(installation, brand);
  const mutation = 'mutation ($id: ID!, $email: String!, $name: String) { brandOwnerInvite(brandId: $id, email: $email, name: $name) { invitationUrl userErrors { message } } }';
  const { invitationUrl } = await call<{ invitationUrl: string }>(installation, operator(installation), mutation, { id, email, name });
  return { page: invitationUrl, code: invitationUrl.slice(invitationUrl.indexOf('#') + 1) };
}

export async function acceptInvitation(installation: Installation, code: string, password: string): Promise<void> {
  const mutation = 'mutation ($input: StaffInvitationAcceptInput!) { staffInvitationAccept(input: $input) { userErrors { message } } }';
  await call(installation, NOBODY, mutation, { input: { code, password } });
}

export interface CredentialOptions {
  /** Left out: of who runs the installation. */
  readonly brand?: string;
  readonly name?: string;
  readonly permissions?: readonly string[];
}

/** Answers the secret, which is stored nowhere. */
export async function createKey(installation: Installation, { brand, name = 'npm run admin', permissions }: CredentialOptions): Promise<string> {
  const all = permissionsOf(installation).filter((permission) => brand === undefined || isBrandPermission(permission));
  const unknown = (permissions ?? []).filter((permission) => !all.includes(permission));
  if (unknown.length > 0) throw new Refused(`There is no permission ${unknown.join(', ')}.`);
  const of = brand === undefined ? ({ audience: 'platform', kind: 'platform', brandId: null } as const) : ({ audience: 'staff', kind: 'integration', brandId: (await brandOf(installation, brand)).uuid } as const);
  return (await createCredential(installation.ownerUrl, { ...of, name, permissions: permissions ?? all })).token;
}

/** A line each, newest first. */
export async function parked({ runtime }: Installation): Promise<string[]> {
  const found = await listParked(runtime.relay);
  return found.map(({ queue, brandId, id, what, attempts, lastError }) => [queue, brandId, id, what, `${attempts} tries`, lastError ?? ''].join('  '));
}

/** Answers how much is tried again. */
export async function retry(installation: Installation, brand?: string): Promise<number> {
  const brandId = brand === undefined ? null : (await brandOf(installation, brand)).uuid;
  const { relay } = installation.runtime;
  const counts = [await retryParked(relay, DELIVERIES, brandId), await retryParked(relay, DEFERRED_REACTIONS, brandId), await retryTasks(relay, brandId)];
  return counts.reduce((sum, count) => sum + count, 0);
}
