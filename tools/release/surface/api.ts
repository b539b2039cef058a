import { join } from 'node:path';
import ts from 'typescript';
import { Declarations, type Declared } from './declarations';
import { givenTypes } from './given';
import type { ReleasedPackage } from './packages';

/**
 * What may be imported from a package, a line for each name and each member of it: `Name.member: type`. A `?` behind the
 * name says that it may be left out; `interface, given` that those who use the package write values of it.
 */
export function apiReport(root: string, { name, folder, entries }: ReleasedPackage): string {
  const hasContract = './contract' in entries;
  return Object.entries(entries).map(([specifier, types]) => {
    const exported = new Declarations().exportsOf(join(root, folder, types));
    if (exported.size === 0) throw new Error(`${folder}/${types} declares nothing: build it first (npm run build)`);
    // A module's definition is what the kernel reads: other modules import its contract.
    const lines = hasContract && specifier === '.' ? [...exported.keys()].map((one) => `${one}: exported`) : apiLines(exported);
    return [`# ${join(name, specifier)}`, ...lines.sort(), ''].join('\n');
  }).join('\n');
}

/** @param exported declarations by name */
export function apiLines(exported: ReadonlyMap<string, Declared>): string[] {
  const given = givenTypes(exported);
  return [...exported].flatMap(([name, nodes]) => (nodes.length > 0 ? nodes.flatMap((node) => linesOf(name, node, given.has(name))) : [`${name}: exported`]));
}

function linesOf(name: string, node: ts.Node, isGiven: boolean): string[] {
  if (ts.isInterfaceDeclaration(node)) return [`${name}: interface${typeParameters(node)}${heritage(node)}${isGiven ? ', given' : ''}`, ...members(name, node.members)];
  if (ts.isClassDeclaration(node)) return [`${name}: class${typeParameters(node)}${heritage(node)}`, ...members(name, node.members)];
  if (ts.isEnumDeclaration(node)) return [`${name}: enum`, ...node.members.map((one) => `${name}.${one.name.getText()}: ${text(one.initializer)}`)];
  if (ts.isFunctionDeclaration(node)) return [`${name}: ${signature(node)}`];
  if (ts.isTypeAliasDeclaration(node)) {
    if (ts.isTypeLiteralNode(node.type)) return [`${name}: interface${typeParameters(node)}${isGiven ? ', given' : ''}`, ...members(name, node.type.members)];
    return [`${name}: type${typeParameters(node)} ${text(node.type)}`];
  }
  if (ts.isVariableDeclaration(node)) return node.initializer && !node.type ? [`${name}: ${ts.isStringLiteral(node.initializer) ? 'string' : 'number'}`] : constantLines(name, node.type);
  return [`${name}: exported`];
}

function constantLines(name: string, type: ts.TypeNode | undefined): string[] {
  if (type && ts.isTypeLiteralNode(type)) return [`${name}: const`, ...members(name, type.members)];
  // Of permissions, the names count; who has them by default is told by the rights matrix.
  const permissions = type && ts.isImportTypeNode(type) && type.qualifier?.getText() === 'Permissions' ? type.typeArguments?.[1] : undefined;
  if (permissions && ts.isTypeLiteralNode(permissions)) return [`${name}: const`, ...permissions.members.map((one) => `${name}.${one.name?.getText() ?? ''}: Permission`)];
  return [`${name}: ${type && ts.isFunctionTypeNode(type) ? signature(type) : text(type)}`];
}

function members(owner: string, nodes: ts.NodeArray<ts.TypeElement | ts.ClassElement>): string[] {
  return nodes.filter((node) => !isPrivate(node)).map((node) => {
    const isStatic = ts.canHaveModifiers(node) && (ts.getModifiers(node) ?? []).some(({ kind }) => kind === ts.SyntaxKind.StaticKeyword);
    const optional = 'questionToken' in node && node.questionToken ? '?' : '';
    return `${owner}.${isStatic ? 'static ' : ''}${memberName(node)}${optional}: ${memberText(node)}`;
  });
}

function memberName(node: ts.TypeElement | ts.ClassElement): string {
  if (ts.isConstructorDeclaration(node)) return 'new';
  if (ts.isIndexSignatureDeclaration(node)) return '[]';
  if (ts.isCallSignatureDeclaration(node)) return '()';
  return node.name?.getText() ?? '';
}

function memberText(node: ts.Node): string {
  if (ts.isMethodSignature(node) || ts.isMethodDeclaration(node) || ts.isCallSignatureDeclaration(node) || ts.isConstructorDeclaration(node)) return signature(node);
  if (ts.isPropertySignature(node) || ts.isPropertyDeclaration(node)) return node.type && ts.isFunctionTypeNode(node.type) ? signature(node.type) : text(node.type);
  if (ts.isGetAccessor(node)) return text(node.type);
  return text(node);
}

function isPrivate(node: ts.Node): boolean {
  const hidden = new Set([ts.SyntaxKind.PrivateKeyword, ts.SyntaxKind.ProtectedKeyword]);
  return ts.isSetAccessor(node) || (ts.canHaveModifiers(node) && (ts.getModifiers(node) ?? []).some(({ kind }) => hidden.has(kind)))
    || ('name' in node && node.name !== undefined && ts.isPrivateIdentifier(node.name as ts.Node));
}

function signature(node: ts.SignatureDeclaration): string {
  return `${typeParameters(node)}(${node.parameters.map(argument).join(', ')}) => ${node.type ? text(node.type) : 'void'}`;
}

/** What an object is taken apart into is nobody's business but the function's. */
const argument = (node: ts.ParameterDeclaration): string => (ts.isIdentifier(node.name) ? text(node) : `_${node.questionToken ? '?' : ''}: ${text(node.type)}`);

const typeParameters = ({ typeParameters: declared }: { readonly typeParameters?: ts.NodeArray<ts.TypeParameterDeclaration> | undefined }): string =>
  (declared ? `<${declared.map(text).join(', ')}>` : '');

const heritage = ({ heritageClauses = [] as never }: ts.InterfaceDeclaration | ts.ClassDeclaration): string => heritageClauses.map((one) => ` ${text(one)}`).join('');

/** As it is written, on one line; what the compiler filled in is named without the file it comes from. */
function text(node: ts.Node | undefined): string {
  if (!node) return 'any';
  const printed = ts.createPrinter({ removeComments: true }).printNode(ts.EmitHint.Unspecified, node, node.getSourceFile());
  return printed.replace(/\s+/g, ' ').replace(/import\("[^"]*"\)\./g, '').replace(/; \}/g, ' }').trim();
}
