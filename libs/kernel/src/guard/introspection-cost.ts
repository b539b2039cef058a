import { type FieldNode, type FragmentDefinitionNode, Kind, type SelectionSetNode } from 'graphql';

/** Points of the schema's types, and of one type. */
const ALL_TYPES = 100;
const ONE_TYPE = 10;
/** Lists of a type, and how much more an answer is with one of them within another. */
const LISTS: ReadonlySet<string> = new Set(['fields', 'inputFields', 'interfaces', 'possibleTypes']);
const WITHIN = 10;

/** What `__schema` or `__type` asks for: a list of types once is its price, and each list within its lists ten times as much. */
export function introspectionCost(node: FieldNode, fragments: ReadonlyMap<string, FragmentDefinitionNode>): number {
  const visit = (set: SelectionSetNode | undefined, price: number, level: number): number => {
    let sum = 0;
    for (const selection of set?.selections ?? []) {
      if (selection.kind === Kind.INLINE_FRAGMENT) sum += visit(selection.selectionSet, price, level);
      else if (selection.kind === Kind.FRAGMENT_SPREAD) sum += visit(fragments.get(selection.name.value)?.selectionSet, price, level);
      else sum += field(selection, price, level);
    }
    return sum;
  };
  const field = ({ name: { value: name }, selectionSet }: FieldNode, price: number, level: number): number => {
    if (name === 'types') return ALL_TYPES + visit(selectionSet, ALL_TYPES, 0);
    if (!LISTS.has(name)) return visit(selectionSet, price, level);
    const dearer = level === 0 ? price : price * WITHIN;
    return (level === 0 ? 0 : dearer) + visit(selectionSet, dearer, level + 1);
  };
  return ONE_TYPE + visit(node.selectionSet, ONE_TYPE, 0);
}
