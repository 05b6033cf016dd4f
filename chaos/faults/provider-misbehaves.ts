import type { Behaviour, Conduct, ProviderName } from '../../core/provider.ts';
import type { Lab, LabProvider } from '../../environments/environment.ts';
import type { Fault } from '../fault.ts';

/** A service that the target calls is slow, silent, broken: for each request what its share says. */
export function providerMisbehaves(name: ProviderName, conduct: Conduct): Fault {
  let told: 'nothing' | 'misbehave' | 'behave' = 'nothing';
  const providerOf = ({ providers = [] }: Lab): LabProvider | undefined => providers.find((one) => one.name === name);
  return {
    name: `provider-misbehaves ${name}: ${sharesInWords(conduct)}`,
    lacks: (lab) => (providerOf(lab) === undefined ? `no ${name} of ours is called by the target` : undefined),
    async inject(lab, signal) {
      told = 'nothing';
      await providerOf(lab)?.behave(conduct, signal);
      told = 'misbehave';
    },
    isInjected: () => told === 'misbehave',
    async heal(lab, signal) {
      await providerOf(lab)?.behave(undefined, signal);
      told = 'behave';
    },
    isHealed: () => told === 'behave',
  };
}

/** `failing`, where every request is; else `failing 20 %, slow 10 %`. */
function sharesInWords({ shares }: Conduct): string {
  const parts = Object.entries(shares) as [Behaviour, number][];
  const words = parts.map(([behaviour, share]) =>
    share === 1 ? behaviour : `${behaviour} ${Math.round(share * 100)} %`,
  );
  return words.join(', ');
}
