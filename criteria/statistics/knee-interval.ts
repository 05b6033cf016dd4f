/** One measurement at one rate. */
export interface RepeatedStep {
  readonly ratePerSecond: number;
  readonly held: boolean;
  /** What the step was repeated to show, decided before it was measured; a step that only searched has none. */
  readonly expected?: 'holds' | 'fails';
}

/** What is put at stake on each repeated step; five that come out as expected are then enough for 95 %. */
const stake = 0.85;

/**
 * The two one-sided bounds of the knee: the rate at which every second step holds. Betting against a null hypothesis
 * (Ville, Étude critique de la notion de collectif, 1939; Ramdas, Grünwald, Vovk and Shafer, Statistical Science 38,
 * 2023): were the knee no higher than θ, each step at θ or above would hold with a chance of at most one half, whatever
 * came before it, so a fair bet on it multiplies a stake of 1 to 1 / (1 - confidence) with a chance of at most
 * 1 - confidence, at any time that one stops. Where it got there, θ is too low. All θ up to the lower bound are; a knee
 * above it would have been believed. So the bound holds for any search that chooses its rates by what it saw, and for
 * any shape of the knee. It needs only that a higher rate never holds more often, and that the platform stays the same.
 * @param steps in the order in which they were measured
 * @param confidence of each side by itself
 * @returns the lower bound, 0 where nothing was shown, and the upper one, null where nothing was
 */
export function kneeInterval(steps: readonly RepeatedStep[], confidence = 0.95): readonly [number, number | null] {
  const enough = 1 / (1 - confidence);
  const holding = steps.filter(({ expected }) => expected === 'holds');
  const failing = steps.filter(({ expected }) => expected === 'fails');
  let low = 0;
  for (const rate of ratesOf(holding)) {
    const won = mostWon(holding.filter(({ ratePerSecond }) => ratePerSecond >= rate).map(({ held }) => held));
    if (won < enough) break;
    low = rate;
  }
  let high: number | null = null;
  for (const rate of ratesOf(failing).reverse()) {
    const won = mostWon(failing.filter(({ ratePerSecond }) => ratePerSecond <= rate).map(({ held }) => !held));
    if (won < enough) break;
    high = rate;
  }
  return [low, high];
}

function ratesOf(steps: readonly RepeatedStep[]): number[] {
  return [...new Set(steps.map(({ ratePerSecond }) => ratePerSecond))].sort((a, b) => a - b);
}

/** The most that a stake of 1 ever grew to on bets at even odds. */
function mostWon(asExpected: readonly boolean[]): number {
  let [capital, most] = [1, 1];
  for (const isWon of asExpected) {
    capital *= isWon ? 1 + stake : 1 - stake;
    most = Math.max(most, capital);
  }
  return most;
}
