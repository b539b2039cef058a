import { setTimeout as sleep } from 'node:timers/promises';
import { formatCursor, type LoggedEvent, onceAudited, type PlatformRuntime, type Scope } from '@regulars/kernel';
import type { StoredEvent } from '@regulars/plugin-sdk';
import { type DocumentNode, execute, type ExecutionResult, type GraphQLError } from 'graphql';
import type { Call } from '../graphql/call';
import { codeOf } from '../graphql/errors';
import type { SchemaRuntime, SchemaRuntimes } from '../graphql/schema-runtime';
import type { Slots } from './slots';

export interface SubscriptionRequest {
  readonly scope: Scope & { readonly brandId: string };
  readonly query: string;
  readonly operationName: string | null;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly call: Call;
}

/** What executions need of the process. */
export interface Installation {
  readonly platform: PlatformRuntime;
  readonly runtimes: SchemaRuntimes;
  /** Executions at a time, so that live events leave connections to everybody else. */
  readonly slots: Slots;
  readonly onExecuted: () => void;
}

/** What keeps a subscription from running. */
export class Refusal extends Error {
  constructor(readonly errors: readonly GraphQLError[]) {
    super('The subscription cannot run');
  }
}

const MAX_TRIES = 20;
const PAUSE = 250; // ms before an execution that found no database is tried again
const PASSING: readonly string[] = ['UNAVAILABLE', 'CONFLICT'];

/** Whether the same execution would succeed a little later: then nobody gets to see the failure. */
const isPassing = ({ errors }: ExecutionResult): boolean => errors?.some((error) => PASSING.includes(codeOf(error))) ?? false;

/** What the field's resolver gets as its root. */
type LiveRoot = StoredEvent & { readonly cursor?: string };

/** A subscription's selection, executed over one event after the other, each in a read-only unit of work of its own. */
export class Execution {
  constructor(private readonly installation: Installation, private readonly runtime: SchemaRuntime, private readonly document: DocumentNode, private readonly request: SubscriptionRequest) {}

  /** The serialised answer; null when the brand's modules are not those of this schema any more. */
  async render(event: LoggedEvent): Promise<string | null> {
    const result = await this.run({ ...event, cursor: formatCursor(event.cursor) });
    return result && this.serialise(result);
  }

  /** The serialised answer over what stands for the present. @throws Refusal when there is no such thing */
  async present(root: StoredEvent): Promise<string> {
    const result = await this.run(root);
    if (!result?.data) throw new Refusal(result?.errors ?? []);
    return this.serialise(result);
  }

  private serialise({ data, errors }: ExecutionResult): string {
    return JSON.stringify(errors ? { data, errors: this.request.call.format(errors) } : { data });
  }

  private run(root: LiveRoot): Promise<ExecutionResult | null> {
    const { slots, onExecuted } = this.installation;
    return slots.run(async () => {
      for (let tries = 1; ; tries++) {
        const result = await this.attempt(root);
        if (result === null) return null;
        if (result !== 'stale' && (!isPassing(result) || tries >= MAX_TRIES)) {
          onExecuted();
          return result;
        }
        if (result !== 'stale') await sleep(PAUSE);
      }
    });
  }

  private async attempt(root: LiveRoot): Promise<ExecutionResult | 'stale' | null> {
    const { platform, runtimes } = this.installation;
    const { scope, operationName, variables } = this.request;
    const ctx = await platform.open(scope);
    try {
      if (runtimes.of(ctx).key !== this.runtime.key) return null;
      const result = await execute({ schema: this.runtime.schema, document: this.document, operationName, variableValues: variables, contextValue: ctx, rootValue: root });
      if (!ctx.isStale) return await onceAudited(ctx, this.document, operationName, result);
      await platform.brands.reread(scope.brandId);
      return 'stale';
    } finally {
      await ctx.end();
    }
  }
}
