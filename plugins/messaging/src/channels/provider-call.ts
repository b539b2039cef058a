import type { ChannelRun } from './channel';

/** What a provider answered, whatever its status. */
export interface ProviderAnswer {
  readonly status: number;
  readonly body: string;
  /** ms it asks to be left alone for. */
  readonly retryAfter: number | null;
}

export interface ProviderCall {
  readonly url: string;
  readonly method: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

const PATIENCE = 15_000; // ms
const MAX_ANSWER = 64 * 1024; // bytes
const MAX_WAIT = 3_600_000; // ms
/** The request never left: whoever was called has seen nothing of it. */
const NEVER_LEFT = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'UND_ERR_CONNECT_TIMEOUT']);

/**
 * Calls a provider, following no redirection. Null: it was not reached, and has surely done nothing. It throws when the
 * request had left and nothing is known of it; the error tells nothing of what was sent.
 */
export async function callProvider({ signal }: Pick<ChannelRun, 'signal'>, { url, method, headers, body }: ProviderCall): Promise<ProviderAnswer | null> {
  signal.throwIfAborted();
  try {
    const response = await fetch(url, { method, headers, redirect: 'manual', signal: AbortSignal.any([signal, AbortSignal.timeout(PATIENCE)]), ...(body !== undefined && { body: body as string }) });
    return { status: response.status, body: await textOf(response), retryAfter: waitOf(response.headers.get('retry-after')) };
  } catch (error) {
    if (neverLeft(error)) return null;
    throw new Error('The provider did not answer', { cause: causeOf(error) });
  }
}

/** Whether an error of `fetch` says that nobody was reached. */
export const neverLeft = (error: unknown): boolean => NEVER_LEFT.has(String(causeOf(error)));

/** The code of what broke; the error itself may hold the URL, and so more than a log may. */
function causeOf(error: unknown): string {
  const { cause, name } = error as { cause?: { code?: string; name?: string }; name?: string };
  return cause?.code ?? cause?.name ?? name ?? 'unknown';
}

/** `Retry-After` in ms: seconds, or a date. */
export function waitOf(header: string | null): number | null {
  if (header === null) return null;
  const ms = /^\d+$/.test(header.trim()) ? Number(header) * 1_000 : Date.parse(header) - Date.now();
  return Number.isFinite(ms) ? Math.min(Math.max(ms, 0), MAX_WAIT) : null;
}

async function textOf(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > MAX_ANSWER) break;
    chunks.push(chunk as Uint8Array);
  }
  return Buffer.concat(chunks).toString();
}

/** An object out of JSON; null for anything else. */
export function readObject(text: string): Readonly<Record<string, unknown>> | null {
  try {
    return asObject(JSON.parse(text));
  } catch {
    return null;
  }
}

export const asObject = (value: unknown): Readonly<Record<string, unknown>> | null =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Readonly<Record<string, unknown>>) : null;

export const asList = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** The text, if it is one and no longer than an id of anybody's. */
export const asText = (value: unknown): string | null => (typeof value === 'string' && value !== '' && value.length <= 512 ? value : null);

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** One of our own ids that a provider gives back; null: none. */
export const asUuid = (value: unknown): string | null => (typeof value === 'string' && UUID.test(value) ? value : null);
