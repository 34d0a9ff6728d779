// The market: what Aave governance would decide. Thresholds, caps and rate curves are of the size
// seen on Ethereum; prices are round enough to reason with and odd enough to show a wrong rounding.

/** Ratios are basis points, as the configurator takes them; prices have 8 decimals. */
export const RESERVES = [
  reserve("WETH", "Wrapped Ether", 18, "3200", { ltv: 8050, lt: 8300, bonus: 10500, factor: 1500, rates: [9000, 0, 270, 8000] }),
  reserve("wstETH", "Wrapped staked Ether", 18, "3904.12", { ltv: 7850, lt: 8100, bonus: 10600, factor: 3500, rates: [8000, 0, 125, 8000] }),
  reserve("WBTC", "Wrapped Bitcoin", 8, "97000", { ltv: 7300, lt: 7800, bonus: 10500, factor: 5000, rates: [8000, 0, 400, 30000] }),
  reserve("USDC", "USD Coin", 6, "0.9999", { ltv: 7500, lt: 7800, bonus: 10450, factor: 1000, rates: [9000, 0, 550, 4000] }),
  reserve("USDT", "Tether USD", 6, "1.0002", { ltv: 7500, lt: 7800, bonus: 10450, factor: 1000, rates: [9200, 0, 550, 3500] }),
  reserve("DAI", "Dai Stablecoin", 18, "0.9998", { ltv: 6300, lt: 7700, bonus: 10500, factor: 2500, rates: [9200, 0, 550, 3500] }),
  // Its supply cap is set to what is there once seeded: more of it cannot be supplied.
  reserve("LINK", "Chainlink Token", 18, "17.4", { ltv: 6600, lt: 7100, bonus: 10700, factor: 2000, rates: [4500, 0, 700, 30000], becomes: "full" }),
  // LTV is taken to 0 once seeded: those who had enabled it keep its threshold, nobody new may.
  reserve("CRV", "Curve DAO Token", 18, "0.74", { ltv: 3500, lt: 4100, bonus: 10830, factor: 3500, rates: [7000, 300, 1400, 15000], becomes: "ltv-zero" }),
  // Frozen once seeded: no supply, no borrowing; repaying and liquidation go on.
  reserve("cbETH", "Coinbase Wrapped Staked Ether", 18, "3523.5", { ltv: 7500, lt: 7900, bonus: 10750, factor: 1500, rates: [4500, 0, 700, 30000], becomes: "frozen" }),
  // Collateral inside the ETH e-mode only: outside it counts for nothing.
  reserve("weETH", "Wrapped eETH", 18, "3447.88", { ltv: 0, lt: 0, bonus: 0, factor: 4500, rates: [3000, 100, 700, 30000] }),
  // Borrowed, never collateral.
  reserve("GHO", "Gho Token", 18, "0.9997", { ltv: 0, lt: 0, bonus: 0, factor: 1000, rates: [9000, 100, 450, 4000] }),
];

export const EMODES = [
  { id: 1, label: "ETH correlated", ltv: 9300, lt: 9500, bonus: 10100, collateral: ["WETH", "wstETH", "cbETH", "weETH"], borrowable: ["WETH", "wstETH"] },
  { id: 2, label: "Stablecoins", ltv: 9000, lt: 9300, bonus: 10200, collateral: ["USDC", "USDT", "DAI"], borrowable: ["USDC", "USDT", "DAI", "GHO"] },
];

/** The protocol's share of the liquidation bonus, every reserve alike. */
export const LIQUIDATION_PROTOCOL_FEE_BPS = 1000;

/** What lenders have supplied and others have borrowed: it sets utilisation, hence the rates. */
export const LIQUIDITY = {
  WETH: { supplied: "50000", borrowed: "42000" },
  wstETH: { supplied: "20000", borrowed: "4000" },
  WBTC: { supplied: "5000", borrowed: "260" },
  USDC: { supplied: "80000000", borrowed: "66000000" },
  USDT: { supplied: "60000000", borrowed: "51000000" },
  DAI: { supplied: "20000000", borrowed: "16500000" },
  LINK: { supplied: "480000", borrowed: "90000" },
  CRV: { supplied: "4000000", borrowed: "1300000" },
  cbETH: { supplied: "2000", borrowed: "300" },
  weETH: { supplied: "5000", borrowed: "200" },
  GHO: { supplied: "9000000", borrowed: "7000000" },
};

function reserve(symbol, name, decimals, priceUsd, terms) {
  return { symbol, name, decimals, priceUsd, ...terms };
}
