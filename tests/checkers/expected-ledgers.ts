import * as assert from 'uvu/assert';
import type { Suite } from '../door.ts';
import { account, did, type Ledger, stored } from './ledger.ts';

/** A booking that is in order, so that the law is not vacuous. */
const other = did({ verb: 'book', intent: 'run-z-0', answered: 'z', slot: 20 });
const otherStored = stored('z', 20, { tag: 'run-z-0' });

/** One attempt each at slot 1, under one intent. */
export const book = did({ verb: 'book', answered: 'b', slot: 1, at: 0 });
export const unanswered = did({ verb: 'book', type: 'info', slot: 1, at: 0, key: 'k' });
export const refused = did({ verb: 'book', type: 'fail', slot: 1, at: 0 });
export const hold = did({ verb: 'hold', answered: 'b', slot: 1, at: 0, key: 'k' });

export type Expect = (sentence: string, validity: string, ledger: Ledger, words?: RegExp) => void;

/** Registers one test a ledger: the law, told of it beside a booking that is in order, finds it so. */
export function expectIn(test: Suite): Expect {
  return (sentence, validity, ledger, words) =>
    test(sentence, () => {
      const finding = account({
        ...ledger,
        operations: [other, ...ledger.operations],
        final: [otherStored, ...ledger.final],
      });
      assert.is(finding.validity, validity, finding.summary + JSON.stringify(finding.witness?.lines));
      if (words !== undefined) assert.match(finding.summary, words);
      if (validity === 'invalid')
        assert.ok((finding.witness?.lines.length ?? 0) > 0 && (finding.witness?.total ?? 0) > 0);
    });
}
