import { suite as uvuSuite } from 'uvu';

/** uvu's suite; it runs by itself once its module is evaluated. */
export function suite(
  name: string,
): Omit<ReturnType<typeof uvuSuite>, 'run' | 'only'> & ((name: string, test: () => void | Promise<void>) => void) {
  const test = uvuSuite(name);
  setImmediate(() => test.run());
  return test as never;
}
