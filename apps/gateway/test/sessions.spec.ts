import { readId, Sessions, type SessionSubject } from '@regulars/plugin-sdk';
import type { TestShop } from '@regulars/testing';
import { modules } from '../src/plugins';
import { eventually } from './eventually';
import { RawSocket } from './socket';
import { createStage, send, type Stage } from './stage';

const JOIN = 'mutation ($phone: String!) { memberJoin(input: { phone: $phone }, idempotencyKey: $phone) { member { id } userErrors { code path } } }';
const WITHIN = 5_000; // ms: the promise
const SLACK = 1_000; // ms for a busy machine

describe('a member\'s session on two gateways', () => {
  let stage: Stage;
  let shop: TestShop;
  let urls: string[];
  let subject: SessionSubject;

  beforeAll(async () => {
    stage = await createStage(modules);
    shop = await stage.platform.brand();
    urls = [`${(await stage.gateway()).url}/member/graphql`, `${(await stage.gateway()).url}/member/graphql`];
    const { member } = await shop.everything().one(JOIN, { phone: '+886912345678' });
    subject = { kind: 'member', id: readId('mbr', member.id) ?? '', brandId: shop.id, accountId: null };
  });
  afterAll(() => stage.stop());

  const open = () => shop.context((ctx) => ctx.use(Sessions).open(subject));
  const me = async (url: string | undefined, token: string) => (await send(url ?? '', token, '{ me { id } }')).status;

  async function closesWithin(token: string, end: () => Promise<unknown>): Promise<void> {
    const sockets = await Promise.all(urls.map((url) => new RawSocket(url).open(token)));
    const ended = performance.now();
    await end();
    await eventually(() => expect(sockets.map(({ closed }) => closed?.code)).toEqual([4403, 4403]));
    expect(performance.now() - ended).toBeLessThan(WITHIN + SLACK);
    expect(await Promise.all(urls.map((url) => me(url, token)))).toEqual([401, 401]);
  }

  it('works on both, and ends on both within 5 s of being ended, sockets included', async () => {
    const { accessToken } = await open();
    expect(await Promise.all(urls.map((url) => me(url, accessToken)))).toEqual([200, 200]);
    await closesWithin(accessToken, () => shop.context((ctx) => ctx.use(Sessions).endAll(subject)));
  });

  it('closes the sockets of an access token that has expired', async () => {
    const { accessToken } = await open();
    await closesWithin(accessToken, () => stage.platform.rows('UPDATE platform.credential SET expires_at = now() WHERE session_id IS NOT NULL'));
  });
});
