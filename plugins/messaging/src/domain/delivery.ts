import type { ChannelEvent } from '../channels/channel';
import type { ToldRow } from '../data/delivery.statements';

type State = ToldRow['state'];
export type ToldKind = Extract<ChannelEvent['kind'], 'SENT' | 'DELIVERED' | 'OPENED' | 'FAILED'>;

const TOLD: ReadonlySet<string> = new Set<ToldKind>(['SENT', 'DELIVERED', 'OPENED', 'FAILED']);

/** Whether an event says what became of a message. */
export const isTold = ({ kind }: ChannelEvent): boolean => TOLD.has(kind);

/** Whether what the provider tells is the first we hear of its having taken the message. */
export const isUnsettled = ({ state, reason }: Pick<ToldRow, 'state' | 'reason'>): boolean =>
  state === 'SENDING' || state === 'QUEUED' || (state === 'FAILED' && reason === 'UNCERTAIN');

/**
 * What a message is after its provider has told something of it; null: that changes nothing. What arrived has been sent,
 * whatever we thought of it; a failure is believed of nothing that arrived, nor of what waits to be tried again.
 */
export function stateAfter(message: Pick<ToldRow, 'state' | 'reason' | 'clicked_at'>, kind: ToldKind): State | null {
  const { state, clicked_at } = message;
  if (state === 'SUPPRESSED' || (state === 'FAILED' && !isUnsettled(message)) || (kind === 'FAILED' && state === 'QUEUED') || (kind === 'SENT' && !isUnsettled(message))) return null;
  if (clicked_at !== null) return 'CLICKED';
  if (kind === 'FAILED') return state === 'SENT' || isUnsettled(message) ? 'FAILED' : state;
  if (kind === 'SENT' || kind === 'OPENED') return kind;
  return state === 'OPENED' || state === 'CLICKED' ? state : 'DELIVERED';
}
