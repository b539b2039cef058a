import { DAY, MINUTE } from '@regulars/plugin-sdk';
import { type EmailShape } from '../../../src/domain/fraud/facts';
import { Random } from './random';

/** A program that pays for a friend's first order of 100.00 or more. */
export const MIN_NET = 10_000n;

export interface Person {
  readonly id: string;
  readonly joinedAt: number;
  readonly isStaff: boolean;
  /** Was a member and erased, with the same phone. */
  readonly wasErased: boolean;
  readonly email: EmailShape;
  readonly traits: readonly string[];
  readonly network: string | null;
  readonly device: string | null;
  /** Of its own accord, before it brings anybody. */
  readonly boughtAt: number | null;
}

export interface Purchase {
  readonly at: number;
  readonly store: string;
  readonly net: bigint;
  readonly refundedAt: number | null;
}

/** Somebody gives a code at a moment, and what the friend does then. */
export interface Claim {
  readonly program: number;
  readonly referrer: Person;
  readonly referee: Person;
  readonly at: number;
  readonly order: Purchase | null;
  readonly returnedAt: number | null;
  /** By construction nothing may ever be paid for it. */
  readonly isForbidden: boolean;
}

/** Milliseconds since some day at noon. */
export const NOON = Date.UTC(2026, 2, 2, 4);

/** Makes people and what they claim; knows of no signal and of no rule. */
export class World {
  readonly claims: Claim[] = [];
  private made = 0;

  constructor(readonly random: Random) {}

  name(kind: string): string {
    this.made++;
    return `${kind}-${this.made}`;
  }

  /** A member of some standing, who has bought before, on a network and a device of its own. */
  person(joinedAt: number, given: Partial<Person> = {}): Person {
    return {
      id: this.name('member'), joinedAt, isStaff: false, wasErased: false, email: this.random.chance(0.6) ? 'PLAIN' : 'NONE', traits: [this.name('inbox')],
      network: this.name('network'), device: this.name('device'), boughtAt: null, ...given,
    };
  }

  /** Somebody who has been a customer for a while. */
  customer(at: number, given: Partial<Person> = {}): Person {
    const joinedAt = at - this.random.between(20, 400) * DAY;
    return this.person(joinedAt, { boughtAt: joinedAt + this.random.between(0, 5) * DAY, ...given });
  }

  claim(referrer: Person, referee: Person, given: Partial<Claim> = {}): void {
    this.claims.push({ program: 1, referrer, referee, at: referee.joinedAt + this.random.between(0, 5) * MINUTE, order: null, returnedAt: null, isForbidden: false, ...given });
  }

  /** An order as customers make them: so many cost just what the program asks, the rest more. */
  purchase(at: number, near: number, given: Partial<Purchase> = {}): Purchase {
    const net = this.random.chance(near) ? this.random.whole(10_000, 11_499) : 11_500 + Math.floor(this.random.wait(9_000));
    return { at, store: `store-${this.random.whole(1, 30)}`, net: BigInt(net), refundedAt: null, ...given };
  }

  /** When somebody comes again: at least a day later, if at all. */
  comesAgain(at: number, share: number, meanDays = 9): number | null {
    return this.random.chance(share) ? at + DAY + this.random.wait(meanDays * DAY) : null;
  }
}
