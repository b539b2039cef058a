import { defineEvent } from '@regulars/plugin-sdk';

/** How a member stands with the brand's LINE account changed. */
export interface MessageLineLinkChangedPayload {
  /** LINKED; BLOCKED: nothing can be sent; REFUSED: it was not linked. */
  readonly state: 'LINKED' | 'BLOCKED' | 'REFUSED';
  /** Of REFUSED: IDENTITY_TAKEN, OTHER_ACCOUNT, NOT_ACTIVE or LINK_FAILED. */
  readonly reason: string | null;
}

/** A member's phone has come near a beacon. It proves nothing: whoever gives something for it asks for more. Public ids. */
export interface StoreArrivedPayload {
  readonly storeId: string;
  /** When, by the provider's clock. */
  readonly at: string;
}

export const MessageLineLinkChanged = defineEvent<MessageLineLinkChangedPayload>('message.line-link-changed');
export const StoreArrived = defineEvent<StoreArrivedPayload>('store.arrived');
