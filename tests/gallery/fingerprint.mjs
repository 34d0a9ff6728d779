// A picture in few characters: its size, and how light each square of it is. Small enough to be kept
// for every state, coarse enough to be the same where a browser smooths the edges of letters otherwise,
// and fine enough that a missing word is seen.
import { PNG } from "pngjs";

const SQUARE = 48;
const DIGITS = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ+-";
/** So many of the 64 shades is what smoothing may do. */
const ALIKE = 2;

/** Of a PNG file's bytes. */
export function fingerprint(file) {
  const { width, height, data } = PNG.sync.read(file);
  let squares = "";
  for (let top = 0; top < height; top += SQUARE) {
    for (let left = 0; left < width; left += SQUARE) {
      const [right, bottom] = [Math.min(left + SQUARE, width), Math.min(top + SQUARE, height)];
      let light = 0;
      for (let y = top; y < bottom; y += 1) {
        for (let x = left; x < right; x += 1) {
          const at = (y * width + x) * 4;
          light += data[at] * 2 + data[at + 1] * 5 + data[at + 2];
        }
      }
      squares += DIGITS[Math.floor(light / ((right - left) * (bottom - top)) / 32)];
    }
  }
  return `${width}x${height} ${squares}`;
}

/** What a picture differs in from another, in words; null where it is the same. */
export function difference(before, now) {
  if (!before) return "is not among the pictures that are kept";
  const [[size, squares], [newSize, newSquares]] = [before.split(" "), now.split(" ")];
  if (size !== newSize) return `is ${newSize}, not ${size}`;
  const columns = Math.ceil(parseInt(size, 10) / SQUARE);
  const shade = (digit) => DIGITS.indexOf(digit);
  const differ = [...squares].flatMap((digit, at) =>
    Math.abs(shade(digit) - shade(newSquares[at])) > ALIKE ? [`${(at % columns) * SQUARE},${Math.floor(at / columns) * SQUARE}`] : [],
  );
  return differ.length === 0 ? null : `differs at ${differ.join(" ")}`;
}
