import { createHash } from 'node:crypto';
import { compileOperation, type PreparedOperation } from '@regulars/kernel';
import type { DocumentNode, GraphQLSchema } from 'graphql';
import { Lru } from '../lru';

const MAX_COMPILED = 2_000;
const MAX_SEEN = 5_000;

/** What was compiled for all schemas together: what it takes does not grow with the number of schemas. */
export class CompiledCache {
  readonly compiled = new Lru<string, PreparedOperation['run']>(MAX_COMPILED);
  /** Digests of what came once. Apart from the others: texts that never come back push out none that do. */
  readonly seen = new Lru<string, true>(MAX_SEEN);
  private schemas = 0;

  /** Of one schema, and no other. */
  prefix(): string {
    return `${++this.schemas}\n`;
  }
}

/** The operations of one schema that came back often enough to be worth compiling. */
export class CompiledOperations {
  /** What the keys of this schema begin with, here and in other caches of several schemas. */
  readonly prefix: string;

  constructor(private readonly schema: GraphQLSchema, private readonly cache: CompiledCache) {
    this.prefix = cache.prefix();
  }

  /** Null the first time: compiling costs as much as running it dozens of times, so it waits until the text comes back. */
  find(text: string, document: DocumentNode, operationName: string | undefined): PreparedOperation['run'] | null {
    const key = `${this.prefix}${operationName ?? ''}\n${text}`;
    const known = this.cache.compiled.get(key);
    if (known) return known;
    const digest = createHash('sha256').update(key).digest('base64');
    if (!this.cache.seen.get(digest)) {
      this.cache.seen.set(digest, true);
      return null;
    }
    const compiled = compileOperation(this.schema, document, operationName);
    this.cache.compiled.set(key, compiled);
    return compiled;
  }
}
