// Every broken rule still stands in the sources, and code in which it can be broken is still code. Run
// with `node --test tests/broken/*.test.mjs`; `make broken` breaks them.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { apart, breakable } from "./apply.mjs";
import { RULES } from "./rules.mjs";

const rule = (is, becomes, number = 1) => ({ rule: "a rule", file: "a file", is, becomes, number });

test("every rule stands where it says, and every test that is to catch it exists", () => {
  const run = fileURLToPath(new URL("run.mjs", import.meta.url));
  const { status, stderr } = spawnSync("node", [run, "--check"], { encoding: "utf8" });
  assert.equal(status, 0, stderr);
});

test("no rule is broken twice in the same way", () => {
  const ways = RULES.map(({ file, is, becomes }) => `${file} ${is} ${becomes}`);
  assert.equal(new Set(ways).size, ways.length);
  assert.equal(new Set(RULES.map((one) => one.rule)).size, RULES.length);
});

test("an expression is chosen by what is broken, and several ways to break it stand beside each other", () => {
  const two = [rule("a < b", "true", 1), rule("a < b", "false", 2)];
  const text = breakable("if a < b { c; }", two);
  assert.equal(text, "if (if crate::broken(1) { true } else if crate::broken(2) { false } else { a < b }) { c; }");
});

test("what names the condition itself is put in as it stands", () => {
  assert.equal(breakable("a; b; c;", [rule("b;", "if !BROKEN { b; }", 7)]), "a; if !crate::broken(7) { b; } c;");
});

test("a text that is not there, or is there twice, or belongs to two rules, is refused", () => {
  assert.throws(() => breakable("a", [rule("b", "c")]), /no `b` any more/);
  assert.throws(() => breakable("b b", [rule("b", "c")]), /more than once/);
  assert.throws(() => breakable("a b c", [rule("a b", "c", 1), rule("b c", "d", 2)]), /share a text/);
});

test("the copy is a package of another version, so that its programs are never taken for the tree's", () => {
  for (const file of ["Cargo.toml", "Cargo.lock"]) {
    const text = readFileSync(new URL(`../../${file}`, import.meta.url), "utf8");
    assert.notEqual(apart(text), text, file);
    assert.match(apart(text), /name = "margin-call"\nversion = "[\d.]+-broken"/);
  }
  assert.throws(() => apart("[package]"), /no version/);
});
