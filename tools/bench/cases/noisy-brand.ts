import { randomUUID } from 'node:crypto';
import type { Bench } from '../bench';
import type { PacedDone, PacedLoad } from '../load/paced';
import { type Contender, interleave, type Measured, ratios } from '../measure';
import type { Peer } from '../process/peer';
import type { Finding } from '../report';
import { type Api, createBrand } from '../shop/api';

const BUDGET = 2_000; // points a second and caller
const OF_QUIET = 0.5; // of its budget
const OF_NOISY = 10;
const MEMBERS = 20;
const BODY = JSON.stringify({ query: `{ members(first: ${MEMBERS}) { nodes { id number name points { balance pending } tier { tier { code } } } } }` });

type Asker = Pick<PacedLoad, 'url' | 'token' | 'perSecond'>;

/** How long the slowest hundredth of one brand's requests waits, in ms; with another brand beside it or without. */
class Waits implements Contender {
  noisy: PacedDone = { answered: 0, refused: 0, p99: 0 };

  constructor(readonly name: string, private readonly load: Peer, private readonly quiet: Asker, private readonly beside: { readonly load: Peer; readonly noisy: Asker } | null) {}

  async run(milliseconds: number, round: number): Promise<number> {
    const sent = this.beside?.load.ask<PacedDone>('run', { ...this.beside.noisy, milliseconds, body: BODY });
    const [own, other] = await Promise.all([this.load.ask<PacedDone>('run', { ...this.quiet, milliseconds, body: BODY }), sent]);
    if (own.refused > 0) throw new Error(`The quiet brand was refused ${own.refused} times`);
    if (other && round >= 0) this.noisy = { answered: this.noisy.answered + other.answered, refused: this.noisy.refused + other.refused, p99: 0 };
    return own.p99;
  }
}

async function openBrand(installation: Parameters<typeof createBrand>[0], code: string): Promise<Api> {
  const { staff } = await createBrand(installation, code);
  const mutation = 'mutation ($input: MemberJoinInput!, $key: String!) { memberJoin(input: $input, idempotencyKey: $key) { member { id } } }';
  for (let index = 0; index < MEMBERS; index++) await staff.run(mutation, { input: { phone: `+4477009001${String(index).padStart(2, '0')}`, name: `Member ${index}` }, key: randomUUID() });
  return staff;
}

/** What one question costs, in points. */
async function costOf({ url, token }: Api): Promise<number> {
  const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` }, body: BODY });
  const { extensions } = (await response.json()) as { extensions: { cost: { actual: number } } };
  return extensions.cost.actual;
}

/** (g) A brand that asks for ten times its budget beside one that keeps to half of its own. */
export async function noisyBrand(bench: Bench): Promise<Finding> {
  const installation = await bench.install('budgets', false, BUDGET);
  const [quiet, noisy] = [await openBrand(installation, 'quiet'), await openBrand(installation, 'noisy')];
  const affordable = BUDGET / (await costOf(quiet));
  const [load, other] = [bench.peer('load/paced.ts'), bench.peer('load/paced.ts')];
  const asker = ({ url, token }: Api, share: number): Asker => ({ url, token, perSecond: affordable * share });
  const alone = new Waits('alone', load, asker(quiet, OF_QUIET), null);
  const beside = new Waits(`beside a brand that asks for ${OF_NOISY} times its budget`, load, asker(quiet, OF_QUIET), { load: other, noisy: asker(noisy, OF_NOISY) });
  const measured = await bench.profiled(installation.gateway, 'g', () => interleave([alone, beside], bench.options));
  const [ofAlone, ofBeside] = measured as [Measured, Measured];
  const { answered, refused } = beside.noisy;
  const seconds = (bench.options.rounds * bench.options.milliseconds) / 1_000;
  return {
    title: `(g) A brand that sends ${Math.round(affordable * OF_QUIET)} questions a second, half of its budget`, unit: 'p99 in ms', measured,
    ratios: [{ name: '(g) p99 alone / beside a brand at 10 times its budget', byRound: ratios(ofAlone, ofBeside), aim: 0.83 }],
    notes: [`the other brand sent ${Math.round((answered + refused) / seconds)} a second: ${Math.round(answered / seconds)} were answered, ${Math.round(refused / seconds)} refused; of the first brand none was`, ...(refused === 0 ? ['this machine was too busy to ask for more than the budget: the ratio says nothing'] : [])],
  };
}
