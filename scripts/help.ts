import type { Command } from 'commander';
import { badUsage } from './bad-usage.ts';
import { nearestWord } from './nearest-word.ts';

export function help(program: Command): void {
  program
    .command('help')
    .description('what there is, or how one verb is used')
    .argument('[verb]')
    .addHelpText('after', '\nExample:\n  npx ansturm help run')
    .action((verb: string | undefined) => {
      const command = verb === undefined ? program : program.commands.find((candidate) => candidate.name() === verb);
      if (command === undefined) throw unknownVerb(program, verb ?? '');
      command.outputHelp();
    });
}

function unknownVerb(program: Command, verb: string): Error {
  const names = program.commands.map((command) => command.name());
  const nearest = nearestWord(verb, names);
  const meant = nearest === undefined ? `there is: ${names.join(', ')}` : `did you mean ${nearest}?`;
  return badUsage('There is no such verb.', [`unknown verb "${verb}": ${meant}`]);
}
