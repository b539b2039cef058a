import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';

/** A declaration as one file names it; a function or interface may be declared in several pieces. */
export type Declared = readonly ts.Node[];

interface File {
  /** What stands in the file, exported or not. */
  readonly declared: ReadonlyMap<string, ts.Node[]>;
  readonly exports: readonly ts.ExportDeclaration[];
  readonly isExported: (node: ts.Node) => boolean;
  readonly imports: ReadonlyMap<string, { readonly from: string; readonly name: string }>;
}

/** Compiled declarations of one package, read as text: no types are inferred here, they were when it was compiled. */
export class Declarations {
  private readonly files = new Map<string, File | null>();

  /** What an entry offers, by the name it is imported by. */
  exportsOf(path: string): ReadonlyMap<string, Declared> {
    const file = this.file(path);
    const found = new Map<string, Declared>();
    if (!file) return found;
    for (const [name, nodes] of file.declared) if (nodes.some(file.isExported)) found.set(name, nodes);
    for (const { exportClause, moduleSpecifier } of file.exports) {
      const from = moduleSpecifier && ts.isStringLiteral(moduleSpecifier) ? moduleSpecifier.text : null;
      if (!exportClause && from?.startsWith('.')) for (const [name, nodes] of this.exportsOf(resolved(path, from))) found.set(name, nodes);
      if (!exportClause || !ts.isNamedExports(exportClause)) continue;
      for (const { name, propertyName } of exportClause.elements) found.set(name.text, this.named(path, from, (propertyName ?? name).text));
    }
    return found;
  }

  /** What a name means in a file: declared there or, within the package, elsewhere. */
  named(path: string, from: string | null, name: string): Declared {
    if (from !== null) return from.startsWith('.') ? (this.exportsOf(resolved(path, from)).get(name) ?? []) : [];
    const file = this.file(path);
    const own = file?.declared.get(name);
    if (own) return own;
    const imported = file?.imports.get(name);
    return imported ? this.named(path, imported.from, imported.name) : [];
  }

  private file(path: string): File | null {
    const known = this.files.get(path);
    if (known !== undefined) return known;
    const file = existsSync(path) ? readFile(path) : null;
    this.files.set(path, file);
    return file;
  }
}

function resolved(path: string, specifier: string): string {
  const target = join(dirname(path), specifier);
  return existsSync(`${target}.d.ts`) ? `${target}.d.ts` : join(target, 'index.d.ts');
}

function readFile(path: string): File {
  const source = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true);
  const declared = new Map<string, ts.Node[]>();
  const exports: ts.ExportDeclaration[] = [];
  const imports = new Map<string, { from: string; name: string }>();
  const add = (name: string, node: ts.Node): void => void declared.set(name, [...(declared.get(name) ?? []), node]);
  for (const statement of source.statements) {
    if (ts.isExportDeclaration(statement)) exports.push(statement);
    else if (ts.isImportDeclaration(statement)) readImports(statement, imports);
    else if (ts.isVariableStatement(statement)) for (const one of statement.declarationList.declarations) add(one.name.getText(), one);
    else if (isNamed(statement)) add(statement.name.text, statement);
  }
  return { declared, exports, imports, isExported };
}

const isNamed = (node: ts.Node): node is ts.DeclarationStatement & { readonly name: ts.Identifier } =>
  (ts.isFunctionDeclaration(node) || ts.isClassDeclaration(node) || ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node) || ts.isEnumDeclaration(node)) && node.name !== undefined;

function readImports({ importClause, moduleSpecifier }: ts.ImportDeclaration, imports: Map<string, { from: string; name: string }>): void {
  const bindings = importClause?.namedBindings;
  if (!bindings || !ts.isNamedImports(bindings) || !ts.isStringLiteral(moduleSpecifier)) return;
  for (const { name, propertyName } of bindings.elements) imports.set(name.text, { from: moduleSpecifier.text, name: (propertyName ?? name).text });
}

function isExported(node: ts.Node): boolean {
  const holder = ts.isVariableDeclaration(node) ? node.parent.parent : node;
  return ts.canHaveModifiers(holder) && (ts.getModifiers(holder) ?? []).some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
}
