/** One line of `ansturm doctor`. */
export interface Diagnosis {
  readonly name: string;
  /** `missing`: `npm start` cannot work without it. `warning`: some things cannot, or figures are worth less. */
  readonly state: 'ok' | 'warning' | 'missing';
  readonly found: string;
  /** What to do about it; absent where nothing has to be done. */
  readonly advice?: string;
}
