import {
  type GraphQLArgument, type GraphQLField, type GraphQLInputType, type GraphQLNamedType, type GraphQLSchema, getNamedType, getNullableType, isCompositeType, isEnumType, isInputObjectType, isInterfaceType,
  isListType, isNonNullType, isObjectType,
} from 'graphql';

/** What no sane client sends, and what a sane one does. */
const STRINGS = [
  '', ' ', '0912345678', '王小明', 'e\u0301'.repeat(20), '\u202eabc', '\ud83d\ude00', '\u0000', "'; DROP TABLE member.member; --", '%_\\', 'x'.repeat(2_000), '2026-02-30', '2026-01-04T04:00:00Z',
  '-1', '1e308', 'NaN', '../../etc/passwd', '{{7*7}}', 'mbr_00000000000000000000000000', 'ord_00000000000000000000000000', '__proto__', 'null', '\ud800', '9'.repeat(40), '１２３',
];
const NUMBERS = [0, 1, -1, 5, 100, 2_147_483_647, -2_147_483_648, 2_147_483_648, 1e21, 0.5, -0.0001];
const MODES = ['valid', 'wrong', 'mutated'] as const;

export interface Written {
  readonly mode: (typeof MODES)[number];
  readonly body: string;
}

/** Writes requests at random: such as are valid, such whose values are not, and such as are hardly GraphQL. */
export class QueryWriter {
  private mode: Written['mode'] = 'valid';
  private variables: Record<string, unknown> = {};
  private declared: string[] = [];

  constructor(private readonly schema: GraphQLSchema, private readonly random: (below: number) => number) {}

  request(): Written {
    this.mode = MODES[this.random(MODES.length)] ?? 'valid';
    this.variables = {};
    this.declared = [];
    const kind = this.random(3) === 0 ? 'mutation' : 'query';
    const type = (kind === 'mutation' ? this.schema.getMutationType() : this.schema.getQueryType()) ?? this.schema.getQueryType();
    const fields = Object.values(type?.getFields() ?? {});
    const field = this.pick(fields) as GraphQLField<unknown, unknown>;
    const text = this.field(field, 3);
    const query = `${kind}${this.declared.length > 0 ? `(${this.declared.join(', ')})` : ''} { ${text} }`;
    return { mode: this.mode, body: JSON.stringify({ query: this.mode === 'mutated' ? this.mutated(query) : query, variables: this.variables }) };
  }

  private pick<T>(from: readonly T[]): T | undefined {
    return from[this.random(from.length)];
  }

  private field(field: GraphQLField<unknown, unknown>, depth: number): string {
    const given = field.args.filter((arg) => this.isRequired(arg) || this.random(3) === 0).map((arg) => `${arg.name}: ${this.argument(arg)}`);
    return `${field.name}${given.length > 0 ? `(${given.join(', ')})` : ''}${this.selection(getNamedType(field.type), depth)}`;
  }

  private isRequired({ type, defaultValue }: GraphQLArgument): boolean {
    return isNonNullType(type) && defaultValue === undefined && (this.mode !== 'wrong' || this.random(10) > 0);
  }

  private selection(type: GraphQLNamedType, depth: number): string {
    if (!isCompositeType(type)) return '';
    const fields = isObjectType(type) || isInterfaceType(type) ? Object.values(type.getFields()).filter((field) => (depth > 0 || !isCompositeType(getNamedType(field.type))) && this.random(3) === 0) : [];
    const possible = isObjectType(type) ? [] : [this.pick(this.schema.getPossibleTypes(type))].filter((one) => one !== undefined);
    const parts = [...fields.slice(0, 8).map((field, index) => `f${depth}_${index}: ${this.field(field, depth - 1)}`), ...possible.map((one) => `... on ${one.name} ${this.selection(one, Math.min(depth - 1, 1))}`)];
    return ` { __typename ${this.fewAliases(parts.join(' '))} }`;
  }

  /** Aliases keep fields with arguments apart, but only so many are let through. */
  private fewAliases(text: string): string {
    return this.random(2) === 0 ? text.replace(/f\d_\d: /g, '') : text;
  }

  private argument({ type }: GraphQLArgument): string {
    const value = this.value(type, 0);
    if (this.random(2) === 0) return this.literal(value, type);
    const name = `v${this.declared.length}`;
    this.declared.push(`$${name}: ${String(type)}`);
    this.variables[name] = value;
    return `$${name}`;
  }

  private value(type: GraphQLInputType, depth: number): unknown {
    if (this.mode === 'wrong' && this.random(4) === 0) return this.pick([null, ...STRINGS, ...NUMBERS, [], {}, [null], { a: 1 }, true]);
    if (isNonNullType(type)) return this.value(type.ofType, depth);
    if (depth > 0 && this.random(12) === 0) return null;
    if (isListType(type)) return Array.from({ length: this.random(4) }, () => this.value(type.ofType, depth + 1));
    if (isInputObjectType(type)) {
      const fields = Object.values(type.getFields()).filter((field) => (isNonNullType(field.type) || this.random(3) === 0) && depth < 5);
      return Object.fromEntries((type.isOneOf ? fields.slice(0, 1) : fields).map((field) => [field.name, this.value(field.type, depth + 1)]));
    }
    if (isEnumType(type)) return this.pick(type.getValues())?.name;
    if (type.name === 'Int') return this.pick(NUMBERS.slice(0, 7));
    if (type.name === 'Boolean') return this.random(2) === 0;
    return type.name === 'JSON' ? this.pick([{}, [], 1, 'text', { points: -1 }, null]) : this.pick(STRINGS);
  }

  private literal(value: unknown, type: GraphQLInputType): string {
    const nullable = getNullableType(type);
    if (Array.isArray(value)) return `[${value.map((item) => this.literal(item, isListType(nullable) ? nullable.ofType : nullable)).join(', ')}]`;
    if (typeof value === 'object' && value !== null) {
      const fields = isInputObjectType(nullable) ? nullable.getFields() : {};
      return `{${Object.entries(value).map(([name, inner]) => `${name}: ${this.literal(inner, fields[name]?.type ?? nullable)}`).join(', ')}}`;
    }
    return isEnumType(nullable) && typeof value === 'string' && /^\w+$/.test(value) ? value : JSON.stringify(value ?? null);
  }

  private mutated(text: string): string {
    const letters = [...text];
    for (let change = 0; change <= this.random(4); change++) {
      const at = this.random(letters.length);
      letters.splice(at, this.random(3), ...(this.pick(['{', '}', '(', '"', '$', '...', '@', ':', '\\u', '#', '"""', '\u0000', '\ufeff', '&', '999', ' ', '|']) ?? ''));
    }
    return letters.join('');
  }
}
