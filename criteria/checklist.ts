import { beforeLaunch } from './checklist/before-launch.ts';
import { criticalBlockers } from './checklist/critical-blockers.ts';
import { experiments } from './checklist/experiments.ts';
import { highPriority } from './checklist/high-priority.ts';
import { launchDay } from './checklist/launch-day.ts';
import { laws } from './checklist/laws.ts';
import { noGoConditions } from './checklist/no-go-conditions.ts';
import { outgoingLaws } from './checklist/outgoing-laws.ts';
import { shouldHave } from './checklist/should-have.ts';
import { successCriteria } from './checklist/success-criteria.ts';
import { webhookLaws } from './checklist/webhook-laws.ts';
import type { Criterion } from './criterion.ts';

/**
 * The whole readiness checklist as data, in its own order. Words that stand in several sections are one line, in the
 * gravest of them (`alsoIn` names the others), except on launch day, where each line is asked anew. Laws come last.
 */
export const checklist: readonly Criterion[] = [
  ...successCriteria,
  ...noGoConditions,
  ...criticalBlockers,
  ...highPriority,
  ...shouldHave,
  ...beforeLaunch,
  ...launchDay,
  ...laws,
  ...webhookLaws,
  ...outgoingLaws,
  ...experiments,
];
