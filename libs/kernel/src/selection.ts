import type { FieldNode, GraphQLResolveInfo, SelectionNode } from 'graphql';

/** By the nodes of a field, which stay the same objects for every run of an operation. */
const known = new WeakMap<readonly FieldNode[], Map<string, ReadonlySet<string>>>();

/** Names of the fields selected below a field, or below `path` within it; fragments looked into. */
export function selectedFields(info: GraphQLResolveInfo, path: readonly string[] = []): ReadonlySet<string> {
  let byPath = known.get(info.fieldNodes);
  if (!byPath) known.set(info.fieldNodes, (byPath = new Map()));
  const key = path.join('.');
  let fields = byPath.get(key);
  if (!fields) byPath.set(key, (fields = readFields(info, path)));
  return fields;
}

function readFields(info: GraphQLResolveInfo, path: readonly string[]): ReadonlySet<string> {
  let nodes: readonly FieldNode[] = info.fieldNodes;
  for (const name of path) nodes = nodes.flatMap((node) => fieldsOf(node, info)).filter((field) => field.name.value === name);
  return new Set(nodes.flatMap((node) => fieldsOf(node, info)).map((field) => field.name.value));
}

function fieldsOf(node: FieldNode, info: GraphQLResolveInfo): FieldNode[] {
  const open = (selection: SelectionNode): FieldNode[] => {
    if (selection.kind === 'Field') return [selection];
    const set = selection.kind === 'InlineFragment' ? selection.selectionSet : info.fragments[selection.name.value]?.selectionSet;
    return set?.selections.flatMap(open) ?? [];
  };
  return node.selectionSet?.selections.flatMap(open) ?? [];
}
