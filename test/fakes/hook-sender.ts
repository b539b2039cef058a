/** One webhook, as it left. */
export interface SentHook {
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
  /** What was answered; null while nobody has. */
  readonly status: number | null;
  readonly answer: string;
}

export interface Hook {
  readonly url: string;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Sends a provider's webhooks: at once and once; or, as it is told, each twice, or later and the other way round. */
export class HookSender {
  readonly sent: SentHook[] = [];
  /** Each leaves twice, the second a copy of the first. */
  twice = false;
  private held: Hook[] | null = null;

  /** Keeps what is to be sent from now on. */
  hold(): void {
    this.held ??= [];
  }

  /** Sends what was kept, the last first if `reversed`. */
  async release({ reversed = false }: { readonly reversed?: boolean } = {}): Promise<void> {
    const held = this.held ?? [];
    this.held = null;
    for (const hook of reversed ? held.toReversed() : held) await this.send(hook);
  }

  async send(hook: Hook): Promise<void> {
    if (this.held) {
      this.held.push(hook);
      return;
    }
    await this.post(hook);
    if (this.twice) await this.post(hook);
  }

  private async post({ url, body, headers }: Hook): Promise<void> {
    try {
      const response = await fetch(url, { method: 'POST', headers, body });
      this.sent.push({ body, headers, status: response.status, answer: await response.text() });
    } catch {
      this.sent.push({ body, headers, status: null, answer: '' });
    }
  }
}
