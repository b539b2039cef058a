import type { Weights } from '../../../src/domain/fraud/assess';
import { FORBIDDEN, type Shape } from './forbidden';
import { HONEST } from './honest';
import { type Outcome, outcomesOf } from './outcomes';
import { Random } from './random';
import { SUSPICIOUS } from './suspicious';
import { World } from './world';

export interface Row {
  readonly kind: 'FORBIDDEN' | 'SUSPICIOUS' | 'HONEST';
  readonly shape: string;
  readonly claims: number;
  readonly paid: number;
  /** Of claims that were not paid: somebody looks, or a rule said no. */
  readonly stopped: number;
}

export interface RunOptions {
  readonly seed: number;
  /** Claims of each shape. */
  readonly size: number;
  readonly weights?: Weights;
}

const STOPPED: ReadonlySet<Outcome> = new Set<Outcome>(['REFUSED', 'REJECTED', 'PENDING_REVIEW']);

function rowOf(kind: Row['kind'], [shape, fill]: readonly [string, Shape], { seed, size, weights }: RunOptions): Row {
  const world = new World(new Random(seed));
  fill(world, size);
  const outcomes = [...outcomesOf(world.claims, weights)].filter(([claim]) => (kind === 'FORBIDDEN' ? claim.isForbidden : true)).map(([, outcome]) => outcome);
  return { kind, shape, claims: outcomes.length, paid: outcomes.filter((outcome) => outcome === 'APPROVED').length, stopped: outcomes.filter((outcome) => STOPPED.has(outcome)).length };
}

/** Every shape in a world of its own. */
export const runRings = (options: RunOptions): Row[] => [
  ...Object.entries(FORBIDDEN).map((shape) => rowOf('FORBIDDEN', shape, options)),
  ...Object.entries(SUSPICIOUS).map((shape) => rowOf('SUSPICIOUS', shape, options)),
  ...Object.entries(HONEST).map((shape) => rowOf('HONEST', shape, options)),
];

const percent = (part: number, whole: number): string => `${((100 * part) / whole).toFixed(1)} %`;

export const tableOf = (rows: readonly Row[]): string =>
  rows.map(({ kind, shape, claims, paid, stopped }) => `${kind.padEnd(11)} ${shape.padEnd(34)} ${String(claims).padStart(6)} claims ${String(paid).padStart(6)} paid ${percent(stopped, claims).padStart(8)} stopped`).join('\n');
