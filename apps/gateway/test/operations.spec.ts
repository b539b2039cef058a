import { brand } from '@regulars/brand';
import { FaultyLink, type TestShop } from '@regulars/testing';
import { look } from '../src/readiness';
import { call, createStage, send, type Stage } from './stage';

let stage: Stage;
let shop: TestShop;
let token: string;

beforeAll(async () => {
  stage = await createStage([brand]);
  shop = await stage.platform.brand({ code: 'tea' });
  token = await shop.token({ permissions: ['brand:manage'] });
});
afterAll(() => stage.stop());

const ASK = '{ brand { code } }';
const STORE = 'mutation ($code: String!) { storeCreate(input: { code: $code, name: "S" }) { store { code } userErrors { code } } }';
const stores = async (): Promise<string[]> => (await stage.platform.rows<{ code: string }>('SELECT code FROM brand.store WHERE brand_id = $1 ORDER BY code', [shop.id])).map(({ code }) => code);

describe('a gateway that is asked too much', () => {
  it('sends away who comes when its queue is full, before anything is read, and serves again when there is room', async () => {
    const gateway = await stage.gateway({ maxInProgress: 4 });
    await send(`${gateway.url}/graphql`, token, ASK);
    const locked = await stage.platform.owner.connect();
    await locked.query('BEGIN; LOCK TABLE brand.store IN ACCESS EXCLUSIVE MODE');
    const waiting = ['A1', 'A2', 'A3', 'A4'].map((code) => send(`${gateway.url}/graphql`, token, STORE, { code }));
    try {
      let refused = await send(`${gateway.url}/graphql`, token, ASK);
      while (refused.status === 200) refused = await send(`${gateway.url}/graphql`, token, ASK);
      expect([refused.status, refused.headers.get('retry-after'), refused.body.errors[0].extensions]).toEqual([503, '1', { code: 'UNAVAILABLE', retryable: true }]);
      expect((await call(`${gateway.url}/livez`)).status).toBe(200);
    } finally {
      await locked.query('ROLLBACK');
      locked.release();
    }
    await Promise.all(waiting);
    expect((await send(`${gateway.url}/graphql`, token, ASK)).body).toEqual({ data: { brand: { code: 'tea' } } });
    expect((await call(`${gateway.url}/metrics`)).body).toMatch(/regulars_requests_shed_total [1-9]/);
  });
});

describe('a request that takes too long', () => {
  it('is answered at its deadline, and leaves nothing', async () => {
    const gateway = await stage.gateway({ deadline: 600 });
    await send(`${gateway.url}/graphql`, token, ASK);
    const locked = await stage.platform.owner.connect();
    await locked.query('BEGIN; LOCK TABLE brand.store IN ACCESS EXCLUSIVE MODE');
    const before = performance.now();
    const answer = await send(`${gateway.url}/graphql`, token, STORE, { code: 'LATE' });
    const took = performance.now() - before;
    await locked.query('ROLLBACK');
    locked.release();
    expect([answer.status, answer.headers.get('retry-after'), answer.body.errors[0].extensions.code]).toEqual([503, '1', 'UNAVAILABLE']);
    // The lock would have been given up after 2 s.
    expect(took).toBeLessThan(1_900);
    expect((await send(`${gateway.url}/graphql`, token, STORE, { code: 'NEXT' })).body).toEqual({ data: { storeCreate: { store: { code: 'NEXT' }, userErrors: [] } } });
    expect(await stores()).not.toContain('LATE');
  });
});

describe('a broken link to the database', () => {
  let link: FaultyLink;
  let url: string;

  beforeEach(async () => {
    link = await FaultyLink.to(stage.platform.database.appUrl);
    url = (await stage.gateway({ platform: stage.platform.nodeAt({ appUrl: link.through(stage.platform.database.appUrl), relayUrl: link.through(stage.platform.database.relayUrl) }), deadline: 1_500 })).url;
    await send(`${url}/graphql`, token, ASK);
  });
  afterEach(() => link.stop());

  it.each([
    ['swallows everything', (broken: FaultyLink) => broken.swallow()],
    ['is cut', (broken: FaultyLink) => broken.cut()],
    ['is reset', (broken: FaultyLink) => broken.reset()],
  ])('that %s is an error within the deadline, makes the gateway unready, and is over when it is mended', async (_, breaks) => {
    breaks(link);
    const before = performance.now();
    const [answer, readiness] = await Promise.all([send(`${url}/graphql`, token, STORE, { code: 'LOST' }), call(`${url}/readyz`)]);
    expect([answer.status, answer.body.errors[0].extensions.code]).toEqual([503, 'UNAVAILABLE']);
    expect(readiness.status).toBe(503);
    expect(performance.now() - before).toBeLessThan(4_000);
    link.mend();
    let ready = await call(`${url}/readyz`);
    while (ready.status !== 200) ready = await call(`${url}/readyz`);
    let again = await send(`${url}/graphql`, token, ASK);
    for (let attempt = 0; again.status !== 200 && attempt < 20; attempt++) again = await send(`${url}/graphql`, token, ASK);
    expect(again.body).toEqual({ data: { brand: { code: 'tea' } } });
    expect(await stores()).not.toContain('LOST');
  });

  it('that is slow is slow, and right', async () => {
    link.delay(100);
    expect((await send(`${url}/graphql`, token, ASK)).body).toEqual({ data: { brand: { code: 'tea' } } });
  });
});

describe('readiness', () => {
  it.each([[-2_500, false], [-1_000, true], [0, true], [1_000, true], [2_500, false]])('with a clock that is off by %d ms is %s', async (off, ready) => {
    const readiness = await look(stage.platform.runtime, false, () => Date.now() + off);
    expect([readiness.ready, readiness.clock, readiness.database]).toEqual([ready, ready, true]);
  });
});

describe('security.txt', () => {
  it('says where to report a weakness', async () => {
    const gateway = await stage.gateway({ securityContact: 'mailto:security@tea.example' });
    const { status, headers, body } = await call(`${gateway.url}/.well-known/security.txt`);
    expect([status, headers.get('content-type')]).toEqual([200, 'text/plain; charset=utf-8']);
    expect(body).toMatch(/^Contact: mailto:security@tea\.example\nExpires: \d{4}-\d\d-\d\dT[\d:.]+Z\nPreferred-Languages: en, zh\n$/);
  });
});
