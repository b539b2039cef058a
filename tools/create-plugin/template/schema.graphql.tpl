"""What staff wrote down about a member."""
type {{Noun}}Note implements Node {
  id: ID!
  member: Member
  text: String!
  writtenAt: DateTime!
}

type {{Noun}}NoteConnection {
  edges: [{{Noun}}NoteEdge!]!
  nodes: [{{Noun}}Note!]!
  pageInfo: PageInfo!
  totalCount(limit: Int = 10000): Count!
}

type {{Noun}}NoteEdge {
  cursor: String!
  node: {{Noun}}Note!
}

type {{Noun}}NotePayload {
  note: {{Noun}}Note
  userErrors: [UserError!]!
}

input {{Noun}}NoteWriteInput {
  memberId: ID!
  text: String!
}

type {{Noun}}NoteWrittenEvent implements MemberEvent {
  cursor: String!
  data: JSON!
  id: ID!
  member: Member
  note: {{Noun}}Note
  occurredAt: DateTime!
  type: String!
  version: Int!
}

extend type Member {
  """The newest first."""
  {{camel}}Notes(after: String, first: Int): {{Noun}}NoteConnection!
}

extend type Mutation {
  {{camel}}NoteWrite(idempotencyKey: String!, input: {{Noun}}NoteWriteInput!): {{Noun}}NotePayload!
}

extend type Query {
  """The newest first."""
  {{camel}}Notes(after: String, first: Int): {{Noun}}NoteConnection!
}
