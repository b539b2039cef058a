import { type Context, type DeliveryOutcome, type DeliveryRun, type EventDeliverer, type Networks, publicId, type Resolve, type Selected, type TapNotice, type TappedEvent } from '@regulars/plugin-sdk';
import { selectEndpoints } from '../data/endpoint.statements';
import { ENDPOINT_PREFIX } from './endpoints';
import { messageOf } from './message';
import { signingSecrets } from './secrets';
import { selectionOf } from './selection';
import { type Answer, post } from './sending/post';
import { SendFault } from './sending/resolve';
import { readRetryAfter, retryIn } from './sending/retries';

/** Too many requests, and out of service: `Retry-After` is meant for all that would be sent. */
const BUSY: ReadonlySet<number> = new Set([429, 503]);
const GONE = 410;

interface Receiver {
  readonly url: string;
  readonly query: string;
  readonly keyId: string;
  readonly secrets: readonly string[];
}

async function receiverOf(ctx: Context, endpointId: string): Promise<Receiver | null> {
  const [[endpoint], secrets] = await Promise.all([ctx.sql(selectEndpoints([endpointId])), signingSecrets(ctx, endpointId)]);
  return endpoint ? { url: endpoint.url, query: endpoint.query, keyId: endpoint.key_id, secrets } : null;
}

/** What is sent depends on the key's rights and the brand's modules as they are now; what cannot be sent, on why. */
function outcomeOfUnselected(selected: Exclude<Selected, { readonly outcome: 'SELECTED' }>): DeliveryOutcome {
  switch (selected.outcome) {
    case 'KEY_GONE':
      return { outcome: 'ENDED', reason: 'The API key was revoked or has expired', status: null };
    case 'UNSEEN':
      return { outcome: 'UNSEEN' };
    case 'INVALID':
      return { outcome: 'IMPOSSIBLE', reason: selected.problems.join(' ').slice(0, 300) || 'Nothing is shown of it' };
  }
}

function outcomeOf({ status, retryAfter }: Answer, { attempts, at }: TappedEvent): DeliveryOutcome {
  if (status >= 200 && status < 300) return { outcome: 'DELIVERED', status };
  if (status === GONE) return { outcome: 'ENDED', reason: 'The receiver answered 410 Gone', status };
  const retryAfterMs = readRetryAfter(retryAfter, at);
  const reason = status >= 300 && status < 400 ? `The receiver answered ${status}: redirects are not followed` : `The receiver answered ${status}`;
  const retryInMs = retryIn(attempts, retryAfterMs);
  return { outcome: 'FAILED', status, reason, retryInMs, ...(BUSY.has(status) && retryAfterMs !== null && retryInMs !== null ? { pauseMs: Math.min(retryAfterMs, retryInMs) } : {}) };
}

/** Sends an event to its endpoint. */
export class Sender implements EventDeliverer {
  constructor(private readonly networks: Networks, private readonly resolve?: Resolve) {}

  noticeOf(tapId: string): TapNotice {
    return { operation: 'webhookEndpointDisable', target: publicId(ENDPOINT_PREFIX, tapId) };
  }

  async deliver(run: DeliveryRun, event: TappedEvent): Promise<DeliveryOutcome> {
    const receiver = await run.read((ctx) => receiverOf(ctx, event.tapId));
    if (!receiver) return { outcome: 'UNSEEN' };
    const selected = await run.select(receiver.keyId, selectionOf(receiver.query), event.eventId);
    if (selected.outcome !== 'SELECTED') return outcomeOfUnselected(selected);
    const { headers, body } = messageOf(event.eventId, selected.value, event.at, receiver.secrets);
    try {
      const answer = await post(new URL(receiver.url), headers, body, { networks: this.networks, signal: run.signal, ...(this.resolve ? { resolve: this.resolve } : {}) });
      return outcomeOf(answer, event);
    } catch (error) {
      if (!(error instanceof SendFault)) throw error;
      return { outcome: 'FAILED', status: null, reason: error.message, retryInMs: retryIn(event.attempts, null) };
    }
  }
}
