/**
 * The colours of every chart by role. ECharts is given a placeholder that no drawing holds otherwise; afterwards it
 * becomes a CSS custom property, so that one drawing serves light, dark and print. The hues are those of Okabe and Ito
 * ("Color Universal Design", 2008), apart for every kind of colour vision; each scheme has its own lightness.
 */
const roles = {
  ink: ['#1c2026', '#e6e8ec'],
  muted: ['#5b626c', '#a3aab5'],
  grid: ['#e3e6ea', '#2b3038'],
  shade: ['#eceff3', '#22262d'],
  good: ['#00795a', '#3fcf9f'],
  bad: ['#b84a00', '#ff8f52'],
  blue: ['#0072b2', '#56a8e0'],
  vermillion: ['#d55e00', '#ff7f35'],
  green: ['#009e73', '#2fc79b'],
  purple: ['#b5608f', '#dd93ba'],
  orange: ['#d08700', '#f0b13a'],
  sky: ['#3a9bd1', '#8fd0f5'],
} as const;

export type ColourRole = keyof typeof roles;

const names = Object.keys(roles) as ColourRole[];

/** What ECharts is told: `#fe00` and the role's number. */
export const placeholder: Readonly<Record<ColourRole, string>> = Object.fromEntries(
  names.map((role, index) => [role, `#fe00${index.toString(16).padStart(2, '0')}`]),
) as Record<ColourRole, string>;

/** One line a role, `--c-blue: #0072b2;`. */
export function colourProperties(scheme: 'light' | 'dark'): string {
  return names.map((role) => `--c-${role}:${roles[role][scheme === 'light' ? 0 : 1]};`).join('');
}

/** Turns the placeholders of a drawing into custom properties. */
export function withProperties(svg: string): string {
  return svg.replace(/#fe00([0-9a-f]{2})/g, (whole, number: string) => {
    const role = names[Number.parseInt(number, 16)];
    return role === undefined ? whole : `var(--c-${role})`;
  });
}

/** How the n-th of several lines looks: never by its colour alone. */
export interface LineLook {
  readonly colour: ColourRole;
  /** Lengths of dash and gap in px; empty: solid. */
  readonly dash: readonly number[];
  readonly width: number;
}

const hues: readonly ColourRole[] = ['blue', 'vermillion', 'green', 'purple', 'orange', 'sky'];
const dashes: readonly (readonly number[])[] = [[], [7, 3], [2, 2.5], [9, 3, 2, 3]];

export function lineLook(index: number): LineLook {
  const hue = hues[index % hues.length] ?? 'ink';
  const round = Math.floor(index / hues.length);
  return { colour: hue, dash: dashes[(index + round) % dashes.length] ?? [], width: 1.75 };
}
