import type { FieldNode, GraphQLResolveInfo, SelectionNode } from 'graphql';

/** Names of the fields selected below a field, or below `path` within it; fragments looked into. */
export function selectedFields(info: GraphQLResolveInfo, path: readonly string[] = []): Set<string> {
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
