// How a rule is broken: its text is replaced by code that asks which rule is broken now, so that one build
// serves all of them.
//
// A rule is `{ rule, file, is, becomes, caught }`: one sentence that says what is broken; the file, and the
// text in it that occurs once; what stands there instead; and the test that catches it, as "lib path" or
// "simulation path". Where `becomes` is an expression it takes the place of the expression `is`; where it
// contains the word BROKEN it takes the place of the text as it stands, and BROKEN is the condition.

/** The rules with their numbers, by which they are switched on. */
export const numbered = (rules) => rules.map((rule, place) => ({ ...rule, number: place + 1 }));

/** Where a text stands; fails where that is nowhere, or at several places. */
function placeOf({ rule, file, is }, text) {
  const place = text.indexOf(is);
  if (place < 0) throw new Error(`${file} has no \`${is}\` any more: ${rule}`);
  if (text.indexOf(is, place + 1) >= 0) throw new Error(`${file} has \`${is}\` more than once: ${rule}`);
  return place;
}

/** A source in which each of these numbered rules can be broken. */
export function breakable(text, rules) {
  const places = new Map();
  for (const rule of rules) {
    const place = placeOf(rule, text);
    const same = places.get(place) ?? [];
    places.set(place, [...same, rule]);
  }
  let end = text.length;
  let after = "";
  for (const [place, same] of [...places].sort(([a], [b]) => b - a)) {
    const [{ is, rule }] = same;
    if (place + is.length > end || same.some((one) => one.is !== is)) throw new Error(`two rules share a text: ${rule}`);
    after = replaced(is, same) + text.slice(place + is.length, end) + after;
    end = place;
  }
  return text.slice(0, end) + after;
}

function replaced(is, same) {
  const condition = ({ number }) => `crate::broken(${number})`;
  const [first] = same;
  if (same.length === 1 && first.becomes.includes("BROKEN")) return first.becomes.replaceAll("BROKEN", condition(first));
  const arms = same.map((rule) => `if ${condition(rule)} { ${rule.becomes} } else `);
  return `(${arms.join("")}{ ${is} })`;
}

/**
 * A manifest, or its lock file, by which the copy is of a version of its own. Cargo names what it builds by
 * the package, wherever that lies: of the same version, the copy's programs take the place of the tree's,
 * whose tests would from then on be the copy's, whatever changes in the tree.
 */
export function apart(text) {
  const own = /(name = "margin-call"\nversion = "[^"]+)"/;
  if (!own.test(text)) throw new Error("the package of the copy has no version where one is looked for");
  return text.replace(own, '$1-broken"');
}

/** What tells the code which rule is broken: the variable BROKEN names its number. */
export const SWITCH = `
#[doc(hidden)]
pub fn broken(rule: u32) -> bool {
    static RULE: std::sync::OnceLock<u32> = std::sync::OnceLock::new();
    let named = || std::env::var("BROKEN").ok().and_then(|text| text.parse().ok());
    *RULE.get_or_init(|| named().unwrap_or_default()) == rule
}
`;
