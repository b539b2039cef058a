const TEXT = 1;
const PING = 9;
const NEXT = Buffer.from('"type":"next"');

export interface FrameEvents {
  /** A text frame began; `head` is what has come of its payload so far. */
  onText(head: Buffer): void;
  onPing(): void;
}

/** Counts the frames of a WebSocket without keeping them: a reader that costs the machine next to nothing. */
export class FrameCounter {
  /** Bytes of the present frame that are still to come. */
  private rest = 0;
  /** A header that came in two parts. */
  private part: Buffer | null = null;

  constructor(private readonly events: FrameEvents) {}

  take(chunk: Buffer): void {
    let data = this.part ? Buffer.concat([this.part, chunk]) : chunk;
    this.part = null;
    while (data.length > 0) {
      if (this.rest > 0) {
        const taken = Math.min(this.rest, data.length);
        this.rest -= taken;
        data = data.subarray(taken);
        continue;
      }
      const begun = this.begin(data);
      if (begun === 0) {
        this.part = data;
        return;
      }
      data = data.subarray(begun);
    }
  }

  /** Reads a header; answers its length, 0 when it is not whole yet. A server's frames are never masked. */
  private begin(data: Buffer): number {
    if (data.length < 2) return 0;
    const opcode = (data[0] as number) & 15;
    const short = data[1] as number;
    const size = short < 126 ? 2 : short === 126 ? 4 : 10;
    if (data.length < size) return 0;
    this.rest = short < 126 ? short : short === 126 ? data.readUInt16BE(2) : Number(data.readBigUInt64BE(2));
    if (opcode === TEXT) this.events.onText(data.subarray(size, size + this.rest));
    else if (opcode === PING) this.events.onPing();
    return size;
  }
}

/** Whether a frame's payload is an event of a subscription; what came in two parts is taken for one. */
export const isEvent = (head: Buffer): boolean => head.length < 40 || head.subarray(0, 40).includes(NEXT);
