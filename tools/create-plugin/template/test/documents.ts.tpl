import type { TestCaller } from '@regulars/testing';

const JOIN = 'mutation ($input: MemberJoinInput!, $key: String!) { memberJoin(input: $input, idempotencyKey: $key) { member { id } userErrors { message } } }';

export const WRITE = `mutation ($input: {{Noun}}NoteWriteInput!, $key: String!) {
  {{camel}}NoteWrite(input: $input, idempotencyKey: $key) {
    note { id text member { id } }
    userErrors { code message path }
  }
}`;

/** A new member's id. */
export const join = async (staff: TestCaller, phone: string): Promise<string> => (await staff.one(JOIN, { input: { phone }, key: `join-${phone}` })).member.id;
