import type { Fault } from './faults';
import { type Controls, FakeServer, type Reply } from './fake-server';
import { readMail } from './read-mail';
import type { Listed } from './received-page';
import type { FakeSmtp } from './smtp';

/** What a fake of a mail server was sent, over HTTP: its own protocol shows it to nobody. */
export class FakeMailbox extends FakeServer {
  constructor(private readonly smtp: FakeSmtp) {
    super();
  }

  protected answer(): Reply {
    return { status: 404 };
  }

  protected override controls(): Controls {
    return { faults: ({ faults }) => this.smtp.faults.next(...((faults ?? []) as Fault[])), absent: ({ address }) => void this.smtp.absent.add(String(address)) };
  }

  protected override listed(): readonly Listed[] {
    return this.smtp.mails.map(({ at, from, to, source }) => ({ at, what: `${from} → ${to.join(', ')}`, status: 250, body: readMail(source) }));
  }
}
