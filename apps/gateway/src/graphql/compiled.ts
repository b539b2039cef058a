import { compileOperation, type PreparedOperation } from '@regulars/kernel';
import type { DocumentNode, GraphQLSchema } from 'graphql';
import { Lru } from '../lru';

const MAX_COMPILED = 1_000;

/** The operations of one schema that came back often enough to be worth compiling. */
export class CompiledOperations {
  private readonly known = new Lru<string, PreparedOperation['run'] | 'seen once'>(MAX_COMPILED);

  constructor(private readonly schema: GraphQLSchema) {}

  /** Null the first time: compiling costs as much as running it dozens of times, so it waits until the text comes back. */
  find(text: string, document: DocumentNode, operationName: string | undefined): PreparedOperation['run'] | null {
    const key = `${operationName ?? ''}\n${text}`;
    const known = this.known.get(key);
    if (typeof known === 'function') return known;
    if (known === undefined) {
      this.known.set(key, 'seen once');
      return null;
    }
    const compiled = compileOperation(this.schema, document, operationName);
    this.known.set(key, compiled);
    return compiled;
  }
}
