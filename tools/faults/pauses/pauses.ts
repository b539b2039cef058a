import { setTimeout as sleep } from 'node:timers/promises';
import { Callers } from '../callers';
import { type FaultStage, kept, type Outcome } from '../outcome';
import { GatewayService } from '../processes/gateway-service';
import { unreadyAfter } from '../readiness';
import { isSoWithin } from '../wait';
import { Standstill } from './cluster';
import { Crowd } from './crowd';

const WARM = 200; // orders after which a gateway is taken to be warm
const WARM_UP = 30_000; // ms at most
const MOST_STANDSTILL = 30_000;
const MOST_GROWTH = 150; // MB that a bounded queue may take for a while

interface Size {
  /** What the gateway takes at once; twice as many want something of it. */
  readonly takenAtOnce: number;
  /** ms over which throughput is counted. */
  readonly window: number;
  /** How much of its throughput must be back, 0 to 1. */
  readonly throughputShare: number;
  /** ms until then. */
  readonly recoveryWithin: number;
  /** ms until readiness is off; null: it only has to be seen, however long that takes. */
  readonly unreadyWithin: number | null;
}

/** A few seconds are the short form, for machines that are busy with other things: it looks at what happens, not at how soon. */
const sizeOf = (seconds: number): Size =>
  seconds >= 10 ? { takenAtOnce: 96, window: 3_000, throughputShare: 0.95, recoveryWithin: 15_000, unreadyWithin: 2_000 } : { takenAtOnce: 16, window: 1_000, throughputShare: 0.1, recoveryWithin: 30_000, unreadyWithin: null };

/** The database stands still for so many seconds while twice as much is asked of a gateway as it takes. */
export async function pauseDatabase(stage: FaultStage, seconds: number): Promise<Outcome> {
  const size = sizeOf(seconds);
  const gateway = new GatewayService(stage, { MAX_IN_PROGRESS: String(size.takenAtOnce) });
  const url = await gateway.start();
  const standstill = await Standstill.of(stage.databaseUrl);
  const crowd = new Crowd(url, stage.shop, 'P');
  await warmUp(url, stage);
  const pressing = crowd.run(2 * size.takenAtOnce);
  const memory = watchMemory(gateway);
  try {
    await sleep(3 * size.window);
    const paused = performance.now();
    const before = crowd.rate(paused - 2 * size.window, paused);
    const memoryBefore = memory.highest();
    standstill.begin();
    const unready = await unreadyAfter(url, paused, MOST_STANDSTILL);
    await sleep(Math.max(0, paused + seconds * 1_000 - performance.now()));
    standstill.end();
    const resumed = performance.now();
    const back = await awaitRecovery(crowd, before * size.throughputShare, size);
    return outcomeOf(seconds, size, crowd, { before, best: back.best, unready, after: back.at === null ? null : back.at - resumed, growth: memory.highest() - memoryBefore });
  } finally {
    standstill.end();
    memory.stop();
    crowd.stop();
    await pressing;
    await gateway.kill();
  }
}

/** A few callers with manners until the gateway has compiled what it needs. */
async function warmUp(url: string, { shop }: FaultStage): Promise<void> {
  const callers = new Callers(url, shop, 'W');
  const calling = callers.run({ tills: 8, readers: 1 });
  await isSoWithin(WARM_UP, () => callers.acknowledged.length >= WARM);
  callers.stop();
  await calling;
}

interface Recovery {
  readonly best: number;
  /** When it was seen, by `performance.now()`; null when it was not. */
  readonly at: number | null;
}

/** Looks at the throughput of the last seconds until it is what was wanted. */
async function awaitRecovery(crowd: Crowd, wanted: number, { window, recoveryWithin }: Size): Promise<Recovery> {
  const began = performance.now();
  let best = 0;
  while (performance.now() - began < recoveryWithin) {
    await sleep(250);
    const now = performance.now();
    if (now - began < window) continue;
    best = Math.max(best, crowd.rate(now - window, now));
    if (best > 0 && best >= wanted) return { best, at: now };
  }
  return { best, at: null };
}

function watchMemory(gateway: GatewayService): { readonly highest: () => number; readonly stop: () => void } {
  let highest = 0;
  const timer = setInterval(() => (highest = Math.max(highest, gateway.memory ?? 0)), 200);
  return { highest: () => highest, stop: () => clearInterval(timer) };
}

interface Seen {
  /** Orders a second. */
  readonly before: number;
  readonly best: number;
  readonly unready: number | null;
  /** ms from the end of the standstill. */
  readonly after: number | null;
  /** MB. */
  readonly growth: number;
}

function outcomeOf(seconds: number, { takenAtOnce, throughputShare, recoveryWithin, unreadyWithin }: Size, crowd: Crowd, { before, best, unready, after, growth }: Seen): Outcome {
  const shed = [...crowd.shed].sort((a, b) => a - b);
  const text = (value: number | null | undefined): string => (value === null || value === undefined ? 'never' : `${Math.round(value)} ms`);
  return {
    acknowledged: crowd.acknowledged,
    figures: [
      `The database stood still for ${seconds} s, ${2 * takenAtOnce} clients at a gateway that takes ${takenAtOnce}: ${before.toFixed(0)} orders a second before, ${best.toFixed(0)} after, back ${text(after)} after its end`,
      `unready after ${text(unready)}; ${shed.length} sent away, half of them within ${text(shed[shed.length >> 1])}; ${crowd.hungUp} hung up; ${growth.toFixed(0)} MB more memory at most`,
      ...crowd.refusals.slice(0, 5).map((refusal) => `  ${refusal}`),
    ],
    findings: [
      kept(`throughput was back at ${throughputShare * 100} % within ${recoveryWithin / 1_000} s`, before > 0 && after !== null),
      kept(`readiness was off${unreadyWithin === null ? '' : ` within ${unreadyWithin / 1_000} s`}`, unready !== null && unready <= (unreadyWithin ?? Infinity)),
      kept('who came beyond the queue was sent away', shed.length > 0),
      { promise: 'each 503 said when to come again', violations: crowd.silent },
      { promise: 'no order was refused', violations: crowd.refusals.length },
      kept(`memory grew by at most ${MOST_GROWTH} MB`, growth <= MOST_GROWTH),
    ],
  };
}
