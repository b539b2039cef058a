import { setTimeout as sleep } from 'node:timers/promises';
import { FaultyLink } from '@regulars/testing';
import { counts, type FaultStage, kept, type Outcome } from '../outcome';
import { GatewayService } from '../processes/gateway-service';
import { readyAfter, unreadyAfter } from '../readiness';
import { Tills } from '../tills';
import { isSoWithin } from '../wait';
import { Watchers } from './watchers';

const TILLS = 12;
const WATCHERS = 4;
const QUIET = 500; // ms of trade before the next fault
const MEND_PATIENCE = 30_000; // ms

interface Kind {
  readonly name: string;
  readonly begin: (link: FaultyLink) => void;
  /** Nothing can be done over a link of that kind. */
  readonly isOutage: boolean;
}

const KINDS: readonly Kind[] = [
  { name: 'late by 200 ms a round trip', begin: (link) => link.delay(100), isOutage: false },
  { name: 'slow (64 KiB a second)', begin: (link) => link.slow(65_536), isOutage: false },
  { name: 'reset by 1 % of what is sent', begin: (link) => link.resetSome(0.01), isOutage: false },
  { name: 'cut', begin: (link) => link.cut(), isOutage: true },
  { name: 'swallowing everything', begin: (link) => link.swallow(), isOutage: true },
];

interface Limits {
  /** ms until readiness is off; null: it only has to be seen, however long that takes. */
  readonly unreadyWithin: number | null;
  /** ms that a request may take. */
  readonly answerWithin: number;
  /** Orders are taken also while both links are bad, as long as anything gets through. */
  readonly sellsOverBad: boolean;
}

/** A few seconds are the short form, for machines that are busy with other things: it looks at what happens, not at how soon. */
const limitsOf = (seconds: number): Limits => (seconds >= 10 ? { unreadyWithin: 2_000, answerWithin: 8_000, sellsOverBad: true } : { unreadyWithin: null, answerWithin: 10_000, sellsOverBad: false });

/** What two gateways and their callers went through. */
interface Scene {
  readonly links: readonly [FaultyLink, FaultyLink];
  readonly urls: readonly [string, string];
  readonly tills: Tills;
  readonly seconds: number;
}

/** What a link of one kind did. */
interface Seen {
  readonly kind: Kind;
  /** Orders acknowledged while one link was broken, while both were, and until both gateways were ready again. */
  readonly sold: readonly [number, number];
  /** ms; null when it never was, of no meaning when the kind is no outage. */
  readonly unready: number | null;
  /** ms from the mending to both being ready and selling; null when that did not come. */
  readonly back: number | null;
}

/** Two gateways, each with a link to the database of its own; of each kind of fault one link has it first, then both, for so many seconds. */
export async function breakLinks(stage: FaultStage, seconds: number): Promise<Outcome> {
  const links = [await FaultyLink.to(stage.appUrl), await FaultyLink.to(stage.appUrl)] as const;
  const gateways = links.map((link) => new GatewayService({ ...stage, appUrl: link.through(stage.appUrl), relayUrl: link.through(stage.relayUrl) }));
  const [first, second] = await Promise.all(gateways.map((gateway) => gateway.start()));
  const tills = new Tills(gateways, stage.shop, 'L');
  const watchers = new Watchers(gateways, stage.shop, tills.acknowledged);
  await watchers.begin();
  const trading = Promise.all([tills.run(TILLS), watchers.run(WATCHERS)]);
  const seen: Seen[] = [];
  for (const kind of KINDS) seen.push(await Promise.race([breakBoth({ links, urls: [first ?? '', second ?? ''], tills, seconds }, kind), trading.then(() => Promise.reject(new Error('Trade ended')))]));
  tills.stop();
  watchers.stop();
  await trading;
  await Promise.all(gateways.map((gateway) => gateway.kill()));
  await Promise.all(links.map((link) => link.stop()));
  return outcomeOf(seconds, seen, tills, watchers);
}

async function breakBoth({ links, urls, tills, seconds }: Scene, kind: Kind): Promise<Seen> {
  await sleep(QUIET);
  const half = seconds * 500;
  const began = performance.now();
  const { acknowledged } = tills;
  const before = acknowledged.length;
  kind.begin(links[0]);
  const unready = kind.isOutage ? unreadyAfter(urls[0], began, 2 * half) : null;
  await sleep(half);
  const between = acknowledged.length;
  kind.begin(links[1]);
  await sleep(half);
  await unready;
  const mended = performance.now();
  const after = acknowledged.length;
  for (const link of links) link.mend();
  const ready = await Promise.all(urls.map((url) => readyAfter(url, mended, MEND_PATIENCE)));
  const sells = await isSoWithin(MEND_PATIENCE, () => acknowledged.length > after);
  return { kind, sold: [between - before, after - between], unready: await unready, back: sells && !ready.includes(null) ? performance.now() - mended : null };
}

const text = (value: number | null): string => (value === null ? 'never' : `${Math.round(value)} ms`);

function outcomeOf(seconds: number, seen: readonly Seen[], tills: Tills, watchers: Watchers): Outcome {
  const { unreadyWithin, answerWithin, sellsOverBad } = limitsOf(seconds);
  const slowest = Math.max(tills.slowest, watchers.slowest);
  const outages = seen.filter(({ kind }) => kind.isOutage);
  return {
    acknowledged: tills.acknowledged,
    figures: [
      `Links between 2 gateways and the database broken for ${seconds} s in each of ${seen.length} ways: ${tills.acknowledged.length} orders acknowledged, ${tills.resent} sent again; ${watchers.answered} questions answered, ${watchers.failed} with an error; slowest ${text(slowest)}`,
      ...seen.map(({ kind, sold, unready, back }) => `  ${kind.name}: ${sold[0]} orders with one link of two, ${sold[1]} with both;${kind.isOutage ? ` unready after ${text(unready)};` : ''} back ${text(back)} after it was mended`),
      ...watchers.wrong.slice(0, 5).map((answer) => `  ${answer}`),
    ],
    findings: [
      counts('no answer was wrong over a broken link', watchers.wrong.length + (watchers.answered > 0 ? 0 : 1)),
      kept(`orders were taken while one link was broken${sellsOverBad ? ', and over bad ones' : ''}`, seen.every(({ kind, sold }) => sold[0] > 0 && (kind.isOutage || !sellsOverBad || sold[1] > 0))),
      kept(`no request took longer than ${answerWithin / 1_000} s`, slowest <= answerWithin),
      kept(`a gateway without a database was unready${unreadyWithin === null ? '' : ` within ${unreadyWithin / 1_000} s`}`, outages.every(({ unready }) => unready !== null && unready <= (unreadyWithin ?? Infinity))),
      kept('gateways were ready and sold again when links were mended', seen.every(({ back }) => back !== null)),
    ],
  };
}
