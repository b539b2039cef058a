import type { Socket } from 'node:net';

/** CommandComplete of PostgreSQL's protocol, with the tag of a transaction that took effect. */
const COMMIT = Buffer.from('C\0\0\0\x0bCOMMIT\0', 'latin1');

/** Looks for bytes in a stream that comes in pieces. */
class Search {
  private tail: Buffer = Buffer.alloc(0);

  constructor(private readonly wanted: Buffer) {}

  isIn(piece: Buffer): boolean {
    const text = Buffer.concat([this.tail, piece]);
    this.tail = text.subarray(Math.max(0, text.length - this.wanted.length + 1));
    return text.includes(this.wanted);
  }
}

/** Finds the moment at which a transaction has taken effect and nobody knows. */
export class CommitInterception {
  private readonly searches = new Map<Socket, Search>();
  private connection: Socket | null = null;
  private readonly commit = new Search(COMMIT);

  /** @param text by which the transaction is known: among the values of one of its statements */
  constructor(private readonly text: string, private readonly onCommit: () => void) {}

  /** Sees what is sent to the database on a connection. */
  asked(connection: Socket, piece: Buffer): void {
    let search = this.searches.get(connection);
    if (!search) this.searches.set(connection, (search = new Search(Buffer.from(this.text))));
    if (search.isIn(piece)) this.connection = connection;
  }

  /** Whether this, which the database answered on a connection, says that the transaction has taken effect. */
  answered(connection: Socket, piece: Buffer): boolean {
    if (connection !== this.connection || !this.commit.isIn(piece)) return false;
    this.onCommit();
    return true;
  }
}
