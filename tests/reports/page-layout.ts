/** What is wrong with a page as it lies on the screen. Runs inside the browser: it may use nothing from outside. */
export interface PageLayout {
  readonly pageWidth: number;
  /** Elements that are wider than their box, or that reach over the edge of the page. */
  readonly overflowing: readonly string[];
  /** Text whose contrast with what lies behind it is below 4.5. */
  readonly faint: readonly string[];
  readonly textsSeen: number;
}

/** Source of a function of no arguments; text, since the compiler of this project knows no DOM. */
export const readPageLayout = `(() => {
  const width = document.documentElement.clientWidth;
  const nameOf = (element) =>
    [element.tagName, element.getAttribute('class'), (element.textContent ?? '').slice(0, 40)].join(' ');
  const isInScroller = (element) => {
    for (let up = element; up; up = up.parentElement) {
      if (/auto|scroll/.test(getComputedStyle(up).overflowX)) return true;
    }
    return false;
  };
  const overflowing = [];
  const faint = [];
  let textsSeen = 0;

  const parse = (colour) => {
    const [r, g, b, a = 1] = (colour.match(/[\\d.]+/g) ?? []).map(Number);
    return { r, g, b, a };
  };
  // Relative luminance and contrast as WCAG 2.2 defines them.
  const light = (value) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  };
  const luminance = ({ r, g, b }) => 0.2126 * light(r) + 0.7152 * light(g) + 0.0722 * light(b);
  const behind = (element) => {
    for (let up = element; up; up = up.parentElement) {
      const colour = parse(getComputedStyle(up).backgroundColor);
      if (colour.a === 1) return colour;
    }
    return { r: 255, g: 255, b: 255, a: 1 };
  };
  const contrast = (one, other) => {
    const [dark, bright] = [luminance(one), luminance(other)].sort((a, b) => a - b);
    return (bright + 0.05) / (dark + 0.05);
  };

  for (const element of document.body.querySelectorAll('*')) {
    const style = getComputedStyle(element);
    const box = element.getBoundingClientRect();
    if (box.width === 0 || box.height === 0 || element.classList.contains('skip')) continue;
    const isDrawing = element instanceof SVGElement;
    if (!isInScroller(element)) {
      if (box.right > width + 1 || box.left < -1) overflowing.push(nameOf(element));
      const isBox = !isDrawing && style.display !== 'inline';
      if (isBox && element.scrollWidth > element.clientWidth + 1) overflowing.push(nameOf(element));
    }
    const hasText = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim() !== '');
    if (!hasText) continue;
    textsSeen += 1;
    const ratio = contrast(parse(isDrawing ? style.fill : style.color), behind(element));
    if (!(ratio >= 4.5)) faint.push(ratio.toFixed(2) + ' ' + nameOf(element));
  }
  return { pageWidth: document.documentElement.scrollWidth, overflowing, faint, textsSeen };
})()`;
