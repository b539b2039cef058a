import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { runInNewContext } from 'node:vm';
import type { FakePush, PushSubscriptionJson } from '../fakes/push';

type Ask = (document: string, variables?: Record<string, unknown>) => Promise<unknown>;

/** What the guide gives a page. */
interface Page {
  subscribe(ask: Ask): Promise<boolean>;
  unsubscribe(ask: Ask): Promise<void>;
}

interface Subscription {
  readonly endpoint: string;
  readonly options: { readonly applicationServerKey: Buffer };
  toJSON(): PushSubscriptionJson & { readonly expirationTime: null };
  unsubscribe(): Promise<boolean>;
}

const guide = readFileSync(resolve(__dirname, '../../docs/channels.md'), 'utf8');

/** The code below a mark of the guide. */
function codeAt(mark: string): string {
  const [, code] = (guide.split(`<!-- ${mark} -->\n\`\`\`js\n`)[1] ?? '').split(/(^[\s\S]*?)```/);
  if (!code) throw new Error(`The guide has no code at ${mark}`);
  return code;
}

/** As much of a browser as the guide's page and worker ask of one. It keeps its subscription until the page lets it go, whatever its push service says. */
export class Browser {
  /** Whether who sits before it lets the page write. */
  permission = 'granted';
  current: Subscription | null = null;
  /** How often it was made to subscribe. */
  subscribed = 0;
  private readonly listeners = new Map<string, (event: object) => void>();

  constructor(private readonly push: FakePush) {
    runInNewContext(codeAt('worker'), { self: { addEventListener: (name: string, listener: (event: object) => void) => this.listeners.set(name, listener), ...this.worker } });
  }

  private readonly notified: { readonly title: string; readonly data: object }[] = [];
  private readonly opened: string[] = [];
  private readonly worker = {
    registration: { showNotification: (title: string, options: { readonly data: object }) => void this.notified.push({ title, ...options }) },
    clients: { openWindow: (url: string) => void this.opened.push(url) },
  };

  /** The page of the guide, in this browser. */
  get page(): Page {
    const pushManager = { getSubscription: () => Promise.resolve(this.current), subscribe: (options: { readonly applicationServerKey: string }) => this.subscribe(options.applicationServerKey) };
    const serviceWorker = { register: () => Promise.resolve(), ready: Promise.resolve({ pushManager }) };
    const globals = { navigator: { serviceWorker }, Notification: { requestPermission: () => Promise.resolve(this.permission) }, btoa, String, Uint8Array };
    return runInNewContext(`${codeAt('page').replaceAll('export ', '')}\n({ subscribe, unsubscribe })`, globals) as Page;
  }

  /** What is shown of a message, and where a click on it leads. */
  receive(text: string): { readonly shown: object | undefined; readonly leadsTo: string | undefined } {
    const waitUntil = (): void => undefined;
    this.listeners.get('push')?.({ data: { json: () => JSON.parse(text) as object }, waitUntil });
    const shown = this.notified.at(-1);
    this.listeners.get('notificationclick')?.({ notification: { ...shown, close: waitUntil }, waitUntil });
    return { shown, leadsTo: this.opened.at(-1) };
  }

  private subscribe(key: string): Promise<Subscription> {
    if (this.current) return Promise.resolve(this.current);
    const made = this.push.subscribe();
    this.subscribed += 1;
    this.current = {
      endpoint: made.endpoint, options: { applicationServerKey: Buffer.from(key, 'base64url') }, toJSON: () => ({ ...made, expirationTime: null }),
      unsubscribe: () => {
        this.push.unsubscribe(made);
        this.current = null;
        return Promise.resolve(true);
      },
    };
    return Promise.resolve(this.current);
  }
}
