import type { FieldNode, GraphQLResolveInfo, SelectionSetNode } from 'graphql';

/** Is a field of this name selected right below the one that is being resolved? */
export const selects = (info: GraphQLResolveInfo, name: string): boolean => selectsAt(info, [name]);

/** Is what this path names selected below the field that is being resolved? */
export function selectsAt(info: GraphQLResolveInfo, path: readonly string[]): boolean {
  const reach = (sets: readonly SelectionSetNode[], [name, ...rest]: readonly string[]): boolean => {
    if (name === undefined) return true;
    const found = sets.flatMap((set) => fieldsOf(set, info)).filter((field) => field.name.value === name);
    return rest.length === 0 ? found.length > 0 : reach(found.flatMap(({ selectionSet }) => selectionSet ?? []), rest);
  };
  return reach(info.fieldNodes.flatMap(({ selectionSet }) => selectionSet ?? []), path);
}

const fieldsOf = (set: SelectionSetNode, info: GraphQLResolveInfo): FieldNode[] =>
  set.selections.flatMap((selection) => {
    if (selection.kind === 'Field') return [selection];
    const inner = selection.kind === 'InlineFragment' ? selection.selectionSet : info.fragments[selection.name.value]?.selectionSet;
    return inner ? fieldsOf(inner, info) : [];
  });
