import { executeOperation, type PlatformRuntime, type Scope, type Traffic } from '@regulars/kernel';
import type { GraphQLError } from 'graphql';
import { failureText } from './failure-text';

/** Whatever shape the document asks for. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- a spec asserts the whole answer, types would only repeat the document
export type Data = any;

export interface Answer {
  readonly data?: Data;
  /** Without locations, so that a spec can state them exactly. */
  readonly errors?: readonly { readonly message: string; readonly path?: readonly (string | number)[]; readonly extensions?: Readonly<Record<string, unknown>> }[];
}

type Sent = Omit<Traffic, 'inFlight'>;

/** What a document cost, from its first statement to its answer. */
export interface Cost extends Sent {
  readonly data: Data;
}

type Variables = Readonly<Record<string, unknown>>;

/** Somebody with a credential, calling the API without HTTP. */
export class TestCaller {
  constructor(private readonly runtime: PlatformRuntime, readonly scope: Scope) {}

  /** The answer as a client would read it. */
  async run(document: string, variables: Variables = {}): Promise<Answer> {
    return (await this.execute(document, variables)).answer;
  }

  /** The data of an answer that has neither errors nor userErrors; throws with what went wrong otherwise. */
  async ok(document: string, variables: Variables = {}): Promise<Data> {
    return (await this.succeed(document, variables)).data;
  }

  /** The one thing the document asks for: `ok` without the name of its root field. */
  async one(document: string, variables: Variables = {}): Promise<Data> {
    return Object.values((await this.ok(document, variables)) as object)[0];
  }

  /** What it costs; throws when it fails. A brand's first use in a process costs more: ask twice. */
  async traffic(document: string, variables: Variables = {}): Promise<Cost> {
    return this.succeed(document, variables);
  }

  async countStatements(document: string, variables: Variables = {}): Promise<number> {
    return (await this.succeed(document, variables)).statements;
  }

  async countFlushes(document: string, variables: Variables = {}): Promise<number> {
    return (await this.succeed(document, variables)).flushes;
  }

  /** The same caller, served by another process. */
  via(runtime: PlatformRuntime): TestCaller {
    return new TestCaller(runtime, this.scope);
  }

  private async succeed(document: string, variables: Variables): Promise<Cost> {
    const { answer, causes, traffic } = await this.execute(document, variables);
    const failure = failureText(answer, causes);
    if (failure) throw new Error(failure);
    return { ...traffic, data: answer.data };
  }

  private async execute(query: string, variables: Variables): Promise<{ answer: Answer; causes: readonly GraphQLError[]; traffic: Sent }> {
    let traffic: Sent = { flushes: 0, statements: 0, names: [] };
    const result = await executeOperation(this.runtime, this.scope, { query, variables }, ({ traffic: { flushes, statements, names } }) => {
      traffic = { flushes, statements, names: [...names] }; // the connection's return comes after the answer
    });
    const errors = result.errors?.map(({ message, path, extensions }) => ({ message, path, extensions }));
    const answer = JSON.parse(JSON.stringify({ data: result.data, ...(errors && errors.length > 0 ? { errors } : {}) })) as Answer;
    return { answer, causes: result.errors ?? [], traffic };
  }
}
