/** The database that all entry points talk to, from the environment; a sentence and exit 2 when it is missing. */
export function databaseUrl(environment: NodeJS.ProcessEnv): string {
  const url = environment.DATABASE_URL;
  if (url === undefined || url === '') {
    process.stderr.write('DATABASE_URL is missing, for example postgres://user:password@127.0.0.1:5432/booking\n');
    process.exit(2);
  }
  return url;
}
