import { createCredential, type PlatformRuntime } from '@regulars/kernel';
import { readId } from '@regulars/plugin-sdk';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DevBrand, DevFile } from './dev-file';

type Data = Record<string, unknown>;
interface Answer<T> {
  readonly data?: T;
  readonly errors?: readonly { readonly message: string }[];
}
interface Refusable {
  readonly userErrors?: readonly { readonly code: string; readonly message: string; readonly path?: readonly string[] }[];
}

/** Speaks to the running gateway as anyone would, over HTTP. */
export class PlatformClient {
  constructor(private readonly url: string, private readonly dev: DevFile, private readonly ownerUrl: string, private readonly runtime: PlatformRuntime) {}

  get knownBrands(): DevFile['brands'] {
    return this.dev.brands;
  }

  platform<T = Data>(query: string, variables: object = {}): Promise<T> {
    return this.send<T>('/platform/graphql', this.dev.platformToken, query, variables);
  }

  brand(token: string): BrandClient {
    return new BrandClient((query, variables) => this.send('/graphql', token, query, variables), (name, csv) => this.upload(token, name, csv));
  }

  /** Credentials of a brand with every right, made as the database's owner. */
  async credentials(brandId: string): Promise<Pick<DevBrand, 'id' | 'apiKey' | 'publishableKey' | 'staffToken'>> {
    const uuid = readId('brd', brandId);
    const permissions = this.runtime.registry.modules.flatMap((module) => Object.values(module.permissions ?? {}));
    const make = async (kind: 'staff' | 'integration', name: string): Promise<string> =>
      (await createCredential(this.ownerUrl, { audience: 'staff', kind, name, brandId: uuid, permissions })).token;
    return {
      id: brandId, apiKey: await make('integration', 'development API key'), staffToken: await make('staff', 'development'),
      publishableKey: await this.publishableKey(brandId),
    };
  }

  async publishableKey(brandId: string): Promise<string> {
    return (await createCredential(this.ownerUrl, { audience: 'member', kind: 'anonymous', name: 'member page', brandId: readId('brd', brandId), permissions: [] })).token;
  }

  async memberToken(brandId: string, memberId: string): Promise<string> {
    const uuid = readId('mbr', memberId);
    return (await createCredential(this.ownerUrl, { audience: 'member', kind: 'member', name: 'development', brandId: readId('brd', brandId), memberId: uuid, permissions: [] })).token;
  }

  private async send<T>(path: string, token: string, query: string, variables: object): Promise<T> {
    const response = await fetch(this.url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify({ query, variables }),
    });
    const { data, errors } = (await response.json()) as Answer<T>;
    const refused = Object.values(data ?? {}).flatMap((field) => (field as Refusable | null)?.userErrors ?? []);
    const problems = [...(errors ?? []).map(({ message }) => message), ...refused.map(({ code, path: at, message }) => `${code} at ${at?.join('.') ?? '?'}: ${message}`)];
    if (problems.length > 0 || !data) throw new Error(`The demo was refused: ${problems.join('; ') || response.status}`);
    return data;
  }

  private async upload(token: string, name: string, csv: AsyncIterable<string> | Iterable<string>): Promise<string> {
    const response = await fetch(`${this.url}/files?name=${encodeURIComponent(name)}`, {
      method: 'POST',
      headers: { 'content-type': 'text/csv', authorization: `Bearer ${token}` },
      body: ReadableStream.from(bytes(csv)),
      duplex: 'half',
    } as RequestInit);
    if (response.status !== 201) throw new Error(`POST /files answered ${response.status}: ${await response.text()}`);
    return ((await response.json()) as { id: string }).id;
  }
}

async function* bytes(texts: AsyncIterable<string> | Iterable<string>): AsyncGenerator<Buffer> {
  for await (const text of texts) yield Buffer.from(text);
}

export interface JobState {
  readonly status: string;
  readonly done: number;
  readonly created: number;
  readonly failed: number;
  readonly errors: readonly { readonly row: number; readonly message: string }[];
}

/** One brand's staff. */
export class BrandClient {
  constructor(
    private readonly send: (query: string, variables: object) => Promise<unknown>,
    private readonly upload: (name: string, csv: AsyncIterable<string> | Iterable<string>) => Promise<string>,
  ) {}

  run<T = Data>(query: string, variables: object = {}): Promise<T> {
    return this.send(query, variables) as Promise<T>;
  }

  /** Uploads, imports, and waits for the end; throws when a row was refused. */
  async import(kind: string, source: string, csv: AsyncIterable<string> | Iterable<string>): Promise<JobState> {
    const file = await this.upload(`${kind.toLowerCase()}.csv`, csv);
    const { importCreate } = await this.run<{ importCreate: { job: { id: string } } }>(
      'mutation ($input: ImportCreateInput!, $key: String!) { importCreate(input: $input, idempotencyKey: $key) { job { id } userErrors { code message path } } }',
      { input: { kind, file, source }, key: randomUUID() },
    );
    const job = await this.finished(importCreate.job.id);
    if (job.status !== 'SUCCEEDED' || job.failed > 0) throw new Error(`The import of ${kind} ended as ${job.status} with ${job.failed} refused: ${JSON.stringify(job.errors.slice(0, 3))}`);
    return job;
  }

  private async finished(id: string): Promise<JobState> {
    for (;;) {
      const { job } = await this.run<{ job: JobState }>('query ($id: ID!) { job(id: $id) { status done created failed errors { row message } } }', { id });
      if (job.status !== 'QUEUED' && job.status !== 'RUNNING') return job;
      await sleep(100);
    }
  }
}
