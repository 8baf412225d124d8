// General slips: what makes a wrong number of the right one, whatever the exercise.

const BLURRED = 1 / 4;
const SLIP_DIGITS = 1 / 10;
const APART = 3;
const NEAR = 0.3;

// The verdict on a general slip that makes the reply of the answer, if there is one that the tolerance can tell.
// `blur` is the share of the reply that its last digit leaves open.
function slip(key, reply, blur) {
  if (key.value === 0 || reply === 0) return null;
  const tolerance = "factor" in key.tolerance ? { relative: SLIP_DIGITS } : key.tolerance;
  const share = widthOf(tolerance, key.value) / abs(key.value);
  if (share > BLURRED) return null;
  const ratio = reply / key.value;
  if (ratio < 0) return accepts(tolerance, key.value, -reply) ? verdictOf("wrong", "sign") : null;
  const unit = key.unit === null ? null : findUnit(key.unit);
  const lookedFor = (unit && FACTS.slips[unit.kind]) || FACTS.slips.other;
  for (const [kind, factor, isHundred] of suspects(ratio)) {
    // The reply is scaled, not the answer: so a tolerance of every kind keeps its meaning.
    const unsure = abs(ratio / factor - 1) <= EDGE ? share : max(share, blur);
    const isToldApart = abs(Math.log(factor)) > APART * unsure;
    if (lookedFor.includes(kind) && isToldApart && accepts(tolerance, key.value, reply / factor)) {
      return verdictOf(kind, unit && unit.family === "share" && isHundred ? "percent" : kind);
    }
  }
  return null;
}

// The slips that are near a positive ratio of reply and answer: kind, factor, whether it is the one of percentages.
function suspects(ratio) {
  if (!(0 < ratio && ratio < Infinity)) return [];
  const size = Math.log(ratio);
  const found = [];
  for (const [kind, base, most] of FACTS.bases) {
    const step = Math.log(base);
    const power = round(size / step);
    if (power !== 0 && abs(power) <= most && abs(size - power * step) < NEAR) {
      const factor = base === 10 ? Number("1e" + power) : Math.pow(base, power);
      found.push([kind, factor, base === 10 && abs(power) === 2]);
    }
  }
  return found;
}
