import { type DocumentNode, type FragmentDefinitionNode, Kind, type OperationDefinitionNode, type SelectionNode, type SelectionSetNode } from 'graphql';
import type { ExceededLimit } from './document-limits';

/** What an operation may have once its fragments are written out: a few that spread each other twice make millions. */
const MAX_FIELDS = 5_000;
const MAX_DEPTH = 12;
/** The standard introspection query goes deeper. */
const MAX_INTROSPECTION_DEPTH = 20;

interface Extent {
  readonly fields: number;
  readonly depth: number;
}

const NONE: Extent = { fields: 0, depth: 0 };

/** Measures selections of one document; each fragment once, however often it is spread. */
class Measure {
  private readonly fragments = new Map<string, FragmentDefinitionNode>();
  private readonly known = new Map<string, Extent>();

  constructor(document: DocumentNode) {
    for (const definition of document.definitions) if (definition.kind === Kind.FRAGMENT_DEFINITION) this.fragments.set(definition.name.value, definition);
  }

  set({ selections }: SelectionSetNode): Extent {
    const parts = selections.map((selection) => this.selection(selection));
    return { fields: parts.reduce((sum, { fields }) => sum + fields, 0), depth: Math.max(0, ...parts.map(({ depth }) => depth)) };
  }

  selection(selection: SelectionNode): Extent {
    if (selection.kind === Kind.INLINE_FRAGMENT) return this.set(selection.selectionSet);
    if (selection.kind === Kind.FRAGMENT_SPREAD) return this.fragment(selection.name.value);
    const { fields, depth } = selection.selectionSet ? this.set(selection.selectionSet) : NONE;
    return { fields: fields + 1, depth: depth + 1 };
  }

  private fragment(name: string): Extent {
    const fragment = this.fragments.get(name);
    if (!fragment) return NONE;
    let extent = this.known.get(name);
    if (!extent) {
      this.known.set(name, NONE); // should it spread itself: validation refuses that
      extent = this.set(fragment.selectionSet);
      this.known.set(name, extent);
    }
    return extent;
  }
}

const isIntrospection = (selection: SelectionNode): boolean => selection.kind === Kind.FIELD && selection.name.value.startsWith('__');

function measured(document: DocumentNode, { selectionSet: { selections } }: OperationDefinitionNode): ExceededLimit | null {
  const measure = new Measure(document);
  let fields = 0;
  for (const selection of selections) {
    const extent = measure.selection(selection);
    fields += extent.fields;
    if (extent.depth > (isIntrospection(selection) ? MAX_INTROSPECTION_DEPTH : MAX_DEPTH)) return { limit: 'depth', maximum: MAX_DEPTH };
  }
  return fields > MAX_FIELDS ? { limit: 'fields', maximum: MAX_FIELDS } : null;
}

const verdicts = new WeakMap<OperationDefinitionNode, ExceededLimit | null>();

/** What a valid operation goes over with its fragments written out; found once for each document that is kept. */
export function exceededExpansion(document: DocumentNode, operation: OperationDefinitionNode): ExceededLimit | null {
  let verdict = verdicts.get(operation);
  if (verdict === undefined) {
    verdict = measured(document, operation);
    verdicts.set(operation, verdict);
  }
  return verdict;
}
