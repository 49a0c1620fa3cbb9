// Many dots as few shapes: a browser moves one shape of hundreds of dots faster than hundreds of shapes.

const SHAPES = 4; // a dot on another's is darker where they are of two shapes: where there are many packages stays visible

/**
 * Dots as shapes of lines without length, which are drawn by their round ends.
 * @param {{x: number, y: number}[]} places in pixels
 */
export const dots = (places) => [...Array(SHAPES).keys()].map((shape) => ({
  type: "Feature",
  geometry: { type: "MultiLineString", coordinates: places.filter((_, j) => j % SHAPES === shape).map(({ x, y }) => [[x, y], [x, y]]) },
}));
