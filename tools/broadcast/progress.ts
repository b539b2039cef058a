import type { Data, TestCaller } from '@regulars/testing';

const BROADCAST = 'query ($id: ID!) { messageBroadcast(id: $id) { state audience progress { waiting sent notSent { reason members } } } }';

interface Progress {
  readonly state: string;
  readonly waiting: number;
  readonly sent: number;
  readonly notSent: number;
}

/** What a broadcast says of itself while it is sent. */
export class ProgressReader {
  reads = 0;
  /** How often it went backwards, or did not say of everybody what became of them. */
  faults = 0;
  last: Progress = { state: 'DRAFT', waiting: Number.MAX_SAFE_INTEGER, sent: 0, notSent: 0 };

  constructor(private readonly staff: TestCaller, private readonly id: string) {}

  async read(): Promise<Progress> {
    const { state, audience, progress } = (await this.staff.one(BROADCAST, { id: this.id })) as Data;
    if (audience === null) return this.last;
    const now: Progress = { state, waiting: progress.waiting, sent: progress.sent, notSent: progress.notSent.reduce((sum: number, { members }: Data) => sum + members, 0) };
    const { last } = this;
    this.reads += 1;
    if (now.waiting > last.waiting || now.sent < last.sent || now.notSent < last.notSent || now.waiting + now.sent + now.notSent !== audience || last.state === 'DONE' && state !== 'DONE') this.faults += 1;
    this.last = now;
    return now;
  }
}
