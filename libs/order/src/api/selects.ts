import type { FieldNode, GraphQLResolveInfo, SelectionSetNode } from 'graphql';

/** Is a field of this name selected right below the one that is being resolved? */
export const selects = (info: GraphQLResolveInfo, name: string): boolean =>
  info.fieldNodes.some((node: FieldNode) => node.selectionSet !== undefined && holds(node.selectionSet, name, info));

const holds = (set: SelectionSetNode, name: string, info: GraphQLResolveInfo): boolean =>
  set.selections.some((selection) => {
    if (selection.kind === 'Field') return selection.name.value === name;
    const inner = selection.kind === 'InlineFragment' ? selection.selectionSet : info.fragments[selection.name.value]?.selectionSet;
    return inner !== undefined && holds(inner, name, info);
  });
