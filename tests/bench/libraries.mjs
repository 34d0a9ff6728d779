// The same questions asked of the JavaScript libraries. Bundled into the page that measures.
import { formatReserves, formatUserSummary } from '@aave/math-utils';
import { AccrualPosition, Market, MarketParams } from '@morpho-org/blue-sdk';

/** The twelve reserves in the form that the library takes. */
function reserves({ res, symbols }) {
  return res.map((row, place) => {
    const [id, word, price, liquidityIndex, liquidityRate, borrowIndex, borrowRate, last] = row;
    const field = (start, bits) => ((BigInt(word) >> BigInt(start)) & ((1n << BigInt(bits)) - 1n)).toString();
    return {
      originalId: id,
      id: `reserve-${id}`,
      symbol: symbols[place],
      name: symbols[place],
      underlyingAsset: `0x${String(id).padStart(40, '0')}`,
      decimals: Number(field(48, 8)),
      usageAsCollateralEnabled: true,
      baseLTVasCollateral: field(0, 16),
      reserveLiquidationThreshold: field(16, 16),
      reserveLiquidationBonus: field(32, 16),
      reserveFactor: field(64, 16),
      borrowCap: field(80, 36),
      supplyCap: field(116, 36),
      priceInMarketReferenceCurrency: price,
      liquidityIndex,
      liquidityRate,
      variableBorrowIndex: borrowIndex,
      variableBorrowRate: borrowRate,
      lastUpdateTimestamp: last,
      availableLiquidity: '1000000000000000000000000',
      totalScaledVariableDebt: '1000000000000000000000000',
      virtualUnderlyingBalance: '1000000000000000000000000',
      debtCeiling: '0',
      debtCeilingDecimals: 2,
      isolationModeTotalDebt: '0',
      deficit: '0',
    };
  });
}

/** Asks `@aave/math-utils` for the health factor of the account. */
export function aave(file) {
  const market = {
    currentTimestamp: file.T,
    marketReferencePriceInUsd: '100000000',
    marketReferenceCurrencyDecimals: 8,
  };
  const all = reserves(file);
  const userReserves = file.res.map((row, place) => ({
    underlyingAsset: all[place].underlyingAsset,
    scaledATokenBalance: row[8],
    scaledVariableDebt: row[9],
    usageAsCollateralEnabledOnUser: true,
  }));
  return () => {
    const formattedReserves = formatReserves({ reserves: all, ...market });
    const summary = formatUserSummary({ ...market, userReserves, formattedReserves, userEmodeCategoryId: 0 });
    return summary.healthFactor;
  };
}

/** Asks `@morpho-org/blue-sdk` for the health factor of the account. */
export function morpho(file) {
  const integers = (object) => Object.fromEntries(Object.entries(object).map(([name, text]) => [name, BigInt(text)]));
  const address = (digit) => `0x${digit.repeat(40)}`;
  const params = new MarketParams({
    loanToken: address('1'),
    collateralToken: address('2'),
    oracle: address('3'),
    irm: '0x870aC11D48B15DB9a138Cf899d20F13F79Ba00BC',
    lltv: BigInt(file.lltv),
  });
  const market = new Market({
    params,
    ...integers(file.market),
    price: BigInt(file.price),
    rateAtTarget: BigInt(file.rateAtTarget),
  });
  const position = new AccrualPosition(
    { user: address('4'), supplyShares: 0n, borrowShares: BigInt(file.borrowShares), collateral: BigInt(file.collateral) },
    market,
  );
  return () => position.accrueInterest(BigInt(file.T)).healthFactor;
}

/** Nanoseconds for one call: so many that the clock does not matter, then the best of five. */
export function measure(run) {
  const took = (times) => {
    const start = performance.now();
    for (let done = 0; done < times; done += 1) run();
    return performance.now() - start;
  };
  let times = 1;
  while (took(times) < 100) times *= 2;
  return (Math.min(...[1, 2, 3, 4, 5].map(() => took(times))) * 1e6) / times;
}
