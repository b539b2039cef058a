import type { Brand, Context, Json } from './context';
import { defineExtensionPoint } from './extension-point';
import { defineService } from './service';

/**
 * A tap is somebody outside to whom a brand's events are delivered: a row of `platform.event_tap` says which. What comes
 * is written down for it with the dispatch of the events, and delivered one event at a time, again until that succeeds.
 */
export interface TappedEvent {
  /** Of the tap, a uuid: the module's own name for whom it delivers to. */
  readonly tapId: string;
  readonly eventId: string;
  /** As `order.paid`. */
  readonly name: string;
  /** Tries so far, this one included. */
  readonly attempts: number;
  /** When this try began, by the database's clock. */
  readonly at: Date;
}

/** What came of one try. */
export type DeliveryOutcome =
  | { readonly outcome: 'DELIVERED'; readonly status: number }
  | {
      readonly outcome: 'FAILED';
      readonly reason: string;
      readonly status: number | null;
      /** Null: that was the last try. */
      readonly retryInMs: number | null;
      /** Nothing else is delivered before that: the receiver asked for it. */
      readonly pauseMs?: number;
    }
  /** This event cannot be delivered, now or later; others can. */
  | { readonly outcome: 'IMPOSSIBLE'; readonly reason: string }
  /** Nothing is to be delivered any more: the tap is disabled, and what waits for it is given up. */
  | { readonly outcome: 'ENDED'; readonly reason: string; readonly status: number | null }
  /** It is none of theirs: as if it had never been written down for them. */
  | { readonly outcome: 'UNSEEN' };

/** What one try works with: no transaction is open while it talks to anybody. */
export interface DeliveryRun {
  readonly brand: Brand;
  /** Ends the try early when the process stops; it does not count, then. */
  readonly signal: AbortSignal;
  /** A unit of work that writes nothing. */
  read<T>(work: (ctx: Context) => Promise<T>): Promise<T>;
  select(keyId: string, selection: EventSelection, eventId: string): Promise<Selected>;
}

/** How the audit tells that a tap is disabled. */
export interface TapNotice {
  /** Named as a mutation that does it would be. */
  readonly operation: string;
  /** What the brand knows the tap by: a public id. */
  readonly target: string;
}

/** A module that delivers events. Its taps carry its id. */
export interface EventDeliverer {
  /** Without it the operation is the module's id with `Disable`, and the target the uuid. */
  noticeOf?(tapId: string): TapNotice;
  deliver(run: DeliveryRun, event: TappedEvent): Promise<DeliveryOutcome>;
}

export const EventDeliverers = defineExtensionPoint<EventDeliverer>('platform', 'event-deliverers');

/** `{ id type … on OrderPaidEvent { order { id } } }`, on what the staff audience's subscription `field` gives. */
export interface EventSelection {
  readonly field: string;
  readonly text: string;
}

export type Selected =
  /** `errors`: of fields that are null because of them. */
  | { readonly outcome: 'SELECTED'; readonly value: Json; readonly errors: readonly string[] }
  /** The key was revoked, has expired, or never was. */
  | { readonly outcome: 'KEY_GONE' }
  /** The key may not be shown this event, or there is none. */
  | { readonly outcome: 'UNSEEN' }
  /** Not with the modules the brand has now: an unknown type of event, or a field. */
  | { readonly outcome: 'INVALID'; readonly problems: readonly string[] };

/** Selections that run later, over events, as the brand's API keys. */
export interface EventSelections {
  /** Why a selection cannot run over the brand's events, as the guard of every query and the schema say; none: it can. */
  problemsOf(selection: EventSelection): readonly string[];
  /** What the key would be shown of the event. It is shown to whoever asks, so that is what is written down of personal data. */
  select(keyId: string, selection: EventSelection, eventId: string): Promise<Selected>;
}

export const EventSelections = defineService<EventSelections>('platform', 'event-selections');
