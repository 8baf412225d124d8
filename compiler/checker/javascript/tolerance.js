// How near a reply must come to the exact value. A tolerance is `{relative: 0.01}`, `{sig: 3}`, `{exact: true}`, …

const EXACT_NOISE = 1e-12;
const ZERO_NOISE = 1e-12;
const BETWEEN_WHOLE = 0.25;
const EDGE = 1e-9;
const NOISE = 1e-14;

// How far from the right value the tolerance reaches, in its unit (for a factor: on the far side).
function widthOf(tolerance, right) {
  const size = abs(right);
  if ("relative" in tolerance) return size * tolerance.relative;
  if ("absolute" in tolerance) return tolerance.absolute;
  if ("factor" in tolerance) return size * (tolerance.factor - 1);
  if ("decimals" in tolerance) return 0.5 * Number("1e" + -tolerance.decimals);
  if ("sig" in tolerance && right !== 0) return 0.5 * Number("1e" + (shortestDecimal(right).first + 1 - tolerance.sig));
  const noise = size * EXACT_NOISE || ZERO_NOISE;
  return isWhole(right) ? min(noise, BETWEEN_WHOLE) : noise;
}

// Whether the reply is near enough to the exact value; nothing that is not finite ever is.
function accepts(tolerance, right, reply) {
  const size = abs(right);
  if (!("factor" in tolerance)) return abs(reply - right) <= widthOf(tolerance, right) * (1 + EDGE) + size * NOISE;
  const [low, high] = [size / tolerance.factor, size * tolerance.factor];
  const isWithin = low * (1 - EDGE) <= abs(reply) && abs(reply) <= high * (1 + EDGE);
  return isFinite(reply) && right > 0 === reply > 0 && isWithin;
}
