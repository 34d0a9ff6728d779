// Says in words what the bytes of a transaction do, from the bytes alone.
import { formatUnits } from "./dom.js";

const UNLIMITED = 2n ** 256n - 1n;
const VARIABLE_RATE = 2n;

/** A reader of calls that knows the tokens and contracts of a local market by address. */
export function callReader({ assets, borrowers }, { markets: [market] }) {
  const names = new Map(
    [
      ...assets.map(({ address, symbol }) => [address, `${symbol} token`]),
      ...borrowers.map(({ address, name }) => [address, `account “${name}”`]),
      [market.pool, `${market.name} pool`],
      [market.wrappedTokenGateway, `${market.name} gateway`],
      [market.morpho, "Morpho"],
    ].filter(([address]) => address).map(([address, name]) => [address.toLowerCase(), name]),
  );
  const tokens = new Map(assets.map((asset) => [asset.address.toLowerCase(), asset]));

  const nameOf = (address) => names.get(address?.toLowerCase()) ?? null;
  const called = (address) => nameOf(address) ?? address;

  const amountOf = (units, token) => {
    if (units === UNLIMITED) return `everything of ${called(token)} (no limit)`;
    const asset = tokens.get(token.toLowerCase());
    return asset ? `${formatUnits(units, asset.decimals)} ${asset.symbol}` : `${units} units of ${token}`;
  };
  const forWhom = (account, from) => (account === from?.toLowerCase() ? "" : ` on behalf of ${called(account)}`);

  // By selector: the argument count, and the sentence.
  const known = {
    "0x095ea7b3": [2, ({ to }, [spender, amount]) =>
      word(amount) === UNLIMITED
        ? `Allow ${called(address(spender))} to spend ALL of your ${called(to)}, without limit`
        : `Allow ${called(address(spender))} to spend up to ${amountOf(word(amount), to)}`],
    "0x617ba037": [4, ({ from }, [asset, amount, account]) =>
      `Supply ${amountOf(word(amount), address(asset))}${forWhom(address(account), from)}`],
    "0x573ade81": [4, ({ from }, [asset, amount, mode, account]) =>
      `Repay ${amountOf(word(amount), address(asset))} of ${word(mode) === VARIABLE_RATE ? "variable-rate" : "unknown"} debt${forWhom(address(account), from)}`],
    "0x02c205f0": [8, ({ from }, [asset, amount, account]) =>
      `Supply ${amountOf(word(amount), address(asset))} by a signed permission${forWhom(address(account), from)}`],
    "0xee3e210b": [8, ({ from }, [asset, amount, mode, account]) =>
      `Repay ${amountOf(word(amount), address(asset))} of ${word(mode) === VARIABLE_RATE ? "variable-rate" : "unknown"} debt by a signed permission${forWhom(address(account), from)}`],
    "0x5a3b74b9": [2, (_, [asset, enabled]) =>
      `${word(enabled) === 1n ? "Use" : "Stop using"} supplied ${called(address(asset))} as collateral`],
    "0xd0e30db0": [0, ({ to, value }) => `Turn ${formatUnits(value ?? 0, 18)} ETH into ${called(to)}`],
    // Morpho's: the five words of the market come first; data for a call back is not understood.
    "0x238d6579": [9, ({ from }, [, collateral, , , , amount, account, , length]) =>
      word(length) === 0n ? `Supply ${amountOf(word(amount), address(collateral))} as collateral${forWhom(address(account), from)}` : null],
    "0x20b76e81": [10, ({ from }, [loan, , , , , amount, shares, account, , length]) => {
      if (word(length) !== 0n || (word(amount) === 0n) === (word(shares) === 0n)) return null;
      const sum = word(shares) === 0n ? amountOf(word(amount), address(loan)) : `${called(address(loan))} debt by its shares (${word(shares)})`;
      return `Repay ${sum}${forWhom(address(account), from)}`;
    }],
    "0x28530a47": [1, (_, [category]) =>
      word(category) === 0n ? "Leave the e-mode" : `Enter e-mode ${word(category)}`],
    "0x2dad97d4": [3, (_, [asset, amount]) => `Repay ${amountOf(word(amount), address(asset))} with supplied tokens`],
    "0x69328dec": [3, ({ from }, [asset, amount, account]) =>
      `Withdraw ${amountOf(word(amount), address(asset))}${address(account) === from?.toLowerCase() ? "" : ` to ${called(address(account))}`}`],
    "0x474cf53d": [3, ({ from, value }, [, account]) =>
      `Supply ${formatUnits(value ?? 0, 18)} ETH through the gateway${forWhom(address(account), from)}`],
    "0xbcc3c255": [3, ({ from, value }, [, amount, account]) => {
      const sum = word(amount) === UNLIMITED ? "all of your ETH debt" : `${formatUnits(word(amount), 18)} ETH of debt`;
      return `Repay ${sum}${forWhom(address(account), from)} through the gateway, with ${formatUnits(value ?? 0, 18)} ETH`;
    }],
    "0xa9059cbb": [2, ({ to }, [receiver, amount]) => `Send ${amountOf(word(amount), to)} to ${called(address(receiver))}`],
  };

  /** A sentence for what the transaction does, or null where the bytes are not understood. */
  function describe(transaction) {
    const data = transaction.data ?? transaction.input ?? "0x";
    if (data === "0x") return `Send ${formatUnits(transaction.value ?? 0, 18)} ETH to ${called(transaction.to)}`;
    const [count, sentence] = known[data.slice(0, 10).toLowerCase()] ?? [];
    // The very length of its arguments, no byte more: else they are not what they seem.
    if (!sentence || data.length !== 10 + 64 * count) return null;
    const words = Array.from({ length: count }, (_, i) => data.slice(10 + 64 * i, 74 + 64 * i));
    return sentence(transaction, words);
  }

  /** A sentence for typed data, or null where it is nothing that is known. */
  function describeTyped({ primaryType, domain, message }) {
    if (primaryType !== "Permit") return null;
    const { spender, value, deadline } = message;
    const until = new Date(Number(deadline) * 1000).toISOString();
    return BigInt(value) === UNLIMITED
      ? `Allow ${called(spender)} to spend ALL of your ${called(domain.verifyingContract)}, without limit`
      : `Allow ${called(spender)} to spend up to ${amountOf(BigInt(value), domain.verifyingContract)}, until ${until}`;
  }

  return { describe, describeTyped, nameOf };
}

// The pool's errors that a person of the demo can run into, by selector.
const POOL_ERRORS = {
  "0x6d305815": "ReserveFrozen",
  "0xd37f5f1c": "ReservePaused",
  "0x90cd6f24": "ReserveInactive",
  "0xf58f733a": "SupplyCapExceeded",
  "0x2c5211c6": "InvalidAmount",
  "0xf0788fb2": "NoDebtOfSelectedType",
  "0xcd3779c3": "NoExplicitAmountToRepayOnBehalf",
  "0x5fe10377": "UnderlyingBalanceZero",
  "0x0cafc072": "UserInIsolationModeOrLtvZero",
  "0x6679996d": "HealthFactorLowerThanLiquidationThreshold",
};

/** Why a call would revert. A node prints the bytes of a custom error as text: the name says more. */
export function explain({ message, data }) {
  const selector = typeof data === "string" ? data.slice(0, 10).toLowerCase() : "";
  const name = POOL_ERRORS[selector];
  if (name) return `the pool reverts with ${name}`;
  return message.replace(/[^\x20-\x7e]+/g, "…");
}

const word = (text) => BigInt(`0x${text}`);
const address = (text) => `0x${text.slice(24).toLowerCase()}`;
