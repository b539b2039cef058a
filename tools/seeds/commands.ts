import type { Random } from './random';
import { judgeDue } from './rules/judge';
import { type OrderMessage, upsertOrders } from './rules/orders';
import { burnPoints, expirePoints, grantPoints, restorePoints, revokePoints } from './rules/points';
import type { Tills } from './tills';
import type { Unit } from './unit';

/** What is asked of the installation. Whatever has a key is done once for it, however often it is asked. */
export type Command =
  | { readonly kind: 'orders'; readonly messages: readonly OrderMessage[] }
  | { readonly kind: 'grant'; readonly key: string; readonly memberId: string; readonly points: number }
  /** `points` null: all there are. */
  | { readonly kind: 'burn'; readonly key: string; readonly memberId: string; readonly points: number | null }
  | { readonly kind: 'restore'; readonly key: string; readonly burnKey: string }
  | { readonly kind: 'revoke'; readonly key: string; readonly grantKey: string; readonly memberId: string; readonly portionBp: number }
  | { readonly kind: 'standing'; readonly memberId: string; readonly status: 'ACTIVE' | 'FROZEN' }
  | { readonly kind: 'expire' | 'judge' };

type Keyed = Extract<Command, { readonly key: string }>;

/** Makes up commands, of whoever and whatever was asked before. */
export class Asker {
  readonly asked: Keyed[] = [];

  constructor(private readonly random: Random, private readonly tills: Tills, private readonly memberIds: readonly string[]) {}

  next(now: Date): Command {
    const { random } = this;
    const turn = random.below(100);
    if (turn < 60) return { kind: 'orders', messages: Array.from({ length: random.pick([1, 1, 1, 3]) }, () => this.tills.next(now)) };
    if (turn < 80) return this.aboutPoints(turn);
    if (turn < 84) return { kind: 'standing', memberId: random.pick(this.memberIds), status: random.pick(['ACTIVE', 'ACTIVE', 'FROZEN']) };
    return { kind: turn < 92 ? 'expire' : 'judge' };
  }

  private aboutPoints(turn: number): Command {
    const { random } = this;
    const key = `key-${this.asked.length + 1}`;
    const memberId = random.pick(this.memberIds);
    const [burns, grants] = [this.asked.filter(({ kind }) => kind === 'burn'), this.asked.filter((each) => each.kind === 'grant')];
    if (turn < 66 && burns.length > 0) return this.ask({ kind: 'restore', key, burnKey: random.pick(burns).key });
    if (turn < 69 && grants.length > 0) {
      const grant = random.pick(grants);
      return this.ask({ kind: 'revoke', key, grantKey: grant.key, memberId: grant.memberId, portionBp: random.pick([3_333, 10_000]) });
    }
    const points = random.between(1, 25);
    if (turn < 76) return this.ask({ kind: 'burn', key, memberId, points: random.chance(60) ? null : points });
    return this.ask({ kind: 'grant', key, memberId, points });
  }

  private ask(command: Keyed): Command {
    this.asked.push(command);
    return command;
  }
}

/** Carries a command out, and answers what the caller is told. */
export function carryOut(unit: Unit, command: Command): string {
  if (!('key' in command)) return decide(unit, command);
  const known = unit.tx.row('answers', command.key);
  if (known) return known.answer;
  const answer = decide(unit, command);
  unit.tx.put('answers', command.key, { answer });
  return answer;
}

function decide(unit: Unit, command: Command): string {
  const answerTo = (key: string): string => unit.tx.row('answers', key)?.answer ?? '';
  switch (command.kind) {
    case 'orders': return upsertOrders(unit, command.messages);
    case 'grant': return grantPoints(unit, command.memberId, command.points);
    case 'burn': return burnPoints(unit, command.memberId, command.points);
    case 'restore': return restorePoints(unit, answerTo(command.burnKey));
    case 'revoke': return revokePoints(unit, command.memberId, answerTo(command.grantKey), command.portionBp);
    case 'expire': return expirePoints(unit);
    case 'judge': return judgeDue(unit);
    case 'standing': return setStanding(unit, command.memberId, command.status);
  }
}

function setStanding({ tx }: Unit, memberId: string, status: 'ACTIVE' | 'FROZEN'): string {
  const member = tx.row('members', memberId);
  if (!member) throw new Error('Nobody has this id');
  tx.put('members', memberId, { ...member, status });
  return status;
}
