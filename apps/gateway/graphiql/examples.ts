import type { Audience } from './session';

export interface Example {
  readonly query: string;
  readonly variables?: string;
}

/** What examples need to know of the brand they run against. */
export interface Surroundings {
  /** The brand's now: a sandbox brand lives in another time. */
  readonly now: string;
}

const source = 'graphiql';
const json = (value: object): string => JSON.stringify(value, null, 2);

function staffExamples({ now }: Surroundings): Example[] {
  const customer = `guest-${Math.floor(Math.random() * 1e6)}`;
  const externalId = { source, id: customer };
  return [
    {
      query: `# 1. Somebody joins. Sent again with the same key, nothing happens twice.
mutation JoinMember($input: MemberJoinInput!, $key: String!) {
  memberJoin(input: $input, idempotencyKey: $key) {
    created
    member { id number name joinedAt tier { tier { name } } }
    userErrors { code message path }
  }
}`,
      variables: json({ input: { name: 'Ada Lovelace', email: `${customer}@example.com`, externalId }, key: `join-${customer}` }),
    },
    {
      query: `# 2. The till sends an order, and answers what it gave.
mutation SendOrder($input: OrderUpsertInput!, $key: String!) {
  orderUpsert(input: $input, idempotencyKey: $key) {
    order { id status net { amount currency } }
    effects { kind summary amount explanation }
    userErrors { code message path }
  }
}`,
      variables: json({
        input: {
          source, externalId: `order-${customer}`, revision: 1, status: 'PAID', channel: 'POS', member: { externalId }, placedAt: now,
          lines: [
            { number: 1, sku: 'T01', name: 'Pearl milk tea', quantity: 2, unitPrice: '60', refundedQuantity: 0 },
            { number: 2, sku: 'T05', name: 'Lemon tea', quantity: 1, unitPrice: '55', refundedQuantity: 0 },
          ],
        },
        key: `order-${customer}`,
      }),
    },
    {
      query: `# 3. The points, and why they are there.
query PointsAndWhy($by: MemberIdentifierInput!) {
  member(by: $by) {
    name
    tier { tier { name } progress { next { name } toNext { metric required have } } }
    points {
      balance pending lifetimeEarned nextExpiry { points on }
      entries(first: 5) { nodes { at kind points balanceAfter reason explanation order { externalId } } }
    }
  }
}`,
      variables: json({ by: { externalId } }),
    },
    {
      query: `# 4. Live: run this, then send an order from a second window of the browser.
subscription LiveEvents {
  memberEvents {
    type
    occurredAt
    member { name points { balance } }
    data
  }
}`,
    },
    {
      query: `# Everybody, a page at a time.
query Members {
  members(first: 10) {
    totalCount { value precision }
    nodes { id number name tier { tier { name } } points { balance } }
    pageInfo { hasNextPage endCursor }
  }
}`,
    },
  ];
}

const MEMBER: readonly Example[] = [
  {
    query: `# What a member sees of herself.
query Me {
  brand { name }
  me {
    name number
    tier { tier { name } until }
    points { balance nextExpiry { points on } entries(first: 5) { nodes { at kind points reason } } }
    orders(first: 5) { nodes { placedAt net { amount currency } } }
  }
}`,
  },
];

const PLATFORM: readonly Example[] = [
  {
    query: `# Who is on this installation, and what is installed.
query Installation {
  brands(first: 20) { nodes { code name currency timeZone plan { code } } }
  plans { code name plugins limits }
  plugins { id version requires limits }
}`,
  },
];

export function examplesFor(audience: Audience, surroundings: Surroundings): Example[] {
  if (audience === 'member') return [...MEMBER];
  return audience === 'platform' ? [...PLATFORM] : staffExamples(surroundings);
}
