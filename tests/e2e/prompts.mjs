// What a top-up asks of the wallet: the same repayment, by each of the ways in which it can be signed.
import { parseUnits } from "viem";
import { chooseTopUp, connect, done, review, sign, signPermission } from "./acts.mjs";
import { allowance, balance } from "./chain.mjs";
import { resetFirst } from "./reset-first.mjs";
import { clean, reads } from "./support.mjs";

// Owes USDC, has some, and lets the market take none of it; the other lets it take enough.
const BORROWER = "call";
const ALLOWED = "allowance";

const prompt = (of) => ({ borrower: BORROWER, way: /^Repay USDC/, paid: "USDC", dialog: "Sign this transaction?", prepare: () => {}, before: () => {}, ...of });
const repayment = (of) => prompt({ target: "1.2", ...of });

/**
 * Each question by its name; `before` signs what comes ahead of it, and `isLater` says that something of
 * that is in a block by then.
 */
export const PROMPTS = {
  alone: repayment({ button: "Sign in wallet", borrower: ALLOWED, target: "1.3" }),
  native: prompt({ button: "Sign in wallet", way: /^Add ETH as collateral/, paid: "ETH", target: "1.2" }),
  approve: repayment({ button: "Sign in wallet (1 of 2)" }),
  // Over a permission that was taken away first.
  "approve anew": prompt({
    button: "Sign in wallet (2 of 3)", borrower: ALLOWED, amount: "4000", isLater: true,
    prepare: ({ chain }) => resetFirst(chain, "USDC"), before: (world) => sign(world, "1 of 3"),
  }),
  act: repayment({ button: "Sign in wallet (2 of 2)", isLater: true, before: (world) => sign(world, "1 of 2") }),
  batch: repayment({ button: "Sign in wallet (all 2 at once)", dialog: "Sign these 2 calls?", prepare: ({ wallet }) => wallet.carriesOutAtOnce("supported") }),
  permit: repayment({ button: "Sign the permission (1 of 2)", dialog: "Sign this message?", permit: true }),
  "act by permit": repayment({ button: "Sign in wallet (2 of 2)", permit: true, before: (world) => signPermission(world) }),
};

/** Connects whoever is asked this. */
export async function connectFor(world, name) {
  const { borrower, prepare } = PROMPTS[name];
  await prepare(world);
  await connect(world, borrower);
}

/** Goes to where the next click has the wallet ask this. The result is what `payment` says. */
export async function upTo(world, name) {
  const { way, target, amount, permit, before, button } = PROMPTS[name];
  const { topUp } = world.widget;
  await chooseTopUp(world, way);
  await (amount ? topUp.takesExactly(amount) : topUp.restoreTo(target));
  await review(world, { permit });
  const paid = await payment(world, name);
  await before(world);
  await topUp.button(button).waitFor();
  return paid;
}

/** Has the wallet ask. */
export async function ask({ widget, wallet }, name) {
  const { button, dialog } = PROMPTS[name];
  await widget.topUp.button(button).click();
  await wallet.dialog(dialog).waitFor();
}

/** Answers what the wallet asks. */
export const confirm = ({ wallet }, name) => wallet.confirm(PROMPTS[name].dialog);
export const decline = ({ wallet }, name) => wallet.reject(PROMPTS[name].dialog);

/**
 * The payment that is shown: its `units`, and `stands()`, what the chain has of it since: how much has
 * `left` the wallet, what the market is `permitted` to take still, and how many transactions the account
 * has `sent` into blocks.
 */
async function payment({ chain, widget }, name) {
  const { borrower, paid } = PROMPTS[name];
  const account = chain.borrower(borrower);
  const said = clean(await widget.topUp.sentences.last().textContent());
  const units = parseUnits(new RegExp(`([\\d,.]+) ${paid}`).exec(said)[1].replaceAll(",", ""), paid === "ETH" ? 18 : chain.asset(paid).decimals);
  const count = async () => Number(await chain.rpc.call("eth_getTransactionCount", [account, "latest"]));
  const { number } = await chain.head();
  const [held, before] = [await holds(), await count()];
  // Of coin, what was sent along: the rest are fees.
  async function holds() {
    return paid === "ETH" ? -(await coinSent(chain, account, number)) : balance(chain, paid, account);
  }
  return {
    account,
    units,
    stands: async () => ({
      left: held - (await holds()),
      permitted: await allowance(chain, "USDC", account),
      sent: (await count()) - before,
    }),
  };
}

/** The coin that an account has sent along with what succeeded after a block. */
async function coinSent(chain, account, after) {
  let sum = 0n;
  const { number } = await chain.head();
  for (let block = after + 1; block <= number; block += 1) {
    const { transactions } = await chain.rpc.call("eth_getBlockByNumber", [`0x${block.toString(16)}`, true]);
    for (const { from, hash, value } of transactions) {
      if (from !== account.toLowerCase()) continue;
      const { status } = await chain.rpc.call("eth_getTransactionReceipt", [hash]);
      if (status === "0x1") sum += BigInt(value);
    }
  }
  return sum;
}

/** How it stands once this was carried out, and nothing else, where it stood so before. */
export function carriedOut(name, { units }, { left, permitted, sent }) {
  switch (name) {
    case "approve":
    case "approve anew":
      return { left, permitted: units, sent: sent + 1 };
    case "alone":
    case "act":
      return { left: left + units, permitted: permitted - units, sent: sent + 1 };
    default:
      return { left: left + units, permitted, sent: sent + 1 };
  }
}

/** Waits until it is said that nothing was sent, or nothing more. */
export const saysNothingSent = (world, name) =>
  says(world, PROMPTS[name].isLater ? "Nothing more was sent. The earlier steps are on the chain, as shown below." : "Nothing was sent.");

/** Waits until the top-up says this. */
export const says = ({ widget }, text) => widget.topUp.panel.getByText(text, { exact: typeof text === "string" }).first().waitFor();

/** Waits until it went through: what comes after an approval is shown, and after a payment its end. */
export const goesOn = (world, name) => (name.startsWith("approve") ? reads(world.widget.topUp.heading, "Review what you will sign") : done(world));

/** How many of its buttons lead to the wallet. */
export const offers = ({ widget }) => widget.topUp.panel.getByRole("button", { name: /^(Review|Sign)/ }).count();

/**
 * Has each of `cases` in turn, every one on the chain as it was, and with a page that remembers nothing but
 * its wallet.
 */
export async function each({ chain, demo, page }, cases, body) {
  for (const one of cases) {
    const before = await chain.snapshot();
    try {
      await body(one);
    } catch (error) {
      throw new Error(`${JSON.stringify(one)}: ${error.message}`, { cause: error });
    }
    await page.evaluate(() => {
      for (const key of Object.keys(localStorage)) if (key.startsWith("margin-call:sent:")) localStorage.removeItem(key);
    });
    await page.goto("about:blank");
    await chain.revert(before);
    await page.goto(demo.url);
  }
}
