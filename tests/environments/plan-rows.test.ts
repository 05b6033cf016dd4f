import * as assert from 'uvu/assert';
import { planRows } from '../../environments/plan-rows.ts';
import { suite } from '../door.ts';

const test = suite('plan rows');

const queryId = '-5824334465538333983';

function message(plan: unknown): string {
  const parts = [
    `"Query Text": "select 'Müller'"`,
    `"Plan": ${JSON.stringify(plan)}`,
    `"Query Identifier": ${queryId}`,
  ];
  return `duration: 0.123 ms  plan:\n{\n  ${parts.join(',\n  ')}\n}`;
}

test('a scan read what it returned, what it filtered out and what a recheck removed, in every loop', () => {
  const rows = planRows(
    message({
      'Node Type': 'Nested Loop',
      'Actual Rows': 3,
      'Actual Loops': 1,
      Plans: [
        {
          'Node Type': 'Seq Scan',
          'Relation Name': 'staff',
          Schema: 'public',
          'Actual Rows': 2,
          'Actual Loops': 1,
          'Rows Removed by Filter': 8,
        },
        {
          'Node Type': 'Bitmap Heap Scan',
          'Relation Name': 'appointments',
          Schema: 'public',
          'Actual Rows': 1.5,
          'Actual Loops': 2,
          'Rows Removed by Index Recheck': 10,
          Plans: [{ 'Node Type': 'Bitmap Index Scan', 'Index Name': 'by_day', 'Actual Rows': 12, 'Actual Loops': 2 }],
        },
      ],
    }),
  );
  assert.equal(rows, {
    queryId,
    rowsRead: 10 + 23,
    rowsReturned: 3,
    tables: ['public.staff', 'public.appointments'],
  });
});

test('a change without RETURNING gave back the rows that it changed', () => {
  const scan = {
    'Node Type': 'Index Scan',
    'Relation Name': 't',
    Schema: 'public',
    'Actual Rows': 4,
    'Actual Loops': 1,
  };
  const change = { 'Node Type': 'ModifyTable', 'Relation Name': 't', Schema: 'public', 'Actual Rows': 0 };
  const rows = planRows(message({ ...change, 'Actual Loops': 1, Plans: [scan] }));
  assert.is(rows?.rowsRead, 4);
  assert.is(rows?.rowsReturned, 4);
  assert.equal(rows?.tables, ['public.t']);
});

test('what is no plan yields nothing', () => {
  assert.is(planRows('checkpoint starting: time'), null);
  assert.is(planRows('duration: 1 ms  plan:\n{ "Query Identifier": 7, "Plan": {'), null);
  assert.is(planRows('duration: 1 ms  statement: select 1'), null);
});
