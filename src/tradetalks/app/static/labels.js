// Where labels of points stand in a picture: inside it, clear of marks and of each other. The rule is that of
// report/labels.py, which places what the server draws; here only the browser knows how large a picture is.

/**
 * @typedef {{x: number, y: number, reach: number, faint?: number}} Mark in pixels from the top left; ``reach``: half its width; ``faint``: what it costs to cover one dot of many or a pixel of a line, which a label may if it must
 * @typedef {{x: number, y: number, reach: number, text: string}} Named a mark with its label
 * @typedef {{left: number, top: number, right: number, bottom: number}} Box
 */
const WIDE = 0.62, LEADING = 1.2, GAP = 10, STEP = 24, MARGIN = 2, COVERS = 100;
export const CLOUD = 3, AXIS = 0.3;

/** What is drawn, pixel by pixel, as sums from the top left, so that what a box would cover is read off. @param {number} width @param {number} height @param {Mark[]} marks */
export function ground(width, height, marks) {
  const columns = Math.ceil(width) + 1, rows = Math.ceil(height) + 1, sums = new Float64Array((columns + 1) * (rows + 1));
  for (const { x, y, reach, faint } of marks) {
    const [left, top] = [Math.max(0, Math.round(x - (faint ? 0 : reach))), Math.max(0, Math.round(y - (faint ? 0 : reach)))];
    const [right, bottom] = faint ? [left + 1, top + 1] : [Math.round(x + reach), Math.round(y + reach)];
    for (let r = top; r < Math.min(bottom, rows); r += 1) for (let k = left; k < Math.min(right, columns); k += 1) sums[(r + 1) * (columns + 1) + k + 1] += faint || COVERS;
  }
  for (let r = 1; r <= rows; r += 1) for (let k = 1, row = 0; k <= columns; k += 1) {
    row += sums[r * (columns + 1) + k];
    sums[r * (columns + 1) + k] = row + sums[(r - 1) * (columns + 1) + k];
  }
  const at = (v, most) => Math.min(Math.max(Math.floor(v), 0), most);
  /** @param {Box} box */
  const cost = (box) => {
    const [a, b, c, d] = [at(box.left - MARGIN, columns), at(box.right + MARGIN, columns), at(box.top - MARGIN, rows), at(box.bottom + MARGIN, rows)];
    const sum = (r, k) => sums[r * (columns + 1) + k];
    return sum(d, b) - sum(c, b) - sum(d, a) + sum(c, a);
  };
  return { width, height, cost };
}

/** @param {Box} a @param {Box} b area they share */
const shared = (a, b) => Math.max(0, Math.min(a.right, b.right) - Math.max(a.left, b.left)) * Math.max(0, Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top));

/**
 * A place for each label, in the order given: its box, and on which side of its point it stands.
 * @param {ReturnType<typeof ground>} on @param {Named[]} names @param {Mark[]} moving marks that the ground does not hold @param {number} size of the type, in pixels
 * @returns {{box: Box, align: "left" | "right"}[]}
 */
export function placed(on, names, moving, size) {
  const taken = [...names, ...moving].map((m) => ({ left: m.x - m.reach, top: m.y - m.reach, right: m.x + m.reach, bottom: m.y + m.reach }));
  return names.map(({ x, y, text }) => {
    const wide = WIDE * size * text.length, high = LEADING * size, lowest = Math.max(on.height - high - 1, 1), rightmost = Math.max(on.width - wide - 1, 1);
    let best = null;
    for (let away = GAP; away < on.width; away += STEP) for (const align of /** @type {("left" | "right")[]} */ (["left", "right"])) {
      const left = align === "left" ? x + away : x - away - wide;
      if (left < 1 || left > rightmost) continue;
      for (let step = -Math.ceil((2 * on.height) / size); step <= (2 * on.height) / size; step += 1) {
        const top = Math.min(Math.max(y - high / 2 + (step * high) / 2, 1), lowest), box = { left, top, right: left + wide, bottom: top + high };
        const grown = { left: left - MARGIN, top: top - MARGIN, right: box.right + MARGIN, bottom: box.bottom + MARGIN };
        const far = Math.hypot(away, top + high / 2 - y) + (align === "left" ? 0 : 4);
        if (best && far >= best.cost) continue;
        const cost = far + on.cost(box) + COVERS * taken.reduce((sum, one) => sum + shared(grown, one), 0);
        if (!best || cost < best.cost) best = { cost, box, align };
      }
    }
    const found = best || { box: { left: 1, top: 1, right: 1 + wide, bottom: 1 + high }, align: "left" };
    taken.push(found.box);
    return { box: found.box, align: found.align };
  });
}
