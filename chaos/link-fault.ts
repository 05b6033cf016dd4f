import type { LinkName } from '../core/plan.ts';
import type { Lab, LabLink, LinkTrouble } from '../environments/environment.ts';
import type { Fault } from './fault.ts';

/**
 * A link that is in trouble, and whole again: what faults of links have in common.
 * @param costs what is counted, where anything is
 */
export function linkFault(name: string, link: LinkName, trouble: LinkTrouble, costs?: string): Fault {
  let told: 'nothing' | 'broken' | 'whole' = 'nothing';
  let cost: number | undefined;
  const linkOf = ({ links = [] }: Lab): LabLink | undefined => links.find((one) => one.name === link);
  return {
    name,
    lacks: (lab) => (linkOf(lab) === undefined ? lackOf(link) : undefined),
    async inject(lab, signal) {
      told = 'nothing';
      await linkOf(lab)?.trouble(trouble, signal);
      told = 'broken';
    },
    isInjected: () => told === 'broken',
    async heal(lab, signal) {
      const sinceInjected = await linkOf(lab)?.trouble(undefined, signal);
      if (told === 'broken') cost = sinceInjected;
      told = 'whole';
    },
    isHealed: () => told === 'whole',
    effect: () => (cost === undefined || costs === undefined ? undefined : `${cost} ${costs}`),
  };
}

function lackOf(link: LinkName): string {
  const proxy = `the link ${link} leads through no proxy of ours`;
  if (link === 'replication') return `${proxy}: the platform's database has no replica of ours here`;
  return link === 'cache' ? `${proxy}: the platform has a cache only in the environment containers` : proxy;
}
