/** The exit codes of every verb. Where several hold, `worstExitCode` decides. */
export const exitCode = {
  clear: 0,
  harnessBroke: 1,
  badUsage: 2,
  noGo: 3,
  incomplete: 4,
  targetNeverHealthy: 5,
  couldNotHeal: 6,
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCode)[keyof typeof exitCode];

const gravest: readonly ExitCode[] = [6, 130, 1, 2, 5, 3, 4, 0];

/** The one code that a process reports when several hold at once. */
export function worstExitCode(codes: readonly ExitCode[]): ExitCode {
  return gravest.find((code) => codes.includes(code)) ?? exitCode.clear;
}
