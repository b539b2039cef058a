import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { type IdentityProvider, IdentityTokens } from '@regulars/plugin-sdk';
import { noteModule } from '../../../test/note-module';
import { createTestPlatform, type TestPlatform } from '../../../test/platform';
import type { PlatformRuntime } from '../../platform';
import { systemScope } from '../../worker/scope';

describe('an identity provider', () => {
  let platform: TestPlatform;
  let nodes: PlatformRuntime[];
  let brandId: string;
  let process: ChildProcess;
  let provider: IdentityProvider;

  beforeAll(async () => {
    process = fork(join(__dirname, '../../../test/identity-provider.mjs'), { execArgv: [], stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
    const [{ issuer }] = (await once(process, 'message')) as [{ issuer: string }];
    provider = { issuer, audience: 'regulars-web', keys: { jwksUri: `${issuer}/jwks` }, algorithms: ['ES256'] };
    platform = await createTestPlatform([noteModule()]);
    nodes = [platform.runtime, platform.node()];
    brandId = (await platform.brand()).id;
  });
  afterAll(async () => {
    process.disconnect();
    await platform.stop();
  });

  const tell = async (word: string): Promise<void> => {
    process.send(word);
    await once(process, 'message');
  };

  async function token(sub: string): Promise<string> {
    const body = new URLSearchParams({ grant_type: 'urn:spec:person', sub });
    const response = await fetch(`${provider.issuer}/token`, { method: 'POST', body, headers: { authorization: `Basic ${Buffer.from('regulars-web:spec').toString('base64')}` } });
    return ((await response.json()) as { id_token: string }).id_token;
  }
  const keyOf = (idToken: string): string => JSON.parse(Buffer.from(idToken.split('.')[0] ?? '', 'base64url').toString()).kid;
  const verify = (idToken: string, node: PlatformRuntime | undefined = nodes[0]) =>
    (node as PlatformRuntime).transaction(systemScope(brandId, 'spec', { readOnly: true }), (ctx) => ctx.use(IdentityTokens).verify(idToken, provider));

  it('rotates its keys under load: nobody notices', async () => {
    const outcomes: { readonly kid: string; readonly believed: boolean }[] = [];
    let isOver = false;
    const signIn = async (client: number): Promise<void> => {
      for (let n = 0; !isOver; n++) {
        const idToken = await token(`person-${client}-${n}`);
        const claims = await verify(idToken, nodes[(client + n) % 2]);
        outcomes.push({ kid: keyOf(idToken), believed: claims?.subject === `person-${client}-${n}` });
      }
    };
    const load = Promise.all(Array.from({ length: 6 }, (_, client) => signIn(client)));
    for (const rotations of [1, 2]) {
      while (outcomes.length < rotations * 60) await new Promise((resolve) => setTimeout(resolve, 5));
      await tell('rotate');
    }
    while (outcomes.length < 200) await new Promise((resolve) => setTimeout(resolve, 5));
    isOver = true;
    await load;
    expect(outcomes.filter(({ believed }) => !believed)).toEqual([]);
    expect(new Set(outcomes.map(({ kid }) => kid))).toEqual(new Set(['key-1', 'key-2', 'key-3']));
  });

  it('is down: keys that are known work, unknown ones do not', async () => {
    const known = await token('ann');
    expect(await verify(known)).toMatchObject({ subject: 'ann', email: 'ann@example.com', emailVerified: true });
    await tell('rotate');
    const unknown = await token('bob');
    await tell('down');
    expect(await verify(known)).toMatchObject({ subject: 'ann' });
    expect(await verify(unknown)).toBeNull();
    expect(await verify(known, platform.node())).toBeNull(); // this process has never met the provider
    await tell('up');
    expect(await verify(unknown)).toMatchObject({ subject: 'bob' });
  });
});
