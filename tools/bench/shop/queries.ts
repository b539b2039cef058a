/** What a till shows of a member. */
const MEMBER = `
  id number name status
  tier { tier { code name } since }
  points { balance pending lifetimeEarned }
  orders(first: 3) { nodes { id externalId status placedAt net { amount } } }
  stampCards { id stamps remaining program { name } }`;

export const ONE = `query One($phone: String!) { member(by: { phone: $phone }) {${MEMBER} } }`;
export const LIST = `query List { members(first: 50) { nodes {${MEMBER} } } }`;
