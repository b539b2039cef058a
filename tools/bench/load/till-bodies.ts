import { COMMIT, newQuote, newSale, QUOTE } from '../shop/till';

/** A till's requests for these members in turn. */
export type TillRequests =
  | { readonly kind: 'quotes'; readonly memberIds: readonly string[] }
  /** Each with the next coupons of the member's; external ids begin with `prefix`. */
  | { readonly kind: 'sales'; readonly members: readonly { readonly id: string; readonly codes: readonly string[] }[]; readonly prefix: string; readonly codesOfSale: number };

export const isOfTill = (requests: { readonly kind: string }): requests is TillRequests => requests.kind === 'quotes' || requests.kind === 'sales';

/** A quote lives for ten minutes. */
const FRESH = 8 * 60_000; // ms
const quoted = new Map<string, { readonly id: string; readonly at: number }>();

/** A quote for each member, unless there is a fresh one: what a sale begins with is no part of its time. */
async function quote(memberIds: readonly string[], post: (body: string) => Promise<string>): Promise<void> {
  for (const memberId of memberIds) {
    if (Date.now() - (quoted.get(memberId)?.at ?? 0) < FRESH) continue;
    const body = await post(JSON.stringify({ operationName: 'Quote', query: QUOTE, variables: newQuote(memberId) }));
    const answer = JSON.parse(body) as { data?: { tillQuote: { quote: { id: string } | null } } };
    const id = answer.data?.tillQuote.quote?.id;
    if (id === undefined) throw new Error(`A quote was refused: ${body.slice(0, 500)}`);
    quoted.set(memberId, { id, at: Date.now() });
  }
}

export async function tillBodies(requests: TillRequests, post: (body: string) => Promise<string>): Promise<() => string> {
  let serial = 0;
  if (requests.kind === 'quotes') {
    const { memberIds } = requests;
    return () => JSON.stringify({ operationName: 'Quote', query: QUOTE, variables: newQuote(memberIds[++serial % memberIds.length] as string) });
  }
  const { members, prefix, codesOfSale } = requests;
  await quote(members.map(({ id }) => id), post);
  return () => {
    const { id, codes } = members[++serial % members.length] as (typeof members)[number];
    const chosen = Array.from({ length: codesOfSale }, (_, index) => codes[(serial + index) % codes.length] as string);
    return JSON.stringify({ operationName: 'Commit', query: COMMIT, variables: newSale(quoted.get(id)?.id as string, chosen, `${prefix}-${serial}`) });
  };
}
