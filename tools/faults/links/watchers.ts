import { setTimeout as sleep } from 'node:timers/promises';
import { isPassing, questionAbout, type Sent } from '../orders';
import type { FaultShop } from '../shop';
import type { GatewayAddress } from '../tills';

const PATIENCE = 10_000; // ms
const PAUSE = 20; // ms between an answer and the next question
const AT_ONCE = 8;

interface Answer {
  readonly data?: { readonly member?: { readonly id: string; readonly points: { readonly balance: number } } | null } | null;
  readonly errors?: Parameters<typeof isPassing>[0];
}

/** Ask what members have, and hold each answer against what had been acknowledged when they asked. */
export class Watchers {
  answered = 0;
  /** Questions that were answered with an error that passes, or not at all. */
  failed = 0;
  /** Answers that are neither right nor such an error. */
  readonly wrong: string[] = [];
  /** ms of the longest wait for an answer, or for being told that there is none. */
  slowest = 0;
  /** Points that each member has at the least. */
  private readonly floors = new Map<string, number>();
  private seen = 0;
  private running = true;

  /** @param acknowledged grows meanwhile */
  constructor(private readonly gateways: readonly GatewayAddress[], private readonly shop: FaultShop, private readonly acknowledged: readonly Sent[]) {}

  /** What each member has before anything is sold. */
  async begin(): Promise<void> {
    const { memberIds } = this.shop;
    for (let from = 0; from < memberIds.length; from += AT_ONCE) await Promise.all(memberIds.slice(from, from + AT_ONCE).map((memberId) => this.beginWith(memberId)));
  }

  async run(watchers: number): Promise<void> {
    await Promise.all(Array.from({ length: watchers }, (_, index) => this.watch(index)));
  }

  stop(): void {
    this.running = false;
  }

  private async watch(index: number): Promise<void> {
    for (let turn = index; this.running; turn++) {
      const { url } = this.gateways[turn % this.gateways.length] as GatewayAddress;
      const memberId = this.shop.memberIds[(turn * 7) % this.shop.memberIds.length] as string;
      if (url) await this.look(url, memberId);
      await sleep(PAUSE);
    }
  }

  private async beginWith(memberId: string): Promise<void> {
    const { text } = await this.ask(this.gateways[0]?.url ?? '', memberId);
    this.floors.set(memberId, (JSON.parse(text) as Answer).data?.member?.points.balance ?? Number.NaN);
  }

  private async look(url: string, memberId: string): Promise<void> {
    const floor = this.floorOf(memberId);
    const began = performance.now();
    const answer = await this.ask(url, memberId).catch(() => null);
    this.slowest = Math.max(this.slowest, performance.now() - began);
    const verdict = answer === null ? 'FAILED' : judge(answer, memberId, floor);
    if (verdict === 'RIGHT') this.answered++;
    else if (verdict === 'FAILED') this.failed++;
    else this.wrong.push(`${answer?.status} where ${memberId} has ${floor} at the least: ${answer?.text.slice(0, 300)}`);
  }

  private floorOf(memberId: string): number {
    for (; this.seen < this.acknowledged.length; this.seen++) {
      const { memberId: buyer, pounds } = this.acknowledged[this.seen] as Sent;
      this.floors.set(buyer, (this.floors.get(buyer) ?? 0) + pounds);
    }
    return this.floors.get(memberId) ?? Number.NaN;
  }

  private async ask(url: string, memberId: string): Promise<{ readonly status: number; readonly text: string }> {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${this.shop.token}` };
    const response = await fetch(`${url}/graphql`, { method: 'POST', headers, body: questionAbout(memberId), signal: AbortSignal.timeout(PATIENCE) });
    return { status: response.status, text: await response.text() };
  }
}

function judge({ status, text }: { readonly status: number; readonly text: string }, memberId: string, floor: number): 'RIGHT' | 'FAILED' | 'WRONG' {
  if (status >= 500) return 'FAILED';
  const { data, errors } = JSON.parse(text) as Answer;
  if (errors) return isPassing(errors) ? 'FAILED' : 'WRONG';
  return status === 200 && data?.member?.id === memberId && data.member.points.balance >= floor ? 'RIGHT' : 'WRONG';
}
