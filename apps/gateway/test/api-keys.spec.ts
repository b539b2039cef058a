import { modules } from '../src/plugins';
import { connect, RawSocket, run } from './socket';
import { createStage, send, type Stage } from './stage';
import { eventually } from './eventually';

const CREATE = 'mutation ($input: ApiKeyCreateInput!) { apiKeyCreate(input: $input) { secret apiKey { id } userErrors { code path } } }';
const REVOKE = 'mutation ($id: ID!) { apiKeyRevoke(id: $id) { userErrors { code } } }';
const WITHIN = 5_000; // ms: the promise

describe('API keys on two gateways', () => {
  let stage: Stage;
  let urls: string[];
  let staff: string;

  beforeAll(async () => {
    stage = await createStage(modules);
    const shop = await stage.platform.brand();
    staff = await shop.token({ permissions: ['brand:keys', 'brand:read', 'member:read'] });
    urls = [(await stage.gateway()).url, (await stage.gateway()).url];
  });
  afterAll(() => stage.stop());

  const url = (n: number, path = '/graphql') => `${urls[n]}${path}`;
  const make = async (input: object): Promise<{ id: string; secret: string }> => {
    const { body } = await send(url(0), staff, CREATE, { input });
    return { id: body.data.apiKeyCreate.apiKey.id, secret: body.data.apiKeyCreate.secret };
  };

  it('work on both at once, and on neither within 5 s of being revoked, sockets included', async () => {
    const { id, secret } = await make({ name: 'till', scopes: ['brand:read'] });
    for (const n of [0, 1]) expect((await send(url(n), secret, '{ viewer { kind permissions } }')).body.data.viewer).toEqual({ kind: 'integration', permissions: ['brand:read'] });
    const sockets = await Promise.all([0, 1].map((n) => new RawSocket(url(n)).open(secret)));
    const revoked = performance.now();
    expect((await send(url(0), staff, REVOKE, { id })).body.data.apiKeyRevoke.userErrors).toEqual([]);
    expect((await send(url(0), secret, '{ viewer { kind } }')).status).toBe(401);
    await eventually(async () => expect((await send(url(1), secret, '{ viewer { kind } }')).status).toBe(401));
    for (const socket of sockets) {
      await eventually(() => expect(socket.closed?.code).toBe(4403), WITHIN);
    }
    expect(performance.now() - revoked).toBeLessThan(WITHIN + 1_000); // the second is for a busy machine
  });

  it('that are publishable open what is open to anyone, for their brand, and nothing else', async () => {
    const { secret } = await make({ name: 'page', kind: 'PUBLISHABLE', scopes: [] });
    expect((await send(url(1, '/member/graphql'), secret, '{ me { id } }')).status).toBe(401);
    expect((await send(url(1), secret, '{ viewer { kind } }')).status).toBe(401);
    expect((await send(url(1, '/platform/graphql'), secret, '{ plans { code } }')).status).toBe(401);
    const client = connect(url(1, '/member/graphql'), secret);
    await expect(run(client, '{ me { id } }')).rejects.toMatchObject({ code: 4403 });
  });
});
