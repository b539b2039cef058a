import { newUuid, publicId } from '@regulars/plugin-sdk';
import { countersOf } from './counters';
import { normal, Provenance, valueAt } from './provenance';
import type { Recording } from './recording';
import { type Token, tokensOf } from './tokens';

/** What differs from one run of an operation to the next, beside what the database answers and what is made anew. */
export interface Request {
  readonly memberUuid: string;
  /** Stands for itself in the values: an external id, an idempotency key, an index of a phone. */
  readonly marked: readonly string[];
  /** ISO instants: when the order was placed; null when none was. */
  readonly placedAt: string | null;
}

/** One run: its request, what it made and what was answered so far. */
export interface Run {
  readonly request: Request;
  readonly now: Date;
  readonly made: string[];
  readonly results: (readonly Readonly<Record<string, unknown>>[])[];
}

type Hole<T> = (run: Run) => T;

export interface Step {
  /** Place of its rows in `Run.results`. */
  readonly index: number;
  /** Sent once so many answers are there. */
  readonly answered: number;
  readonly name: string | null;
  readonly text: string;
  readonly values: readonly Hole<unknown>[];
}

/** An operation's statements, ready to be sent again for other requests, each as early as the gateway sent it. */
export interface Plan {
  readonly steps: readonly Step[];
  /** Sent once the answer is out: the end of the snapshot. */
  readonly afterwards: Step | null;
}

/** One operation recorded twice, for two requests: what is the same in both is the same for all. */
export interface Sample {
  readonly recording: Recording;
  readonly request: Request;
}

const textsOf = (recording: Recording): string => JSON.stringify(recording.map(({ values }) => values), (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value));

export function planOf(sample: Sample, other: Sample): Plan {
  const compiler = new Compiler(sample, textsOf(other.recording));
  const steps = sample.recording.map((_, index) => compiler.step(index));
  const last = steps.at(-1) as Step;
  return last.text === 'ROLLBACK' ? { steps: steps.slice(0, -1), afterwards: last } : { steps, afterwards: null };
}

/** Turns recorded values into functions of a run. */
class Compiler {
  private readonly provenance: Provenance;
  /** Ids that the operation makes: index into `Run.made`. */
  private readonly made = new Map<string, number>();
  private readonly now: string;

  constructor(private readonly sample: Sample, private readonly otherTexts: string) {
    this.provenance = new Provenance(sample.recording);
    const enter = sample.recording.find(({ name }) => name === 'platform.enter');
    this.now = (enter?.values[1] as Date).toISOString();
  }

  step(index: number): Step {
    const { name, text, values, answered } = this.sample.recording[index] as Recording[number];
    const counter = countersOf(name, this.sample.recording);
    return { index, answered, name, text, values: values.map((value, position) => counter(value, position) ?? this.value(value, answered)) };
  }

  private value(value: unknown, answered: number): Hole<unknown> {
    if (value instanceof Date && value.toISOString() === this.now) return (run) => run.now;
    if (typeof value === 'string') return this.text(value, answered);
    if (Array.isArray(value)) {
      const items = value.map((item) => this.value(item, answered));
      return (run) => items.map((item) => item(run));
    }
    return () => value;
  }

  private text(text: string, answered: number): Hole<string> {
    const parts = tokensOf(text, this.sample.request.marked).map((token) => this.token(token, answered));
    if (parts.every((part) => typeof part === 'string')) return () => text;
    return (run) => parts.map((part) => (typeof part === 'string' ? part : String(part(run)))).join('');
  }

  private token(token: Token, answered: number): string | Hole<string> {
    if (token.kind === 'literal') return token.text;
    const { request } = this.sample;
    if (token.kind === 'marked') {
      const place = request.marked.indexOf(token.text);
      return (run) => run.request.marked[place] as string;
    }
    if (token.kind === 'instant') {
      if (token.text === this.now) return (run) => run.now.toISOString();
      if (token.text === request.placedAt) return (run) => run.request.placedAt as string;
      return token.text;
    }
    return this.id(token, answered);
  }

  private id({ text, uuid, prefix }: Extract<Token, { kind: 'id' }>, answered: number): string | Hole<string> {
    if (this.otherTexts.includes(text)) return text;
    const found = this.source(uuid, answered);
    return prefix === null ? found : (run) => publicId(prefix, found(run));
  }

  /** An id comes with the request, from what was read before it was first sent, or is new. */
  private source(uuid: string, answered: number): Hole<string> {
    if (uuid === this.sample.request.memberUuid) return (run) => run.request.memberUuid;
    const place = this.made.has(uuid) ? null : this.provenance.before(answered, uuid);
    if (place) return (run) => normal(valueAt(run.results, place)) ?? newUuid();
    const index = this.made.get(uuid) ?? this.made.size;
    this.made.set(uuid, index);
    return (run) => (run.made[index] ??= newUuid());
  }
}
