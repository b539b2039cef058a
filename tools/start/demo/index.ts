import { randomUUID } from 'node:crypto';
import type { DevBrand } from '../dev-file';
import type { BrandClient, PlatformClient } from '../platform-client';
import type { createSteps } from '../steps.mjs';
import { bareDemo } from './bare';
import { bobaDemo } from './boba';
import { retailDemo } from './retail';

export type Steps = ReturnType<typeof createSteps>;
export type DemoSize = 'full' | 'small';

/** One brand of the demo: how it is created, and what is done to it through the API. */
export interface BrandDemo {
  readonly input: { readonly code: string } & Readonly<Record<string, unknown>>;
  /** Fills the brand; `folder` takes what is to be read later. Answers the public id of the member whose token stands in dev.json. */
  readonly load: (brand: BrandClient, size: DemoSize, steps: Steps, folder: string) => Promise<string | null>;
}

const demos: readonly BrandDemo[] = [bareDemo, bobaDemo, retailDemo];

/** Creates the brands that are not there yet and fills them, through the same mutations anyone would use. */
export async function loadDemo(
  client: PlatformClient,
  size: DemoSize,
  steps: Steps,
  folder: string,
  save: (brands: Readonly<Record<string, DevBrand>>) => void,
): Promise<Readonly<Record<string, DevBrand>>> {
  let brands: Record<string, DevBrand> = { ...client.knownBrands };
  for (const demo of demos) {
    const { code } = demo.input;
    const known = brands[code];
    if (known) {
      // Loaded by a version without publishable keys, whose other credentials lack what has come since.
      if (!known.publishableKey) save(brands = { ...brands, [code]: { ...known, ...(await client.credentials(known.id)) } });
      continue;
    }
    await refuseHalf(client, code);
    const done = steps.begin(`Demo brand ${code}`);
    const credentials = await client.credentials(await createBrand(client, demo));
    const memberId = await demo.load(client.brand(credentials.staffToken), size, steps, folder);
    const memberToken = memberId === null ? null : await client.memberToken(credentials.id, memberId);
    brands = { ...brands, [code]: { ...credentials, memberToken, memberId } };
    save(brands);
    done();
  }
  return brands;
}

/** What an interrupted load has left behind cannot be gone on with. */
async function refuseHalf(client: PlatformClient, code: string): Promise<void> {
  const { brands } = await client.platform<{ brands: { nodes: { code: string }[] } }>('query ($search: String!) { brands(search: $search) { nodes { code } } }', { search: code });
  if (brands.nodes.some((brand) => brand.code === code)) throw new Error(`The demo brand ${code} was loaded only in part. Begin again with --reset, or go on without it with --demo none.`);
}

async function createBrand(client: PlatformClient, demo: BrandDemo): Promise<string> {
  const { brandCreate } = await client.platform<{ brandCreate: { brand: { id: string } } }>(
    'mutation ($input: BrandCreateInput!, $key: String!) { brandCreate(input: $input, idempotencyKey: $key) { brand { id } userErrors { code message path } } }',
    { input: { ownerEmail: `owner@${demo.input.code}.example`, planCode: 'GROWTH', ...demo.input }, key: randomUUID() },
  );
  return brandCreate.brand.id;
}
