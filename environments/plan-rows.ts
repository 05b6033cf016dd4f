/** What one execution of a statement looked at and gave back. */
export interface PlanRows {
  /** PostgreSQL's 64-bit query identifier, as text: a number would lose its last digits. */
  readonly queryId: string;
  /** Rows that its scans looked at: returned, filtered out or found wrong at a recheck. */
  readonly rowsRead: number;
  /** Rows returned; of a statement that changes and returns none, rows changed. */
  readonly rowsReturned: number;
  /** The tables that it touched, `schema.table`. */
  readonly tables: readonly string[];
}

interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly Schema?: string;
  readonly 'Actual Rows'?: number;
  readonly 'Actual Loops'?: number;
  readonly 'Rows Removed by Filter'?: number;
  readonly 'Rows Removed by Index Recheck'?: number;
  readonly Plans?: readonly PlanNode[];
}

/**
 * Reads a message of auto_explain (format json, analyze and verbose on); null when it is none. Rows are averages per
 * loop there, so they are multiplied by the loops (PostgreSQL manual, "Using EXPLAIN"). Text and literals are dropped.
 */
export function planRows(message: string): PlanRows | null {
  const at = message.indexOf('plan:\n{');
  const queryId = /"Query Identifier": (-?\d+)/.exec(message)?.[1];
  if (at < 0 || queryId === undefined) return null;
  let root: PlanNode;
  try {
    root = (JSON.parse(message.slice(at + 'plan:\n'.length)) as { Plan: PlanNode }).Plan;
  } catch {
    return null;
  }
  const nodes = flatten(root);
  const scans = nodes.filter((node) => node['Relation Name'] !== undefined && !changes(node));
  const tables = nodes.filter((node) => node['Relation Name'] !== undefined).map(tableName);
  return {
    queryId,
    rowsRead: Math.round(scans.reduce((sum, node) => sum + rowsSeen(node), 0)),
    rowsReturned: Math.round(rowsReturned(root)),
    tables: [...new Set(tables)],
  };
}

function flatten(node: PlanNode): readonly PlanNode[] {
  return [node, ...(node.Plans ?? []).flatMap(flatten)];
}

function changes(node: PlanNode): boolean {
  return node['Node Type'] === 'ModifyTable' || node['Node Type'] === 'LockRows';
}

function tableName(node: PlanNode): string {
  return `${node.Schema ?? 'public'}.${node['Relation Name']}`;
}

function rowsSeen(node: PlanNode): number {
  const perLoop =
    (node['Actual Rows'] ?? 0) + (node['Rows Removed by Filter'] ?? 0) + (node['Rows Removed by Index Recheck'] ?? 0);
  return perLoop * (node['Actual Loops'] ?? 1);
}

function rowsReturned(root: PlanNode): number {
  const returned = (root['Actual Rows'] ?? 0) * (root['Actual Loops'] ?? 1);
  if (!changes(root) || returned > 0) return returned;
  const source = root.Plans?.[0];
  return source === undefined ? 0 : (source['Actual Rows'] ?? 0) * (source['Actual Loops'] ?? 1);
}
