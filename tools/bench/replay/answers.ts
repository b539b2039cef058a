import { formatDecimal, publicId } from '@regulars/plugin-sdk';
import type { Plan, Run } from './plan';

/** What of a brand stands in every answer: a server that is made for these answers knows it. */
export interface Catalogue {
  readonly tiers: Readonly<Record<string, string>>;
  readonly programs: Readonly<Record<string, { readonly name: string; readonly slots: number }>>;
}

/** How the rows of an operation become an answer. */
export type Shape = { readonly kind: 'rows' } | ({ readonly kind: 'member' | 'list' } & Catalogue);

type Row = Readonly<Record<string, unknown>>;

const json = (value: unknown): string => JSON.stringify(value, (_, item: unknown) => (typeof item === 'bigint' ? item.toString() : item));

/** The answer's text. `rows`: what was read after the commit, as it is; `member` and `list`: what GraphQL would answer. */
export function answerOf(shape: Shape, plan: Plan, run: Run): string {
  if (shape.kind === 'rows') return json({ data: run.results.slice(lastCommit(plan)) });
  const queryAsOwner = (name: string): readonly Row[] => run.results[stepNamed(plan, name)] ?? [];
  const members = assemble(shape, queryAsOwner, shape.kind === 'list' ? queryAsOwner('member.list').slice(0, 50) : queryAsOwner('member.by-ids'));
  return JSON.stringify({ data: shape.kind === 'list' ? { members: { nodes: members } } : { member: members[0] ?? null } });
}

const lastCommit = (plan: Plan): number => plan.steps.findLastIndex(({ text }) => text === 'COMMIT') + 1;

const places = new WeakMap<Plan, Map<string, number>>();

function stepNamed(plan: Plan, name: string): number {
  let known = places.get(plan);
  if (!known) places.set(plan, (known = new Map()));
  let place = known.get(name);
  if (place === undefined) {
    place = plan.steps.find((step) => step.name === name || step.name?.startsWith(`${name}.`))?.index ?? -1;
    known.set(name, place);
  }
  return place;
}

function grouped(rows: readonly Row[], key: string): Map<unknown, Row[]> {
  const groups = new Map<unknown, Row[]>();
  for (const row of rows) {
    const own = groups.get(row[key]);
    if (own) own.push(row);
    else groups.set(row[key], [row]);
  }
  return groups;
}

function assemble({ tiers, programs }: Catalogue, queryAsOwner: (name: string) => readonly Row[], members: readonly Row[]): object[] {
  const wallets = new Map(queryAsOwner('points.wallet-balances').map((row) => [row.member_id, row]));
  const memberships = new Map(queryAsOwner('tier.present-memberships').map((row) => [row.member_id, row]));
  const orders = grouped(queryAsOwner('order.of-member.nested'), '_parent');
  const cards = grouped(queryAsOwner('stamp-card.cards-of-members'), 'member_id');
  return members.map((member) => {
    const wallet = wallets.get(member.id);
    const membership = memberships.get(member.id);
    const code = (membership?.tier_code ?? 'MEMBER') as string;
    return {
      id: publicId('mbr', member.id as string), number: member.number, name: member.name, status: member.status,
      tier: { tier: { code, name: tiers[code] }, since: membership?.since ?? membership?.joined_at },
      points: { balance: wallet?.balance ?? 0, pending: wallet?.pending ?? 0, lifetimeEarned: wallet?.lifetime_earned ?? 0 },
      orders: { nodes: (orders.get(member.id) ?? []).slice(0, 3).map(orderOf) },
      stampCards: (cards.get(member.id) ?? []).map((card) => cardOf(card, programs)),
    };
  });
}

const orderOf = (order: Row): object => ({
  id: publicId('ord', order.id as string), externalId: order.external_id, status: order.status, placedAt: order.placed_at,
  net: { amount: formatDecimal(order.net as bigint, 2) },
});

function cardOf(card: Row, programs: Catalogue['programs']): object {
  const program = programs[card.program_id as string];
  return { id: publicId('scd', card.id as string), stamps: card.stamps, remaining: (program?.slots ?? 0) - (card.stamps as number), program: { name: program?.name } };
}
