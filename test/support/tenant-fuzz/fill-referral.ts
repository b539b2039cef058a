import type { WholeShop } from '../shop';

/** A live program whose texts all say whose it is, by which the member has brought somebody. */
export async function bringFriend({ staff }: WholeShop, mark: string, memberId: string): Promise<void> {
  const input = {
    code: `${mark}-friends`, name: `${mark} friends`, target: `https://${mark}.example.com/join`, startsAt: '2025-01-01T00:00:00Z', acknowledgement: `${mark} filing`,
    rules: [{ key: `${mark}-join`, on: 'JOIN', reward: { kind: 'points', spec: { points: 5 } } }],
  };
  const { program } = await staff.one('mutation ($input: ReferralProgramInput!) { referralProgramCreate(input: $input) { program { id } userErrors { path message } } }', { input });
  await staff.ok('mutation ($id: ID!) { referralProgramPublish(id: $id) { userErrors { message } } }', { id: program.id });
  const { link } = await staff.one('mutation ($p: ID!, $m: ID!, $key: String!) { referralLinkCreate(programId: $p, memberId: $m, idempotencyKey: $key) { link { code } userErrors { message } } }', { p: program.id, m: memberId, key: `${mark}-link` });
  const friend = { externalId: { source: `${mark}-pos`, id: `${mark}-friend` }, recruitmentLink: link.code };
  await staff.ok('mutation ($input: MemberJoinInput!, $key: String!) { memberJoin(input: $input, idempotencyKey: $key) { userErrors { message path } } }', { input: friend, key: `${mark}-friend` });
  const { nodes } = await staff.one('query ($p: ID) { referralEdges(programId: $p, first: 1) { nodes { id } } }', { p: program.id });
  await staff.ok('mutation ($id: ID!, $key: String!) { referralReviewOpen(edgeId: $id, reason: "odd", idempotencyKey: $key) { userErrors { message } } }', { id: nodes[0].id, key: `${mark}-review` });
}
