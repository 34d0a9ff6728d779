// The borrowers, one for each state that an interface must tell apart. Account numbers are those of
// the well-known test mnemonic; the first is the one that the demo opens with.
//
// `supply`, `borrow` and `wallet` are in whole tokens. `health` is the range that the health factor
// must lie in once everything is seeded: preparation fails outside it, so a wrong description
// cannot survive. "none" means no debt.

export const BORROWERS = [
  {
    name: "demo", health: [1.44, 1.46],
    description: "Ether and a little Bitcoin against USDC; everything needed for a top-up in the wallet.",
    supply: { WETH: "10", WBTC: "0.05" }, borrow: { USDC: "20920" },
    wallet: { WETH: "5", USDC: "25000", WBTC: "0.2", DAI: "8000" },
  },
  {
    name: "healthy", health: [2.3, 2.5],
    description: "Staked Ether against USDC, far from any call.",
    supply: { wstETH: "25" }, borrow: { USDC: "33000" }, wallet: { USDC: "5000" },
  },
  {
    name: "watch", health: [1.17, 1.19],
    description: "Ether against USDT, inside the watch distance.",
    supply: { WETH: "20" }, borrow: { USDT: "45000" }, wallet: { USDT: "12000", WETH: "2" },
  },
  {
    name: "call", health: [1.07, 1.09],
    description: "Ether against USDC, inside the call distance.",
    supply: { WETH: "8" }, borrow: { USDC: "19700" }, wallet: { USDC: "6000", WETH: "3" },
  },
  {
    name: "urgent", health: [1.033, 1.05],
    description: "Bitcoin against DAI, at the edge.",
    supply: { WBTC: "1.5" }, borrow: { DAI: "109200" }, wallet: { DAI: "30000", WBTC: "0.5" },
  },
  {
    name: "liquidatable", health: [0.96, 0.99],
    description: "LINK against USDC after LINK fell: anyone may liquidate up to half.",
    supply: { LINK: "3000" }, borrow: { USDC: "37900" }, wallet: { USDC: "20000" },
  },
  {
    name: "under-water", health: [0.7, 0.95],
    description: "CRV against USDT after CRV fell: anyone may liquidate all of it.",
    supply: { CRV: "90000" }, borrow: { USDT: "30400" }, wallet: { USDT: "1000" },
  },
  {
    name: "e-mode-eth", health: [1.04, 1.08], emode: 1,
    description: "Staked Ether against Ether in the ETH e-mode: the dollar price of Ether does not matter.",
    supply: { wstETH: "40" }, borrow: { WETH: "43.7" }, wallet: { wstETH: "3", WETH: "2" },
  },
  {
    name: "e-mode-stable", health: [1.04, 1.07], emode: 2,
    description: "DAI against USDC in the stablecoin e-mode.",
    supply: { DAI: "50000" }, borrow: { USDC: "44100" }, wallet: { USDC: "1500" },
  },
  {
    name: "e-mode-only", health: [1.1, 1.14], emode: 1,
    description: "weETH, collateral in the ETH e-mode alone, against Ether.",
    supply: { weETH: "12" }, borrow: { WETH: "11" }, wallet: { weETH: "1" },
  },
  {
    name: "no-debt", health: "none",
    description: "Supplies Ether and USDC, owes nothing.",
    supply: { WETH: "4", USDC: "10000" }, wallet: { USDC: "100" },
  },
  {
    name: "no-position", health: "none",
    description: "Holds tokens, has never used the market.",
    wallet: { WETH: "1", USDC: "1000" },
  },
  {
    name: "dust", health: [1000, 1e9],
    description: "Three millionths of a USDC owed against a hundredth of an Ether.",
    supply: { WETH: "0.01" }, borrow: { USDC: "0.000003" }, wallet: { USDC: "1" },
  },
  {
    name: "many", health: [1.25, 1.4],
    description: "Five collaterals and three debts, of 18, 8 and 6 decimals.",
    supply: { WETH: "3", wstETH: "2", WBTC: "0.11", LINK: "400", USDT: "7500" },
    borrow: { USDC: "12000", DAI: "8000.5", GHO: "5300" },
    wallet: { USDC: "2500", DAI: "2500", WETH: "0.5", USDT: "900" },
  },
  {
    name: "ltv-zero", health: [1.12, 1.2],
    description: "CRV enabled before its LTV went to 0: it still counts, and takes a top-up.",
    supply: { CRV: "20000", WETH: "1" }, borrow: { USDC: "7500" }, wallet: { CRV: "30000" },
  },
  {
    name: "ltv-zero-idle", health: [1.12, 1.2],
    description: "Holds CRV in the wallet only: supplying it now would not move the health.",
    supply: { WETH: "2" }, borrow: { USDC: "4600" }, wallet: { CRV: "30000", USDC: "200" },
  },
  {
    name: "idle-supply", health: [1.1, 1.2], disable: ["USDC"],
    description: "USDC supplied but not enabled as collateral, next to Ether against DAI.",
    supply: { WETH: "3", USDC: "5000" }, borrow: { DAI: "6900" }, wallet: { DAI: "500", USDC: "2000" },
  },
  {
    name: "allowance", health: [1.18, 1.23],
    description: "An allowance of exactly 3,000 USDC to the pool is already there.",
    supply: { WETH: "5" }, borrow: { USDC: "11000" }, wallet: { USDC: "9000" }, allow: { USDC: "3000" },
  },
  {
    name: "frozen", health: [1.06, 1.12],
    description: "cbETH, frozen since: no more of it can be supplied; USDT debt can be repaid.",
    supply: { cbETH: "6" }, borrow: { USDT: "15300" }, wallet: { cbETH: "2", USDT: "5000" },
  },
  {
    name: "capped", health: [1.07, 1.12],
    description: "LINK, its supply cap full: only repaying helps.",
    supply: { LINK: "2000" }, borrow: { USDC: "22500" }, wallet: { LINK: "1000", USDC: "4000" },
  },
  {
    name: "empty-handed", health: [1.05, 1.1],
    description: "Ether against USDC with nothing in the wallet but gas.",
    supply: { WETH: "6" }, borrow: { USDC: "14850" },
  },
  {
    name: "same-asset", health: [1.05, 1.12], emode: 2,
    description: "USDC on both sides, looped in the stablecoin e-mode.",
    supply: { USDC: "30000" }, borrow: { USDC: "25800" }, wallet: { USDC: "3000" },
  },
  {
    name: "e-mode-open", health: [1.07, 1.09],
    description: "Staked Ether against Ether outside of the ETH e-mode, in which it would count for more.",
    supply: { wstETH: "10" }, borrow: { WETH: "9.15" }, wallet: { WETH: "0.5" },
  },
];

/** Prices during seeding where they differ: they let a position be opened that the fall then breaks. */
export const OPENING_PRICES_USD = { LINK: "20.5", CRV: "1.02", WBTC: "101000" };
