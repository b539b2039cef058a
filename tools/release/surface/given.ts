import ts from 'typescript';
import type { Declared } from './declarations';

/** What a package is told by those who use it (`in`), and what it tells them (`out`). */
type Direction = 'in' | 'out';

const opposite = (direction: Direction): Direction => (direction === 'in' ? 'out' : 'in');

/** Whoever defines such a constant wants values of its type from others. */
const ASKED = new Set(['ExtensionPoint']);

/**
 * Exported types that others write values of, because a function takes them or an extension point asks for them, and
 * that nobody else makes: what is demanded there from now on breaks whoever has written one. What others read may grow.
 */
export function givenTypes(exported: ReadonlyMap<string, Declared>): ReadonlySet<string> {
  const seen = new Set<string>();
  const visit = (node: ts.Node, direction: Direction): void => {
    if (ts.isTypeReferenceNode(node)) mark(node.typeName.getText(), direction);
    if (ts.isImportTypeNode(node) && node.qualifier) mark(node.qualifier.getText(), direction);
    const asked = askedBy(node);
    if (asked) return asked.forEach((argument) => visit(argument, opposite(direction)));
    if (isFunction(node)) {
      for (const { constraint } of node.typeParameters ?? []) if (constraint) visit(constraint, opposite(direction));
      for (const { type } of node.parameters) if (type) visit(type, opposite(direction));
      if (node.type) visit(node.type, direction);
      return;
    }
    ts.forEachChild(node, (child) => visit(child, direction));
  };
  const mark = (name: string, direction: Direction): void => {
    const nodes = exported.get(name);
    if (!nodes || seen.has(`${name} ${direction}`)) return;
    seen.add(`${name} ${direction}`);
    for (const node of nodes) if (ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) ts.forEachChild(node, (child) => visit(child, direction));
  };
  for (const node of [...exported.values()].flat()) {
    // What we offer is ours to make, and takes what others write.
    if (ts.isFunctionDeclaration(node) || ts.isClassDeclaration(node)) visit(node, 'out');
    else if (ts.isVariableDeclaration(node) && node.type) visit(node.type, 'out');
  }
  return new Set([...exported.keys()].filter((name) => seen.has(`${name} in`) && !seen.has(`${name} out`)));
}

type Callable = ts.Node & { readonly typeParameters?: ts.NodeArray<ts.TypeParameterDeclaration> | undefined; readonly parameters: ts.NodeArray<ts.ParameterDeclaration>; readonly type?: ts.TypeNode | undefined };

const isFunction = (node: ts.Node): node is Callable =>
  ts.isFunctionTypeNode(node) || ts.isFunctionDeclaration(node) || ts.isMethodSignature(node) || ts.isMethodDeclaration(node) || ts.isConstructorDeclaration(node) || ts.isCallSignatureDeclaration(node);

/** What stands for `T` in `ExtensionPoint<T>`. */
function askedBy(node: ts.Node): readonly ts.TypeNode[] | undefined {
  const name = ts.isImportTypeNode(node) ? node.qualifier?.getText() : ts.isTypeReferenceNode(node) ? node.typeName.getText() : undefined;
  return name !== undefined && ASKED.has(name) ? ((node as ts.ImportTypeNode | ts.TypeReferenceNode).typeArguments ?? []) : undefined;
}
