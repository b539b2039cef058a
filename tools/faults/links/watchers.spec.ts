import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Sent } from '../orders';
import { Watchers } from './watchers';

const MEMBER = 'mbr_1';
const has = (balance: number, id = MEMBER): string => JSON.stringify({ data: { member: { id, points: { balance } } } });
const refusal = (extensions: object): string => JSON.stringify({ errors: [{ message: 'no', extensions }] });

describe('what watchers take for an answer', () => {
  let answer: { status: number; text: string };
  let server: Server;
  let url: string;

  beforeAll(async () => {
    server = createServer((_, response) => response.writeHead(answer.status).end(answer.text)).listen(0, '127.0.0.1');
    await once(server, 'listening');
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => server.close());

  it.each([
    ['what was acknowledged', 200, has(12), 'answered'],
    ['more than that', 200, has(15), 'answered'],
    ['less', 200, has(11), 'wrong'],
    ['another member', 200, has(12, 'mbr_2'), 'wrong'],
    ['nobody', 200, JSON.stringify({ data: { member: null } }), 'wrong'],
    ['that they are not known', 401, refusal({ code: 'UNAUTHENTICATED' }), 'wrong'],
    ['that they may not', 200, refusal({ code: 'FORBIDDEN' }), 'wrong'],
    ['that it cannot be told now', 503, refusal({ code: 'UNAVAILABLE' }), 'failed'],
    ['a failure', 200, refusal({ code: 'INTERNAL' }), 'failed'],
  ])('%s', async (_, status, text, verdict) => {
    answer = { status: 200, text: has(5) };
    const acknowledged: Sent[] = [];
    const watchers = new Watchers([{ url }], { brandId: '', token: 'token', memberIds: [MEMBER] }, acknowledged);
    await watchers.begin();
    acknowledged.push({ externalId: 'L1', memberId: MEMBER, pounds: 7 });
    answer = { status, text };
    const watching = watchers.run(1);
    while (watchers.answered + watchers.failed + watchers.wrong.length === 0) await sleep(2);
    watchers.stop();
    await watching;
    expect({ answered: watchers.answered > 0, failed: watchers.failed > 0, wrong: watchers.wrong.length > 0 }).toEqual({ answered: false, failed: false, wrong: false, [verdict]: true });
  });
});
