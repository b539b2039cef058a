import {
  type DirectiveNode, type FieldNode, getArgumentValues, getNamedType, getNullableType, type GraphQLArgument, type GraphQLField, isInputObjectType, isListType, Kind,
  type OperationDefinitionNode, type SelectionNode, type ValueNode, valueFromASTUntyped,
} from 'graphql';
import { type Amount, combine, plus, sum, type Variables } from './amount';

/** Of lists whose field does not say how long a page is. */
const DEFAULT_PAGE = 20;
/** No list answers more; what asks for more is refused by the list itself. */
const MAX_PAGE = 100;
/** In the place of a page's size. */
const NOT_ASKED = -1;

type Field = GraphQLField<unknown, unknown>;

/** Reads what the fields of one operation are given, as far as it decides how much they answer. */
export class ArgumentReader {
  private readonly defaults: Variables;

  constructor({ variableDefinitions = [] }: OperationDefinitionNode) {
    this.defaults = Object.fromEntries(variableDefinitions.flatMap(({ variable, defaultValue }) => (defaultValue ? [[variable.name.value, valueFromASTUntyped(defaultValue)]] : [])));
  }

  /** Items of the page a connection's field is asked for. */
  page(field: Field, node: FieldNode): Amount {
    const fallback = Number(field.args.find(({ name }) => name === 'first')?.defaultValue ?? DEFAULT_PAGE);
    const asked = (name: string): Amount => {
      const value = valueNode(node, name);
      return value ? this.read(value, (size) => (typeof size === 'number' ? Math.min(Math.max(size, 0), MAX_PAGE) : NOT_ASKED)) : NOT_ASKED;
    };
    // A `first` that turns out to be null leaves the page to `last`.
    const either = combine(asked('first'), asked('last'), (first, last) => (first === NOT_ASKED ? last : first));
    return combine(either, fallback, (size, otherwise) => (size === NOT_ASKED ? otherwise : size));
  }

  /** Items of all lists that a field of a query is given, filters within filters among them; ids that it answers one by one are paid as what it answers. */
  items(field: Field, node: FieldNode): Amount {
    const ids = isListType(getNullableType(field.type)) ? idsOf(field)?.name : undefined;
    const given = (node.arguments ?? []).filter(({ name }) => name.value !== ids);
    return sum(given.map(({ value }) => this.listed(value)));
  }

  private listed(node: ValueNode): Amount {
    if (node.kind === Kind.LIST) return node.values.reduce<Amount>((count, value) => plus(count, this.listed(value)), node.values.length);
    if (node.kind === Kind.OBJECT) return sum(node.fields.map(({ value }) => this.listed(value)));
    return node.kind === Kind.VARIABLE ? this.read(node, listedIn) : 0;
  }

  /** How many things a field is asked for by id; null when it is not. */
  ids(field: Field, node: FieldNode): Amount | null {
    const argument = idsOf(field);
    return argument ? this.length(argument, node) : null;
  }

  /** The lists a field is given: `lengths` bound how much it answers, `cost` is for what is done with each item. */
  lists(field: Field, node: FieldNode, costOfInput: number): { readonly lengths: readonly Amount[]; readonly cost: Amount } {
    const lists = field.args.filter(({ type }) => isListType(getNullableType(type)));
    const lengths = lists.map((argument) => this.length(argument, node));
    const costs = lists.map((argument, index) => this.scaled(lengths[index] ?? 0, isInputObjectType(getNamedType(argument.type)) ? costOfInput : 1));
    return { lengths, cost: sum(costs) };
  }

  /** Whether the argument is given, as 1 or 0. */
  given(node: FieldNode, name: string): Amount {
    const value = valueNode(node, name);
    return value ? this.read(value, (given) => (given === null || given === undefined ? 0 : 1)) : 0;
  }

  /** 0 for what `@skip` or `@include` leave out, else 1. */
  included({ directives = [] }: SelectionNode): Amount {
    const conditions = directives.map((directive) => this.condition(directive)).filter((amount) => amount !== 1);
    const [first = 1, second] = conditions;
    return second === undefined ? first : (variables) => (conditions.every((amount) => (typeof amount === 'number' ? amount : amount(variables)) === 1) ? 1 : 0);
  }

  /** All arguments, as the field's resolver would get them; empty when they are not what the field takes. */
  all(field: Field, node: FieldNode, variables: Variables): Readonly<Record<string, unknown>> {
    try {
      return getArgumentValues(field, node, { ...this.defaults, ...variables });
    } catch {
      return {};
    }
  }

  private condition({ name, arguments: given = [] }: DirectiveNode): Amount {
    const value = given[0]?.value;
    if (!value || (name.value !== 'skip' && name.value !== 'include')) return 1;
    return this.read(value, (condition) => ((condition === true) === (name.value === 'include') ? 1 : 0));
  }

  private length({ name, defaultValue }: GraphQLArgument, node: FieldNode): Amount {
    const value = valueNode(node, name);
    const fallback = Array.isArray(defaultValue) ? defaultValue.length : 0;
    if (!value) return fallback;
    if (value.kind === Kind.LIST) return value.values.length;
    return this.read(value, (given) => (Array.isArray(given) ? given.length : given === null || given === undefined ? fallback : 1));
  }

  private scaled(amount: Amount, by: number): Amount {
    return typeof amount === 'number' ? amount * by : (variables) => amount(variables) * by;
  }

  private read(node: ValueNode, make: (value: unknown) => number): Amount {
    if (node.kind !== Kind.VARIABLE) return make(valueFromASTUntyped(node));
    const name = node.name.value;
    const fallback = this.defaults[name];
    return (variables) => make(variables[name] === undefined ? fallback : variables[name]);
  }
}

const valueNode = (node: FieldNode, name: string): ValueNode | undefined => node.arguments?.find((argument) => argument.name.value === name)?.value;

const idsOf = (field: Field): GraphQLArgument | undefined => field.args.find(({ type }) => isListType(getNullableType(type)) && getNamedType(type).name === 'ID');

/** Items of the lists in a value; of a list within a list, those too. */
function listedIn(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  let count = Array.isArray(value) ? value.length : 0;
  for (const inner of Object.values(value)) count += listedIn(inner);
  return count;
}
