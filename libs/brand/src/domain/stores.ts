import { defineService } from '@regulars/plugin-sdk';

export interface StoreRef {
  /** The uuid. */
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly city: string | null;
  readonly address: string | null;
  /** Set when it was closed; orders of before may still come in. */
  readonly closedAt: Date | null;
}

/** The brand's stores, open and closed, kept in memory until one changes. */
export interface StoreDirectory {
  /** Codes that name no store are left out. */
  byCode(codes: readonly string[]): Promise<Map<string, StoreRef>>;
  /** By uuid; those that name no store are left out. */
  byIds(ids: readonly string[]): Promise<Map<string, StoreRef>>;
  /** In order of their codes. */
  all(): Promise<readonly StoreRef[]>;
}

export const Stores = defineService<StoreDirectory>('brand', 'stores');
