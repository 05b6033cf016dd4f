import { colourProperties } from '../charts/palette.ts';
import { chartStyle } from './chart-style.ts';
import { layoutStyle } from './layout-style.ts';
import { type Markup, trusted } from './markup.ts';
import { sceneStyle } from './scene-style.ts';

const light = `color-scheme:light;--paper:#fff;--panel:#f6f7f9;--ink:#1c2026;--muted:#59606a;--line:#dde1e6;
--link:#00598c;--good:#006b4f;--bad:#a83f00;--open:#6d4f00;--none:#59606a;
--good-soft:#e4f4ee;--bad-soft:#fdebe0;--open-soft:#fcf2d9;--none-soft:#eef0f3;${colourProperties('light')}`;

const dark = `color-scheme:dark;--paper:#14171c;--panel:#1b1f26;--ink:#e6e8ec;--muted:#a3aab5;--line:#323842;
--link:#7cc0f2;--good:#4fd6a8;--bad:#ff9a62;--open:#f2c14e;--none:#a3aab5;
--good-soft:#13312a;--bad-soft:#3a2216;--open-soft:#352b12;--none-soft:#262b33;${colourProperties('dark')}`;

/** Paper is light whatever the screen is. */
export const style: Markup = trusted(`
:root{${light}}
@media screen and (prefers-color-scheme:dark){:root{${dark}}}
${layoutStyle}
${chartStyle}
${sceneStyle}`);
