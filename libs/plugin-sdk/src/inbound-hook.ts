import type { Context } from './context';
import { defineExtensionPoint } from './extension-point';
import { publicId } from './ids';

/** A request by which somebody else's software tells a brand something: what a provider of messages, of payments or of a shop calls a webhook. */
export interface InboundRequest {
  readonly method: 'GET' | 'POST';
  /** The address it was sent to, as `inboundUrl` gives it, with what stands behind `?`: some sign it. */
  readonly url: string;
  /** What stands in the path behind the module. */
  readonly path: readonly string[];
  /** Of a name that comes twice, the values joined with commas. */
  readonly query: Readonly<Record<string, string | undefined>>;
  /** Lower-case names; of one that came twice, the values joined with commas. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** As it came: signatures are over these bytes. */
  readonly body: Buffer;
}

export interface InboundAnswer {
  /** From 400 on, nothing that was written remains. */
  readonly status: number;
  readonly body?: string | object;
  /** In the place of a body: a page for people, without scripts. */
  readonly html?: string;
}

/** Takes what comes in at `/hooks/BRAND/MODULE/…`. */
export interface InboundHook {
  /** The module's id. */
  readonly module: string;
  /** In a transaction, as the system: who sent it has proved nothing yet, and may send it again. */
  receive(ctx: Context, request: InboundRequest): Promise<InboundAnswer>;
}

export const InboundHooks = defineExtensionPoint<InboundHook>('platform', 'inbound-hooks');

/** Where the world reaches this installation, by its environment's REGULARS_PUBLIC_URL, without a slash at the end; null where it says nothing. */
export const publicUrl = (): string | null => (process.env.REGULARS_PUBLIC_URL ?? '').replace(/(?<!\/)\/+$/, '') || null;

/** The path of a module's hook for a brand. */
export const inboundPath = (brandId: string, module: string, ...path: readonly string[]): string =>
  `/hooks/${[publicId('brd', brandId), module, ...path].map(encodeURIComponent).join('/')}`;

/** Where others call it; null where they cannot. */
export function inboundUrl(brandId: string, module: string, ...path: readonly string[]): string | null {
  const base = publicUrl();
  return base === null ? null : base + inboundPath(brandId, module, ...path);
}
