import type { DevFake } from './fakes';

export interface DevBrand {
  readonly id: string;
  readonly apiKey: string;
  /** Names the brand to the member API before sign-in; no secret. */
  readonly publishableKey: string;
  readonly staffToken: string;
  readonly memberToken: string | null;
  readonly memberId: string | null;
}

/** What `npm start` leaves beside the database for whoever develops against it (mode 0600). */
export interface DevFile {
  readonly url: string;
  /** The owner's. */
  readonly databaseUrl: string;
  readonly platformToken: string;
  readonly brands: Readonly<Record<string, DevBrand>>;
  /** Of providers of messages; none where the operator says where these answer. */
  readonly fakes: Readonly<Record<string, DevFake>>;
}
