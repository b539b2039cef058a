import { createCredential } from '@regulars/kernel';
import { randomUUID } from 'node:crypto';
import { Api, createBrand } from '../shop/api';
import { type Installation, install } from '../shop/installation';
import { mapAtOnce } from '../shop/shop';
import { answerCommands } from './commands';
import type { GatewaySetup } from './serve';

export interface SetsToOpen {
  readonly clusterUrl: string;
  readonly plugins: readonly string[];
}

/** Brands, by what their staff call with. */
export interface OpenedSets {
  readonly setup: GatewaySetup;
  /** One with each set of the plugins; at place 5 the one with the first and the third of them. */
  readonly each: readonly string[];
  /** As many, all with the same set. */
  readonly same: readonly string[];
}

const PLAN = 'SETS';
/** Every other plugin: half of them, as in the average set. */
const SAME = 0b010101;

/** Brands for all sets, in an installation of their own whose gateway has ended by then: another one has not met any of the sets. */
async function open({ clusterUrl, plugins }: SetsToOpen): Promise<OpenedSets> {
  const installation = await install(clusterUrl, `sets_${randomUUID().slice(0, 8)}`, { worker: false });
  await makePlan(installation, plugins);
  const sets = Array.from({ length: 2 ** plugins.length }, (_, set) => set);
  const tokens = await mapAtOnce([...sets, ...sets.map(() => SAME)], (set, index) => openBrand(installation, `brand-${index}`, plugins.filter((_, bit) => set & (1 << bit))));
  await installation.stop();
  return { setup: installation.setup, each: tokens.slice(0, sets.length), same: tokens.slice(sets.length) };
}

async function makePlan({ url, ownerUrl }: Installation, plugins: readonly string[]): Promise<void> {
  const operator = await createCredential(ownerUrl, { audience: 'platform', kind: 'platform', name: 'plans', brandId: null, permissions: ['brand:install'] });
  await new Api(`${url}/platform/graphql`, operator.token).run('mutation ($input: PlanInput!) { planCreate(input: $input) { plan { code } } }', { input: { code: PLAN, name: 'Sets', plugins, limits: {} } });
}

async function openBrand(installation: Installation, code: string, plugins: readonly string[]): Promise<string> {
  const { staff } = await createBrand(installation, code, PLAN);
  for (const id of plugins) await staff.run('mutation ($id: String!) { pluginEnable(id: $id) { brand { id } } }', { id });
  await staff.run('mutation ($key: String!) { memberJoin(input: { email: "member@example.com" }, idempotencyKey: $key) { member { id } } }', { key: randomUUID() });
  return staff.token;
}

answerCommands({ open });
