import { brand } from '@regulars/brand';
import { member } from '@regulars/member';
import { order } from '@regulars/order';
import { points } from '@regulars/points';
import type { TestShop } from '@regulars/testing';
import type { Client } from 'graphql-ws';
import { postOffice, Visitor } from '../libs/member/test/support/sign-in';
import type { Gateway } from '../apps/gateway/src/gateway';
import { eventually } from '../apps/gateway/test/eventually';
import { connect, Stream } from '../apps/gateway/test/socket';
import { bearer, call, createStage, send, type Stage } from '../apps/gateway/test/stage';

const EXPORT = 'mutation { memberExport { job { id status kind resultUrl } userErrors { code } } }';
const FOLLOW = 'subscription ($id: ID!) { jobUpdated(id: $id) { id status resultUrl } }';
const PAGE_KEY = 'mutation { apiKeyCreate(input: { name: "page", kind: PUBLISHABLE, scopes: [] }) { secret userErrors { message } } }';

const { plugin: post, sent } = postOffice();
let stage: Stage;
let gateways: readonly [Gateway, Gateway];
let shop: TestShop;
let visitor: Visitor;
let ann: { accessToken: string; id: string };
const clients: Client[] = [];

beforeAll(async () => {
  stage = await createStage([brand, member, order, points, post]);
  gateways = [await stage.gateway(), await stage.gateway()];
});
beforeEach(async () => {
  shop = await stage.platform.brand({ plugins: ['post'] });
  visitor = new Visitor(stage.platform, shop, sent);
  ann = await visitor.member('0911111111', { name: 'Ann' });
});
afterAll(async () => {
  for (const client of clients) await client.dispose();
  await stage.stop();
});

const ask = async (query: string, token: string, variables: object = {}, turn: 0 | 1 = 0) => (await send(`${gateways[turn].url}/member/graphql`, token, query, variables)).body;
const download = (url: string, token: string | null, turn: 0 | 1 = 0) => call(`${gateways[turn].url}${url}`, { headers: bearer(token) });
const open = (token: string, turn: 0 | 1 = 1): Client => {
  const client = connect(`${gateways[turn].url}/member/graphql`, token);
  clients.push(client);
  return client;
};
/** The file of a job that is done: asked for again, the same job is answered. */
const done = async (token: string): Promise<string> => {
  await ask(EXPORT, token);
  await stage.platform.drain();
  return (await ask(EXPORT, token)).data.memberExport.job.resultUrl;
};

describe('a member\'s own data', () => {
  it('is put together by a job the member follows, and fetched by nobody else', async () => {
    await stage.platform.drain();
    const { job } = (await ask(EXPORT, ann.accessToken)).data.memberExport;
    expect(job).toEqual({ id: expect.stringMatching(/^job_/), status: 'QUEUED', kind: 'MEMBER_EXPORT', resultUrl: null });
    const stream = new Stream(open(ann.accessToken), FOLLOW, { id: job.id });
    await stream.has(1);
    expect(stream.data).toEqual([{ jobUpdated: { id: job.id, status: 'QUEUED', resultUrl: null } }]);
    await stage.platform.drain();
    await stream.has(2);
    const { status, resultUrl } = (stream.data[1] as { jobUpdated: { status: string; resultUrl: string } }).jobUpdated;
    expect([status, resultUrl]).toEqual(['SUCCEEDED', expect.stringMatching(/^\/files\/fil_/)]);

    const file = await download(resultUrl, ann.accessToken, 1);
    expect([file.status, file.body.member.id, file.body.member.name]).toEqual([200, ann.id, 'Ann']);
    expect(Object.keys(file.body).sort()).toEqual(['brand', 'exportedAt', 'member', 'order', 'points']);
    const bob = await visitor.member('0922222222');
    const everything = await shop.token({ permissions: [...shop.everything().scope.actor.permissions], name: 'everything' });
    const page = (await shop.everything().one(PAGE_KEY)).secret;
    const statuses = [];
    for (const token of [bob.accessToken, everything, page, null]) statuses.push((await download(resultUrl, token)).status);
    expect(statuses).toEqual([404, 404, 401, 401]);
    expect(await stage.platform.rows("SELECT 1 FROM platform.audit_entry WHERE brand_id = $1 AND operation = 'fileDownload'", [shop.id])).toEqual([]);
  });

  it('is what staff are given of the member, and for an hour the same job', async () => {
    const own = (await download(await done(ann.accessToken), ann.accessToken)).body;
    const staff = await shop.token({ permissions: ['member:export', 'member:read', 'brand:jobs'], name: 'staff' });
    const asked = await send(`${gateways[0].url}/graphql`, staff, 'mutation ($id: ID!) { memberExport(id: $id) { job { id } userErrors { code } } }', { id: ann.id });
    await stage.platform.drain();
    const theirs = await send(`${gateways[0].url}/graphql`, staff, '{ jobs { nodes { id resultUrl } } }');
    // The brand's jobs are the brand's: the member's own is not among them.
    expect(theirs.body.data.jobs.nodes).toEqual([{ id: asked.body.data.memberExport.job.id, resultUrl: expect.any(String) }]);
    const { exportedAt: at, ...file } = (await download(theirs.body.data.jobs.nodes[0].resultUrl, staff)).body;
    const { exportedAt, ...mine } = own;
    expect([at, exportedAt]).toEqual([expect.any(String), expect.any(String)]);
    const withoutEvents = ({ member: { events: _, ...rest }, ...others }: { member: { events: unknown } }) => ({ ...others, member: rest });
    expect(withoutEvents(mine)).toEqual(withoutEvents(file));

    const jobs = async () => (await ask(EXPORT, ann.accessToken)).data.memberExport.job.id;
    const answers = await Promise.all(Array.from({ length: 10 }, jobs));
    expect(new Set(answers).size).toBe(1);
    await shop.advance({ hours: 1 });
    expect(answers).not.toContain(await jobs());
  });

  it('of others is not there: no job, no events, no file', async () => {
    const bob = await visitor.member('0922222222');
    const { job } = (await ask(EXPORT, bob.accessToken)).data.memberExport;
    const nobodys = 'job_00000000000000000000000000';
    const seen = [];
    for (const id of [job.id, nobodys]) {
      const stream = new Stream(open(ann.accessToken), FOLLOW, { id });
      await eventually(() => expect(stream.error).not.toBeNull());
      seen.push(JSON.stringify(stream.error).replaceAll(id, 'ID'));
    }
    await stage.platform.drain();
    expect(seen[0]).toBe(seen[1]);
    const staff = await shop.token({ permissions: ['brand:jobs'], name: 'clerk' });
    expect((await send(`${gateways[0].url}/graphql`, staff, 'query ($id: ID!) { job(id: $id) { id } node(id: $id) { id } jobs { nodes { id } } }', { id: job.id })).body.data).toEqual({ job: null, node: null, jobs: { nodes: [] } });
  });

  it('goes with the member', async () => {
    const url = await done(ann.accessToken);
    await ask(EXPORT, ann.accessToken);
    await shop.advance({ hours: 1 });
    const { job } = (await ask(EXPORT, ann.accessToken)).data.memberExport;
    await shop.everything().ok('mutation ($id: ID!) { memberErase(id: $id, idempotencyKey: "gone") { userErrors { code } } }', { id: ann.id });
    await stage.platform.drain();
    expect([401, 404]).toContain((await download(url, ann.accessToken)).status); // within 2 s a gateway may still know her
    expect(await stage.platform.rows('SELECT 1 FROM platform.file WHERE brand_id = $1', [shop.id])).toEqual([]);
    expect(await stage.platform.rows(`SELECT status FROM brand.job WHERE brand_id = $1 AND status <> 'SUCCEEDED'`, [shop.id])).toEqual([{ status: 'FAILED' }]);
    expect(job.status).toBe('QUEUED');
  });
});
