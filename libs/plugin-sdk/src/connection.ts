import { Arg, Field, Int, ObjectType } from 'type-graphql';
import type { Class } from './context';
import { Count, PageInfo } from './graphql-types';

export interface Edge<T> {
  readonly cursor: string;
  readonly node: T;
}

/** What a list resolver answers; `count` runs only when `totalCount` is selected. */
export interface Connection<T> {
  readonly edges: readonly Edge<T>[];
  readonly nodes: readonly T[];
  readonly pageInfo: PageInfo;
  readonly count: (limit: number) => Promise<Count>;
}

const DEFAULT_LIMIT = 10_000;

type NodeTypeThunk = () => Class;

function edgeOf(nodeType: NodeTypeThunk, name: string) {
  @ObjectType(`${name}Edge`, { simpleResolvers: true })
  class EdgeType {
    @Field(() => String)
    cursor: string;

    @Field(nodeType as never)
    node: object;
  }
  return EdgeType;
}

/** Declares the GraphQL types `NameEdge` and `NameConnection`; use the answer as the type of a list field. */
export function connectionOf(nodeType: NodeTypeThunk, name: string): Class<Connection<unknown>> {
  const EdgeType = edgeOf(nodeType, name);

  @ObjectType(`${name}Connection`, { simpleResolvers: true })
  class ConnectionType {
    @Field(() => [EdgeType])
    edges: Edge<object>[];

    @Field((() => [nodeType()]) as never)
    nodes: object[];

    @Field(() => PageInfo)
    pageInfo: PageInfo;

    readonly count: (limit: number) => Promise<Count>;

    @Field(() => Count)
    totalCount(@Arg('limit', () => Int, { nullable: true, defaultValue: DEFAULT_LIMIT }) limit: number | null): Promise<Count> {
      return this.count(Math.max(0, Math.min(limit ?? DEFAULT_LIMIT, 1_000_000)));
    }
  }
  return ConnectionType as unknown as Class<Connection<unknown>>;
}

/** As `connectionOf`, for lists whose whole length is not offered. */
export function uncountedConnectionOf(nodeType: NodeTypeThunk, name: string): Class<Connection<unknown>> {
  const EdgeType = edgeOf(nodeType, name);

  @ObjectType(`${name}Connection`, { simpleResolvers: true })
  class ConnectionType {
    @Field(() => [EdgeType])
    edges: Edge<object>[];

    @Field((() => [nodeType()]) as never)
    nodes: object[];

    @Field(() => PageInfo)
    pageInfo: PageInfo;
  }
  return ConnectionType as unknown as Class<Connection<unknown>>;
}
