import { setMaxListeners } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import type { HTTPFetchError, messagingApi } from '@line/bot-sdk' with { 'resolution-mode': 'import' };
import type { ChannelContent, ChannelRun, OutgoingBatch, OutgoingMessage, SendOutcome } from '../channel';
import { failed, retry, sent, uncertain, unreachable } from '../outcomes';
import { asList, asObject, neverLeft, readObject, waitOf } from '../provider-call';
import { lineMessages } from './line-content';
import { retryKeyOf } from './line-webhook';

/** Messages of one content, which leave in one request. */
interface Group {
  readonly content: ChannelContent;
  readonly places: number[];
}

type Client = messagingApi.MessagingApiClient;

const AT_ONCE = 32;
/** ms before a request of which nothing is known is made again, under its key: of hundreds in a batch there is always one. */
const PAUSES = [100, 500];

/** One client of LINE's SDK. It is large, and loaded when somebody first writes by LINE. */
export async function lineClient({ credentials }: ChannelRun, url: string): Promise<Client> {
  const { messagingApi: api } = await import('@line/bot-sdk');
  return new api.MessagingApiClient({ channelAccessToken: String(credentials.channelAccessToken), baseURL: url });
}

/**
 * What is the same for several leaves in one multicast, the rest one by one. All requests have keys that come out of the
 * batch's: when nothing is known of one of them this throws, and the same batch may be sent again.
 */
export async function sendByLine(client: Client, { signal }: ChannelRun, { key, messages, withheld }: OutgoingBatch): Promise<SendOutcome[]> {
  const outcomes: SendOutcome[] = messages.map(() => uncertain);
  const groups = groupsOf(messages);
  setMaxListeners(0, signal); // each request under way is one
  const take = async ({ content, places }: Group): Promise<void> => {
    // Without one of them it would be another request: LINE may have refused the first for an address, and taken them one by one.
    if (places.some((place) => withheld?.has(messages[place]?.id ?? ''))) return;
    const to = places.map((place) => messages[place]?.to ?? '');
    const found = await sendGroup(client, { to, content, keyOf: (part) => retryKeyOf(key, `${places[0]}:${part}`) }, signal);
    for (const [at, place] of places.entries()) outcomes[place] = found[at] ?? failed('NO_OUTCOME');
  };
  await inTurns(groups, take);
  return outcomes;
}

/** A few at a time, all of them, also behind one that failed: what was accepted is then known the next time. */
async function inTurns<T>(groups: readonly T[], take: (group: T) => Promise<void>): Promise<void> {
  const faults: unknown[] = [];
  const waiting = groups.values();
  const worker = async (): Promise<void> => {
    for (const group of waiting) await take(group).catch((error: unknown) => faults.push(error));
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, groups.length) }, worker));
  if (faults.length > 0) throw faults[0];
}

function groupsOf(messages: readonly OutgoingMessage[]): Group[] {
  const groups = new Map<string, Group>();
  for (const [place, { content }] of messages.entries()) {
    const key = JSON.stringify(Object.keys(content).sort().map((name) => [name, content[name]]));
    const group = groups.get(key);
    if (group) group.places.push(place);
    else groups.set(key, { content, places: [place] });
  }
  return [...groups.values()];
}

interface Parcel {
  readonly to: readonly string[];
  readonly content: ChannelContent;
  readonly keyOf: (part: string) => string;
}

async function sendGroup(client: Client, { to, content, keyOf }: Parcel, signal: AbortSignal): Promise<SendOutcome[]> {
  const messages = lineMessages(content) as unknown as messagingApi.Message[];
  const push = (user: string, part: string): Promise<SendOutcome> => outcomeOf(signal, () => client.pushMessageWithHttpInfo({ to: user, messages }, keyOf(part)));
  if (to.length === 1) return [await push(to[0] ?? '', 'push')];
  const outcome = await outcomeOf(signal, () => client.multicastWithHttpInfo({ to: [...to], messages }, keyOf('multicast')));
  if (outcome.outcome !== 'FAILED' || !outcome.permanent) return to.map(() => outcome);
  // One address that LINE does not know fails all of them: each alone says which.
  const each: SendOutcome[] = [];
  await inTurns([...to.entries()], async ([at, user]) => void (each[at] = await push(user, `push:${at}`)));
  return each;
}

interface Answered {
  readonly httpResponse: { readonly headers: { get(name: string): string | null } };
}

async function outcomeOf(signal: AbortSignal, call: () => Promise<Answered>): Promise<SendOutcome> {
  for (let tries = 0; ; tries++) {
    try {
      const outcome = await askOnce(signal, call);
      // What it does not take now it may have taken before: under another key it would go out twice.
      if (tries > 0 && outcome.outcome === 'RETRY') throw new Error('LINE did not say what became of a request', { cause: outcome.reason });
      return outcome;
    } catch (error) {
      const pause = PAUSES[tries];
      if (signal.aborted || pause === undefined) throw error;
      await setTimeout(pause);
    }
  }
}

async function askOnce(signal: AbortSignal, call: () => Promise<Answered>): Promise<SendOutcome> {
  try {
    const { httpResponse } = await unlessAborted(signal, call);
    return sent(httpResponse.headers.get('x-line-request-id'));
  } catch (error) {
    return refusalOf(error as HTTPFetchError);
  }
}

/** The SDK's requests cannot be ended from outside: one that is late is left to itself. */
export async function unlessAborted<T>(signal: AbortSignal, call: () => Promise<T>): Promise<T> {
  signal.throwIfAborted();
  let stop = (): void => undefined;
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(new Error('LINE did not answer in time'));
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([call(), aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/** Throws where LINE may have accepted the request: the retry key tells, the next time. */
function refusalOf(error: Partial<HTTPFetchError>): SendOutcome {
  const { status, headers, body = '' } = error;
  if (status === undefined && neverLeft(error)) return retry('PROVIDER_UNREACHABLE');
  if (status === undefined || status >= 500) throw new Error('LINE did not say what became of a request', { cause: status ?? 'no answer' });
  if (status === 409) return sent(headers?.get('x-line-accepted-request-id') ?? null);
  // What is left of the month is another matter than the pace.
  if (status === 429) return /monthly limit/i.test(body) ? failed('PROVIDER_QUOTA') : retry('RATE_LIMITED', waitOf(headers?.get('retry-after') ?? null));
  if (status === 401 || status === 403) return retry('CREDENTIALS_REFUSED');
  return isAboutAddress(body) ? unreachable('ADDRESS_UNKNOWN') : failed('CONTENT_REFUSED');
}

function isAboutAddress(body: string): boolean {
  const answer = readObject(body);
  const isTo = (detail: unknown): boolean => /^to\b/.test(String(asObject(detail)?.property));
  return asList(answer?.details).some(isTo) || /property, 'to'/.test(String(answer?.message));
}
