import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Bench } from '../bench';
import type { Receivers } from '../load/receivers';
import { type Contender, interleave, type Measured, ratios } from '../measure';
import type { Peer } from '../process/peer';
import type { Finding } from '../report';
import { type Api, createBrand } from '../shop/api';

const GOOD = 10;
const PER_SECOND = 5;
const LATEST = 30_000; // ms
const TYPES = ['member.joined'];
const QUERY = '{ id type occurredAt member { id number } }';

/** A brand whose events go to all of the receivers. */
class Hooks {
  private readonly dead: string[] = [];
  private keyId = '';

  constructor(private readonly staff: Api) {}

  async open({ urls }: Receivers): Promise<void> {
    const { apiKeyCreate } = await this.staff.run<{ apiKeyCreate: { apiKey: { id: string } } }>('mutation ($input: ApiKeyCreateInput!) { apiKeyCreate(input: $input) { apiKey { id } } }', { input: { name: 'hooks', scopes: ['member:events', 'member:read'] } });
    this.keyId = apiKeyCreate.apiKey.id;
    for (const url of urls) await this.endpoint(url);
  }

  /** Ones that nobody has tried yet: what they cost before anybody knows is the most. */
  async addDead({ silent, refusing }: Receivers): Promise<void> {
    for (const url of [silent, refusing]) this.dead.push(await this.endpoint(url));
  }

  async removeDead(): Promise<void> {
    for (const id of this.dead.splice(0)) await this.staff.run('mutation ($id: ID!) { webhookEndpointDelete(id: $id) { endpoint { id } } }', { id });
  }

  /** Something happens so often; answers how many times. */
  async happen(milliseconds: number): Promise<number> {
    const times = Math.ceil((milliseconds * PER_SECOND) / 1_000);
    const began = performance.now();
    for (let index = 0; index < times; index++) {
      await sleep(Math.max(0, began + (index * 1_000) / PER_SECOND - performance.now()));
      await this.staff.run('mutation ($input: MemberJoinInput!, $key: String!) { memberJoin(input: $input, idempotencyKey: $key) { member { id } } }', { input: { email: `${randomUUID()}@example.com` }, key: randomUUID() });
    }
    return times;
  }

  private async endpoint(url: string): Promise<string> {
    const { webhookEndpointCreate } = await this.staff.run<{ webhookEndpointCreate: { endpoint: { id: string } } }>('mutation ($input: WebhookEndpointInput!) { webhookEndpointCreate(input: $input) { endpoint { id } } }', { input: { url, types: TYPES, query: QUERY, apiKeyId: this.keyId } });
    return webhookEndpointCreate.endpoint.id;
  }
}

/** How long the slowest hundredth of events is on its way to a receiver that answers, in ms. */
class Deliveries implements Contender {
  constructor(readonly name: string, private readonly hooks: Hooks, private readonly receivers: Peer, private readonly dead: Receivers | null) {}

  async run(milliseconds: number): Promise<number> {
    if (this.dead) await this.hooks.addDead(this.dead);
    await this.receivers.ask<number[]>('take');
    const expected = GOOD * (await this.hooks.happen(milliseconds));
    for (const until = performance.now() + LATEST; (await this.receivers.ask<number>('count')) < expected && performance.now() < until; ) await sleep(50);
    const waits = (await this.receivers.ask<number[]>('take')).sort((a, b) => a - b);
    await this.hooks.removeDead();
    if (waits.length < expected) throw new Error(`${waits.length} of ${expected} events came within ${LATEST / 1_000} s of the last`);
    return waits[Math.floor(waits.length * 0.99)] as number;
  }
}

/** (m) Webhooks to ten that answer, beside one that never does and one that refuses. */
export async function deadEndpoints(bench: Bench): Promise<Finding> {
  const installation = await bench.install('webhooks', true);
  const { staff } = await createBrand(installation, 'webhooks');
  const peer = bench.peer('load/receivers.ts');
  const receivers = await peer.ask<Receivers>('open', GOOD);
  const hooks = new Hooks(staff);
  await hooks.open(receivers);
  const contenders = [new Deliveries('alone', hooks, peer, null), new Deliveries('beside one that never answers and one that refuses', hooks, peer, receivers)];
  const measured = await bench.profiled(installation.gateway, 'm', () => interleave(contenders, bench.options));
  const [alone, beside] = measured as [Measured, Measured];
  return {
    title: `(m) Webhooks: ${PER_SECOND} events a second to ${GOOD} endpoints that answer`, unit: 'p99 in ms, from the event to its receiver', measured,
    ratios: [{ name: '(m) p99 alone / beside two dead endpoints', byRound: ratios(alone, beside), aim: 0.83 }],
    notes: [],
  };
}
