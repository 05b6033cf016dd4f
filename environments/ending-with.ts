/** Nobody waits for what it does after the run has ended. */
export function endingWith<Killed extends { kill(signal: NodeJS.Signals): void; readonly ended: Promise<unknown> }>(
  signal: AbortSignal,
  child: Killed,
): Killed {
  const kill = (): void => child.kill('SIGKILL');
  signal.addEventListener('abort', kill, { once: true });
  void child.ended.then(() => signal.removeEventListener('abort', kill));
  if (signal.aborted) kill();
  return child;
}
