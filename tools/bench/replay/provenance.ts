import type { Recording } from './recording';

/** Where in the rows of an earlier statement a value was found. */
export interface Place {
  readonly statement: number;
  readonly path: readonly (string | number)[];
}

export const normal = (value: unknown): string | null => (value instanceof Date ? value.toISOString() : typeof value === 'string' ? value : null);

/** The first place of every text and instant in the rows of each statement. */
export class Provenance {
  private readonly places = new Map<string, Place>();

  constructor(recording: Recording) {
    recording.forEach(({ rows }, statement) => this.collect(rows, statement, []));
  }

  private collect(value: unknown, statement: number, path: readonly (string | number)[]): void {
    const text = normal(value);
    if (text !== null) {
      if (!this.places.has(text)) this.places.set(text, { statement, path });
    } else if (typeof value === 'object' && value !== null) {
      for (const [key, inner] of Object.entries(value)) this.collect(inner, statement, [...path, Array.isArray(value) ? Number(key) : key]);
    }
  }

  /** Null when none of the first `answered` answers holds it. */
  before(answered: number, text: string): Place | null {
    const place = this.places.get(text);
    return place && place.statement < answered ? place : null;
  }
}

/** What now stands there. */
export function valueAt(results: readonly unknown[], { statement, path }: Place): unknown {
  let value: unknown = results[statement];
  for (const key of path) value = (value as Record<string | number, unknown> | undefined)?.[key];
  return value;
}
