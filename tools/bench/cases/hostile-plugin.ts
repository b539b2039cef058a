import { randomUUID } from 'node:crypto';
import { ensurePlans } from '@regulars/kernel';
import type { Bench } from '../bench';
import type { Mischief } from '../hostile/mischief';
import type { Done } from '../load/closed-loop';
import type { HttpLoad } from '../load/http-load';
import { type Contender, interleave, type Measured, ratios } from '../measure';
import type { Peer } from '../process/peer';
import type { Finding } from '../report';
import { type Api, type BrandPlace, createBrand } from '../shop/api';
import { STORE } from '../shop/orders';

const PLAN = 'MISCHIEF';
const PLUGIN = 'mischief';
/** What orders are answered with. */
const SHOWN = 'stamp-card';
const MEMBERS = 8;
const CLIENTS = 4; // of the other brand; one of the plugin's own

interface Shop {
  readonly staff: Api;
  readonly memberIds: readonly string[];
}

async function openShop(place: BrandPlace, code: string, plugins: readonly string[]): Promise<Shop> {
  const { staff } = await createBrand(place, code, PLAN);
  for (const id of plugins) await staff.run('mutation ($id: String!) { pluginEnable(id: $id) { brand { id } } }', { id });
  await staff.run('mutation ($code: String!) { storeCreate(input: { code: $code, name: "High Street" }) { store { id } } }', { code: STORE });
  const memberIds: string[] = [];
  for (let index = 0; index < MEMBERS; index++) {
    const { memberJoin } = await staff.run<{ memberJoin: { member: { id: string } } }>('mutation ($input: MemberJoinInput!, $key: String!) { memberJoin(input: $input, idempotencyKey: $key) { member { id } } }', { input: { email: `member-${index}@example.com` }, key: randomUUID() });
    memberIds.push(memberJoin.member.id);
  }
  return { staff, memberIds };
}

/** How long the slowest hundredth of one brand's orders takes, in ms, beside a brand whose plugin does this with each of its own. */
class Waits implements Contender {
  private runs = 0;

  constructor(readonly name: string, private readonly mischief: Mischief, private readonly quiet: Shop, private readonly place: BrandPlace, private readonly peers: { readonly gateway: Peer; readonly load: Peer; readonly beside: Peer }) {}

  async run(milliseconds: number): Promise<number> {
    const { gateway, load, beside } = this.peers;
    // A brand that nobody knows anything of yet: what its plugin costs before it is left alone is the most.
    const other = await openShop(this.place, `${this.mischief}-${++this.runs}`, [SHOWN, PLUGIN]);
    const orders = ({ staff: { url, token }, memberIds }: Shop, clients: number): HttpLoad => ({ url, token, clients, milliseconds, requests: { kind: 'orders', memberIds, prefix: randomUUID() } });
    await gateway.ask('does', this.mischief);
    const [own] = await Promise.all([load.ask<Done>('run', orders(this.quiet, CLIENTS)), beside.ask<Done>('run', orders(other, 1))]);
    await gateway.ask('does', 'nothing' satisfies Mischief);
    return own.p99;
  }
}

/** (n) Orders of one brand beside another's whose plugin goes wrong. Either brand's load ends at the first error. */
export async function hostilePlugin(bench: Bench): Promise<Finding> {
  const { ownerUrl, setup } = await bench.install('hostile', false);
  await ensurePlans(ownerUrl, [{ code: PLAN, name: 'Mischief', plugins: [SHOWN, PLUGIN], limits: {} }]);
  const peers = { gateway: bench.peer('process/hostile-gateway.ts'), load: bench.peer('load/http-load.ts'), beside: bench.peer('load/http-load.ts') };
  const place = { url: await peers.gateway.ask<string>('start', setup), ownerUrl };
  const quiet = await openShop(place, 'quiet', [SHOWN]);
  const waits = (name: string, mischief: Mischief): Waits => new Waits(name, mischief, quiet, place, peers);
  const contenders = [waits('beside a plugin that does nothing', 'nothing'), waits('beside one that throws', 'throws'), waits('beside one that hangs', 'hangs'), waits('beside one that meddles with the language', 'meddles')];
  const measured = await bench.profiled(peers.gateway, 'n', () => interleave(contenders, bench.options));
  const [nothing, ...others] = measured as [Measured, ...Measured[]];
  return {
    title: `(n) Orders of ${CLIENTS} clients beside another brand's, whose plugin goes wrong with each`, unit: 'p99 in ms', measured,
    ratios: others.map((other) => ({ name: `(n) p99 beside a good plugin / ${other.name}`, byRound: ratios(nothing, other), aim: 0.83 })),
    notes: ['no order of either brand failed'],
  };
}
