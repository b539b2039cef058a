import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';
import { listenAt } from './fake-server';
import { Faults } from './faults';

export interface ReceivedMail {
  /** ISO 8601. */
  readonly at: string;
  readonly from: string;
  readonly to: readonly string[];
  /** As it came: headers, an empty line, body. */
  readonly source: string;
}

type Done = (error?: Error | null, message?: string) => void;

/** A mail server. A fault of `status` is a reply of SMTP (451: later; 550: never), to what stands in DATA. */
export class FakeSmtp {
  readonly username = 'fake-smtp-user';
  readonly password = 'fake-smtp-password';
  readonly mails: ReceivedMail[] = [];
  readonly faults = new Faults();
  /** How many connections there were. */
  connected = 0;
  /** Mailboxes that nobody has: refused at RCPT. */
  readonly absent = new Set<string>();
  private readonly server = new SMTPServer({
    authOptional: true, hideSTARTTLS: true, allowInsecureAuth: true, logger: false,
    onConnect: (_, done) => {
      this.connected += 1;
      done();
    },
    onAuth: ({ username, password }, _, done) => (username === this.username && password === this.password ? done(null, { user: username }) : done(new Error('Invalid username or password'))),
    onRcptTo: ({ address }, _, done) => (this.absent.has(address) ? done(reply(550, 'No such user here')) : done()),
    onData: (stream, session, done) => void this.take(stream, session, done).catch(done), // who sends breaks off
  });

  async open(port = 0): Promise<this> {
    // A connection that was cut is no fault of the server's.
    this.server.on('error', () => undefined);
    await listenAt(this.server.server, port);
    return this;
  }

  get port(): number {
    return (this.server.server.address() as AddressInfo).port;
  }

  get url(): string {
    return `smtp://127.0.0.1:${this.port}`;
  }

  close(): Promise<void> {
    return new Promise((closed) => this.server.close(closed));
  }

  private async take(stream: SMTPServerDataStream, session: SMTPServerSession, done: Done): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of stream) chunks.push(chunk as Buffer);
    const fault = this.faults.take();
    if (fault?.kind === 'status') return done(reply(fault.status, 'a fault'));
    if (fault?.kind === 'cut') return this.cut(session);
    const { mailFrom, rcptTo } = session.envelope;
    this.mails.push({ at: new Date().toISOString(), from: mailFrom === false ? '' : mailFrom.address, to: rcptTo.map(({ address }) => address), source: Buffer.concat(chunks).toString() });
    if (fault?.kind === 'cut-after') return this.cut(session);
    if (fault?.kind === 'slow') await new Promise((passed) => setTimeout(passed, fault.ms).unref());
    done(null, `OK: queued as ${this.mails.length}`);
  }

  private cut({ id }: SMTPServerSession): void {
    for (const connection of this.connections) if (connection.id === id) connection._socket.destroy();
  }

  /** The library shows its connections to nobody. */
  private get connections(): ReadonlySet<{ readonly id: string; readonly _socket: { destroy(): void } }> {
    return (this.server as unknown as { connections: Set<{ id: string; _socket: { destroy(): void } }> }).connections;
  }
}

const reply = (responseCode: number, text: string): Error => Object.assign(new Error(text), { responseCode });
