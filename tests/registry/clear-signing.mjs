// ERC-7730 descriptors of the calls that a top-up signs, for the wallets that show them: what is moved,
// for whom, in a token's own units. One a protocol, with every contract that is compiled in.

const SCHEMA = 'https://eips.ethereum.org/assets/eip-7730/erc7730-v1.schema.json';

/// More than there will ever be of a token.
const ALL = { threshold: `0x8${'0'.repeat(63)}`, message: 'All' };

const amount = (path, label, tokenPath, params) => ({ path, label, format: 'tokenAmount', params: { tokenPath, ...params } });
const token = (path, label) => ({ path, label, format: 'addressName', params: { types: ['token'], sources: ['local', 'ens'] } });
const account = (path) => ({
  path, label: 'For the position of', format: 'addressName', params: { types: ['eoa', 'wallet'], sources: ['local', 'ens'] },
});
const raw = (path, label) => ({ path, label, format: 'raw' });

/// A call: its intent, what is shown of it, and what is the same in every call of ours or follows from the rest.
const call = (intent, fields, excluded = []) => ({
  intent, fields, required: fields.map(({ path }) => path), ...(excluded.length ? { excluded } : {}),
});

const until = (path) => ({ path, label: 'Permission until', format: 'date', params: { encoding: 'timestamp' } });

/// What was signed before: the token looks at it.
const SIGNATURE = ['permitV', 'permitR', 'permitS'];

const POOL = {
  'supply(address asset,uint256 amount,address onBehalfOf,uint16 referralCode)': call(
    'Add collateral', [amount('amount', 'Amount', 'asset'), account('onBehalfOf')], ['referralCode']),
  'repay(address asset,uint256 amount,uint256 interestRateMode,address onBehalfOf)': call(
    'Repay debt', [amount('amount', 'Amount', 'asset', ALL), account('onBehalfOf')], ['interestRateMode']),
  'supplyWithPermit(address asset,uint256 amount,address onBehalfOf,uint16 referralCode,uint256 deadline,uint8 permitV,bytes32 permitR,bytes32 permitS)': call(
    'Add collateral by a signed permission',
    [amount('amount', 'Amount', 'asset'), account('onBehalfOf'), until('deadline')],
    ['referralCode', ...SIGNATURE]),
  'repayWithPermit(address asset,uint256 amount,uint256 interestRateMode,address onBehalfOf,uint256 deadline,uint8 permitV,bytes32 permitR,bytes32 permitS)': call(
    'Repay debt by a signed permission',
    [amount('amount', 'Amount', 'asset'), account('onBehalfOf'), until('deadline')],
    ['interestRateMode', ...SIGNATURE]),
  'repayWithATokens(address asset,uint256 amount,uint256 interestRateMode)': call(
    'Repay debt out of your supply', [amount('amount', 'Amount', 'asset', ALL)], ['interestRateMode']),
  'setUserUseReserveAsCollateral(address asset,bool useAsCollateral)': call(
    'Let a supply count as collateral', [token('asset', 'Token'), raw('useAsCollateral', 'Counts')]),
  'setUserEMode(uint8 categoryId)': call('Switch to an e-mode', [raw('categoryId', 'E-mode')]),
};

/// The network's coin where a token is named (EIP-7528).
const COIN = '0xEeeeeEeeeEeEeeEeEeEeeEEEeeeeEeeeeeeeEEeE';
const coin = { path: '@.value', label: 'Amount', format: 'amount' };
const GATEWAY = {
  'depositETH(address pool,address onBehalfOf,uint16 referralCode)': call(
    'Add collateral in the network’s coin', [coin, account('onBehalfOf')], ['pool', 'referralCode']),
};
/// Which of the two is repaid: a word that went with the stable rate.
const repaysCoin = (signature, mode) => ({
  [signature]: call(
    'Repay debt in the network’s coin',
    [{ ...coin, label: 'At most' },
      { path: 'amount', label: 'Debt repaid', format: 'tokenAmount', params: { token: COIN, nativeCurrencyAddress: COIN, ...ALL } },
      account('onBehalfOf')],
    ['pool', ...mode]),
});
const GATEWAYS = {
  aave: { ...GATEWAY, ...repaysCoin('repayETH(address pool,uint256 amount,address onBehalfOf)', []) },
  spark: { ...GATEWAY, ...repaysCoin('repayETH(address pool,uint256 amount,uint256 rateMode,address onBehalfOf)', ['rateMode']) },
};

const COMET = {
  'supply(address asset,uint256 amount)': call(
    'Add collateral or repay debt', [amount('amount', 'Amount', 'asset', ALL)]),
};

/// What it is asked to do is packed into bytes, and it can be asked for anything: nothing is claimed of them.
const BULKER = {
  'invoke(bytes32[] actions,bytes[] data)': call(
    'Several actions of Compound III', [{ ...coin, label: 'Sent at most' }, raw('actions.[]', 'Action'), raw('data.[]', 'Data')]),
};

const MARKET = '(address loanToken,address collateralToken,address oracle,address irm,uint256 lltv) marketParams';
const market = [
  token('marketParams.collateralToken', 'Collateral'),
  token('marketParams.loanToken', 'Loan'),
  { path: 'marketParams.lltv', label: 'Liquidation LTV', format: 'unit', params: { base: '%', decimals: 16 } },
];
const BLUE = {
  [`supplyCollateral(${MARKET},uint256 assets,address onBehalf,bytes data)`]: call(
    'Add collateral',
    [amount('assets', 'Amount', 'marketParams.collateralToken'), ...market, account('onBehalf'), raw('data', 'Callback')],
    ['marketParams.oracle', 'marketParams.irm']),
  [`repay(${MARKET},uint256 assets,uint256 shares,address onBehalf,bytes data)`]: call(
    'Repay debt',
    [amount('assets', 'Amount', 'marketParams.loanToken'), raw('shares', 'Or shares of the debt'), ...market,
      account('onBehalf'), raw('data', 'Callback')],
    ['marketParams.oracle', 'marketParams.irm']),
  'setAuthorization(address authorized,bool newIsAuthorized)': call(
    'Let a contract act for you on Morpho, or take that back',
    [{ path: 'authorized', label: 'Contract', format: 'addressName', params: { types: ['contract'], sources: ['local', 'ens'] } },
      raw('newIsAuthorized', 'May act')]),
};

const WRAPPER = {
  'deposit()': call('Wrap the network’s coin', [coin]),
};

/// The descriptors by their paths, of lists of `{ chain, address }`.
export function descriptors({ aave, spark, gateways, comets, bulkers, morpho, wrappers }) {
  const descriptor = (id, owner, deployments, formats) => ({
    $schema: SCHEMA,
    context: {
      $id: id,
      contract: { deployments: deployments.map(({ chain, address }) => ({ chainId: chain, address })) },
    },
    metadata: { owner },
    display: { formats },
  });
  const files = {
    'aave-v3': descriptor('Aave v3 Pool', 'Aave', aave, POOL),
    spark: descriptor('SparkLend Pool', 'Spark', spark, POOL),
    'aave-v3-gateway': descriptor('Aave v3 WrappedTokenGateway', 'Aave', gateways.aave, GATEWAYS.aave),
    'spark-gateway': descriptor('SparkLend WrappedTokenGateway', 'Spark', gateways.spark, GATEWAYS.spark),
    'compound-v3': descriptor('Compound III Comet', 'Compound', comets, COMET),
    'compound-v3-bulker': descriptor('Compound III Bulker', 'Compound', bulkers, BULKER),
    'morpho-blue': descriptor('Morpho Blue', 'Morpho', morpho, BLUE),
    'wrapped-coin': descriptor('The wrapped coin', 'Wrapped coin', wrappers, WRAPPER),
  };
  return Object.fromEntries(Object.entries(files).map(([name, file]) =>
    [`src/protocols/registry/clear-signing/${name}.json`, `${JSON.stringify(file, null, 2)}\n`]));
}
