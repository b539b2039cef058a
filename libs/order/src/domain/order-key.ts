import type { OrderKey } from '../data/lock-orders.statements';

/** One text for each key: no text of ours has a NUL in it. */
export const orderKey = ({ source, externalId }: OrderKey): string => `${source}\0${externalId}`;

/** By code units: the same on every machine, which is what an order of locks must be. */
export const compareTexts = (a: string, b: string): number => (a === b ? 0 : a < b ? -1 : 1);

/** The order in which orders are locked, and new ones written. */
export const compareKeys = (a: OrderKey, b: OrderKey): number => compareTexts(a.source, b.source) || compareTexts(a.externalId, b.externalId);
