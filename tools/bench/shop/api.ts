import { randomUUID } from 'node:crypto';
import { modules } from '@regulars/gateway/installation';
import { createCredential } from '@regulars/kernel';
import { readId } from '@regulars/plugin-sdk';
import type { Installation } from './installation';

type Data = Record<string, unknown>;
interface Answer<T> {
  readonly data?: T;
  readonly errors?: readonly { readonly message: string }[];
}

const permissions = modules.flatMap((module) => Object.values(module.permissions ?? {}));

/** Calls the API as whoever holds the token; throws on any error and any refusal. */
export class Api {
  constructor(readonly url: string, readonly token: string) {}

  async run<T = Data>(query: string, variables: object = {}): Promise<T> {
    const response = await fetch(this.url, {
      method: 'POST',
      // Refusals come as errors too, so that none is overlooked.
      headers: { 'content-type': 'application/json', authorization: `Bearer ${this.token}`, 'x-user-errors': 'raise' },
      body: JSON.stringify({ query, variables }),
    });
    const { data, errors } = (await response.json()) as Answer<T>;
    if (!data || errors) throw new Error(`Setting up was refused: ${errors?.map(({ message }) => message).join('; ') ?? response.status}`);
    return data;
  }

  /** Sends a file; answers its id. */
  async upload(csv: string): Promise<string> {
    const response = await fetch(new URL('/files?name=bench.csv', this.url), {
      method: 'POST', headers: { 'content-type': 'text/csv', authorization: `Bearer ${this.token}` }, body: csv,
    });
    if (response.status !== 201) throw new Error(`POST /files answered ${response.status}: ${await response.text()}`);
    return ((await response.json()) as { id: string }).id;
  }
}

/** Where a brand is made. */
export type BrandPlace = Pick<Installation, 'url' | 'ownerUrl'>;

/** A new brand, unless told otherwise on the plan that has everything; answers the uuid and its staff, who may do everything. */
export async function createBrand({ url, ownerUrl }: BrandPlace, code: string, planCode = 'GROWTH'): Promise<{ readonly uuid: string; readonly staff: Api }> {
  const operator = await createCredential(ownerUrl, { audience: 'platform', kind: 'platform', name: 'bench', brandId: null, permissions });
  const { brandCreate } = await new Api(`${url}/platform/graphql`, operator.token).run<{ brandCreate: { brand: { id: string } } }>(
    'mutation ($input: BrandCreateInput!, $key: String!) { brandCreate(input: $input, idempotencyKey: $key) { brand { id } } }',
    { input: { code, name: code, timeZone: 'Europe/London', currency: 'GBP', region: 'GB', planCode, ownerEmail: `owner@${code}.example` }, key: randomUUID() },
  );
  const uuid = readId('brd', brandCreate.brand.id) as string;
  const { token } = await createCredential(ownerUrl, { audience: 'staff', kind: 'integration', name: 'till', brandId: uuid, permissions });
  return { uuid, staff: new Api(`${url}/graphql`, token) };
}
