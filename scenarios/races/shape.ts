import type { Contender, Round } from '../../core/round.ts';
import type { Completion, Intent } from '../../targets/intent.ts';
import type { Pause, Player } from '../../targets/journey.ts';
import type { Offers } from '../../targets/target.ts';

/** An intent whose effect waits for the round's meeting: all before its step is done first, its request goes then. */
export interface Meet {
  readonly meet: Intent;
}

/** Waits until this many ms after the round's meeting (negative: before it). */
export interface Until {
  readonly untilMs: number;
}

/** Waits for a wall-clock time that the platform named, and so much longer; never past the round's end. */
export interface UntilUtc {
  readonly untilUtc: string;
  readonly plusMs: number;
}

/** Waits until another contender of the round has noted this on the board, or until nobody can any more. */
export interface Await {
  readonly awaits: string;
}

export type RaceStep = Pause | Until | UntilUtc | Await | Intent | Meet;

/** What contenders of one round tell each other; only where one lane plays them all (`isTogether`). */
export interface Board {
  note(name: string, value: string): void;
  read(name: string): string | undefined;
}

export interface RacePlayer extends Player {
  readonly board: Board;
  /** One tag (or key) that all contenders of the round share, where they send one and the same request. */
  readonly roundTag: string;
}

/** How the places of a round lie to each other. */
export type Layout =
  | 'one'
  | 'overlapping'
  | 'in-buffer'
  | 'touching'
  | 'apart'
  | 'two-resources'
  | 'two-tenants'
  | 'group'
  | 'two-groups'
  | 'other-service'
  | 'not-theirs'
  | 'outside'
  | 'within-then-outside'
  | 'night';

/** One way in which users get in each other's way, free of I/O; the same in k6, on raw sockets and in a test. */
export interface Shape {
  readonly name: string;
  /** In the report's words: 'several users book one slot at one moment'. */
  readonly title: string;
  readonly layout: Layout;
  /** How many contenders it can have; the plan picks among them. */
  readonly sizes: readonly number[];
  /** Kinds of it, each a round of its own; `round.factors.variant` says which. */
  readonly variants?: readonly string[];
  /** Contenders need what others were answered (a booking's id), so one lane plays them all and they share a board. */
  readonly isTogether?: boolean;
  /** Contenders come one after the other on purpose: nothing overlaps, and what counts is what they are told. */
  readonly isSequence?: boolean;
  /** How long after its meeting a round may take; default 3,000, of a sequence 10,000. */
  readonly lastsMs?: number;
  /** What each contender does, by its number and how many there are. */
  role(contender: number, contenders: number, variant?: string): string;
  /** Why it cannot be played against this platform: 'the target has no holds'; undefined when it can. */
  lacks(offers: Offers, variant?: string): string | undefined;
  /** @param contender one of `round.contenders`; meets once at most */
  play(round: Round, contender: Contender, player: RacePlayer): Generator<RaceStep, void, Completion>;
}
