/** What k6's runtime has and @types/k6 leaves out; the DOM's and Node's declarations would promise too much. */
declare const console: { log(line: string): void };
/** Loads a module by a path that is known only at run time; init context only. */
declare function require(path: string): unknown;
