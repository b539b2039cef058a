import { DAY } from '@regulars/plugin-sdk';
import type { ResponseRow } from '../data/response.statements';

const OPEN_MS = DAY;

/** Until when answers to what was begun are taken. */
export const openUntil = (startedAt: Date): Date => new Date(startedAt.getTime() + OPEN_MS);

export const isOpen = ({ state, started_at }: Pick<ResponseRow, 'state' | 'started_at'>, now: Date): boolean => state === 'STARTED' && now < openUntil(started_at);

/** What was begun and not answered within 24 hours is abandoned, whether or not anything has written that down. */
export const stateAt = (row: Pick<ResponseRow, 'state' | 'started_at'>, now: Date): ResponseRow['state'] => (row.state === 'STARTED' && !isOpen(row, now) ? 'ABANDONED' : row.state);
