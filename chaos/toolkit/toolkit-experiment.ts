import { Ajv } from 'ajv';

/** Of an experiment of Chaos Toolkit what both know: https://chaostoolkit.org/reference/api/experiment/ */
export interface ToolkitExperiment {
  readonly version: string;
  readonly title: string;
  readonly description: string;
  readonly tags?: readonly string[];
  readonly configuration?: Readonly<Record<string, unknown>>;
  readonly 'steady-state-hypothesis'?: { readonly title: string; readonly probes: readonly ToolkitActivity[] };
  readonly method: readonly ToolkitActivity[];
  readonly rollbacks?: readonly ToolkitActivity[];
}

/** An action or a probe, or the name of one that stands elsewhere. */
export interface ToolkitActivity {
  readonly ref?: string;
  readonly type?: 'action' | 'probe';
  readonly name?: string;
  readonly tolerance?: unknown;
  readonly provider?: ToolkitProvider;
  /** s to wait before it and behind it. */
  readonly pauses?: { readonly before?: number; readonly after?: number };
}

export type ToolkitProvider =
  | { readonly type: 'python'; readonly module: string; readonly func: string; readonly arguments?: ToolkitArguments }
  /** Its arguments by their names, with an empty text behind each that takes no value; or as they would be typed. */
  | { readonly type: 'process'; readonly path: string; readonly arguments?: ToolkitArguments | string }
  | { readonly type: 'http'; readonly url: string };

export type ToolkitArguments = Readonly<Record<string, unknown>>;

const text = { type: 'string' } as const;
const seconds = { type: 'number', minimum: 0, maximum: 86_400 } as const;
const object = (properties: object, required: readonly string[] = Object.keys(properties)) => ({
  type: 'object',
  required,
  properties,
});

const provider = {
  ...object({ type: { enum: ['python', 'process', 'http'] } }),
  oneOf: [
    object({ type: { const: 'python' }, module: text, func: text, arguments: { type: 'object' } }, ['module', 'func']),
    object({ type: { const: 'process' }, path: text, arguments: { type: ['object', 'string'] } }, ['path']),
    object({ type: { const: 'http' }, url: text }),
  ],
};
const activity = {
  type: 'object',
  properties: {
    ...{ ref: text, type: { enum: ['action', 'probe'] }, name: text, provider },
    pauses: object({ before: seconds, after: seconds }, []),
  },
  anyOf: [{ required: ['ref'] }, { required: ['type', 'name', 'provider'] }],
};
const activities = { type: 'array', items: activity, maxItems: 1_000 };
const schema = object(
  {
    ...{ version: text, title: text, description: text, tags: { type: 'array', items: text } },
    'steady-state-hypothesis': object({ title: text, probes: activities }, ['title']),
    method: { ...activities, minItems: 1 },
    rollbacks: activities,
  },
  ['title', 'description', 'method'],
);

const validate = new Ajv({ allErrors: true, strict: false }).compile<ToolkitExperiment>(schema);

/** Why something is no experiment of Chaos Toolkit, all reasons at once; none: it is one. */
export function toolkitProblems(value: unknown): readonly string[] {
  if (validate(value)) return [];
  const said = (validate.errors ?? []).map(({ instancePath, message, params }) => {
    const allowed = 'allowedValues' in params ? `: ${(params.allowedValues as unknown[]).join(', ')}` : '';
    return `${instancePath === '' ? 'the experiment' : instancePath} ${message ?? 'is not valid'}${allowed}`;
  });
  return [...new Set(said)];
}
