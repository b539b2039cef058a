import type { Asked, Reply } from '../../../test/fakes/fake-server';
import { FakeLine } from '../../../test/fakes/line';
import { answerCommands } from '../process/commands';

/** Something a fake of LINE was asked to send. */
export interface LineRequest {
  readonly path: string;
  readonly body: string;
}

/** The account of a fake of LINE. */
export interface LineAccount {
  readonly url: string;
  readonly channelAccessToken: string;
  readonly channelSecret: string;
}

/** What came since the last `begin`. */
export interface Heard {
  /** Messages to somebody, and how many people they were to. */
  readonly messages: number;
  readonly people: number;
  /** Messages after the first request, in the seconds from it to the last. */
  readonly later: number;
  readonly seconds: number;
}

/** Knows everybody, and when it was asked what. */
class Line extends FakeLine {
  override knowsEverybody = true;
  asked: LineRequest[] = [];
  private since = 0;
  private first: { readonly at: number; readonly used: number } | null = null;
  private lastAsked = 0;

  begin(): void {
    this.delivered.clear();
    this.asked = [];
    [this.since, this.first] = [this.used, null];
  }

  heard(): Heard {
    return {
      messages: this.used - this.since, people: this.delivered.size, later: this.first ? this.used - this.first.used : 0, seconds: this.first ? (this.lastAsked - this.first.at) / 1_000 : 0,
    };
  }

  protected override answer(asked: Asked): Reply | Promise<Reply> {
    if (asked.method !== 'POST') return super.answer(asked); // what is left of the month is no message
    this.lastAsked = performance.now();
    this.asked.push({ path: asked.path, body: asked.body });
    const reply = super.answer(asked);
    this.first ??= { at: this.lastAsked, used: this.used };
    return reply;
  }
}

const line = new Line();

async function open(): Promise<LineAccount> {
  const { channelAccessToken, channelSecret } = line;
  return { url: (await line.open()).url, channelAccessToken, channelSecret };
}

answerCommands({ open, begin: () => line.begin(), heard: () => line.heard(), asked: () => line.asked });
