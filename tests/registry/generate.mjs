// Writes the compiled-in markets, chains and endpoints, and what wallets may show of calls to them, from
// published packages, so that no address in the program was ever typed into it by hand.
//
//   node tests/registry/generate.mjs           write the files
//   node tests/registry/generate.mjs --check   fail when a file differs from its sources

import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as book from '@aave-dao/aave-address-book';
import { IPayloadsControllerCore_ABI as CONTROLLER_ABI } from '@aave-dao/aave-address-book/abis/IPayloadsControllerCore';
import { IWrappedTokenGatewayV3_ABI as GATEWAY_ABI } from '@aave-dao/aave-address-book/abis/IWrappedTokenGatewayV3';
import { addresses as morpho, deployments } from '@morpho-org/morpho-ts';
import { encodeAbiParameters, encodePacked, getAddress, keccak256, toFunctionSignature } from 'viem';
import * as TOKEN_LIST from '@aave-dao/aave-address-book/tokenlist';
import * as viemChains from 'viem/chains';
import { descriptors } from './clear-signing.mjs';
import { BULKERS, COMETS, COMET_TOKENS, MORPHO_MARKETS, MORPHO_TOKENS, PERMITS, SPARK } from './published.mjs';

const ROOT = new URL('../../', import.meta.url);

/// A package and the version of it that is installed.
function from(name) {
  const file = new URL(`tests/node_modules/${name}/package.json`, ROOT);
  return `${name} ${JSON.parse(readFileSync(file, 'utf8')).version}`;
}

/// Each Aave v3 instance: its name in the book, the chain it must be on, and what people call it.
const AAVE = [
  { key: 'AaveV3Ethereum', chain: 1, name: 'Ethereum Core' },
  { key: 'AaveV3EthereumLido', chain: 1, name: 'Ethereum Prime' },
  { key: 'AaveV3EthereumEtherFi', chain: 1, name: 'Ethereum EtherFi' },
  { key: 'AaveV3EthereumHorizon', chain: 1, name: 'Ethereum Horizon' },
  { key: 'AaveV3Base', chain: 8453, name: 'Base' },
  { key: 'AaveV3Arbitrum', chain: 42161, name: 'Arbitrum' },
  { key: 'AaveV3Optimism', chain: 10, name: 'Optimism' },
  { key: 'AaveV3Polygon', chain: 137, name: 'Polygon' },
  { key: 'AaveV3Avalanche', chain: 43114, name: 'Avalanche' },
  { key: 'AaveV3BNB', chain: 56, name: 'BNB Chain' },
  { key: 'AaveV3Gnosis', chain: 100, name: 'Gnosis' },
  { key: 'AaveV3Linea', chain: 59144, name: 'Linea' },
  { key: 'AaveV3Scroll', chain: 534352, name: 'Scroll' },
  { key: 'AaveV3ZkSync', chain: 324, name: 'ZKsync Era' },
  { key: 'AaveV3Plasma', chain: 9745, name: 'Plasma' },
  { key: 'AaveV3Sonic', chain: 146, name: 'Sonic' },
  { key: 'AaveV3Celo', chain: 42220, name: 'Celo' },
  { key: 'AaveV3Mantle', chain: 5000, name: 'Mantle' },
  { key: 'AaveV3InkWhitelabel', chain: 57073, name: 'Ink' },
  { key: 'AaveV3Soneium', chain: 1868, name: 'Soneium' },
  { key: 'AaveV3Metis', chain: 1088, name: 'Metis' },
  { key: 'AaveV3MegaEth', chain: 4326, name: 'MegaETH' },
  { key: 'AaveV3Monad', chain: 143, name: 'Monad' },
  { key: 'AaveV3XLayer', chain: 196, name: 'X Layer' },
];

const TESTNET = /Sepolia|Fuji/;

/// Where viem's name of a chain is not what people call it.
const SHORT_NAMES = {
  10: 'Optimism', 56: 'BNB Chain', 196: 'X Layer', 1868: 'Soneium', 42161: 'Arbitrum', 59144: 'Linea',
};

/// viem has no pace for these: as slow as the slowest chain of the list is not too impatient.
const PACE_UNKNOWN = [1088, 2020, 5000, 747474];
const SLOWEST_MS = 12_000;

/// Development chains, for which nothing is compiled in.
const LOCAL = [
  { id: 31337, name: 'Local chain' },
  { id: 31338, name: 'Local chain 31338' },
  { id: 31339, name: 'Local chain 31339' },
];

/// Hosts whose endpoints in viem are not taken: one has somebody's key in its path, one a query.
const ENDPOINTS_LEFT_OUT = { 1088: ['api.blockeden.xyz', 'andromeda.metis.io'] };

/// The order of the protocols on a chain: the first market of a chain is its main one.
const PROTOCOLS = ['AaveV3', 'Spark', 'CompoundV3', 'MorphoBlue'];

/// Those of one pool, whose gateway takes the chain's coin.
const POOLED = ['AaveV3', 'Spark'];

/// The calls that take coin, as the book has them: the program makes and reads them by hand.
const GATEWAY = ['depositETH(address,address,uint16)', 'repayETH(address,uint256,address)'];

/// What is asked of, and simulated at, the contracts that change Aave's markets: each with what it answers, as
/// the book has it.
const CONTROLLER = {
  'getPayloadsCount()': '(uint40)',
  'getPayloadState(uint40)': '(uint8)',
  'getPayloadById(uint40)':
    '((address,uint8,uint8,uint40,uint40,uint40,uint40,uint40,uint40,uint40,(address,bool,uint8,uint256,string,bytes)[]))',
  'executePayload(uint40)': '()',
};

/// The type of a parameter, as a signature has it.
const typeOf = ({ type, components }) => (components ? `(${components.map(typeOf)})${type.slice('tuple'.length)}` : type);

/// What carries out what governance has queued for Aave's markets on each chain: of the executor that is the
/// admin of all of them there, and of no other.
function controllers() {
  const functions = CONTROLLER_ABI.filter(({ type }) => type === 'function');
  for (const [signature, answer] of Object.entries(CONTROLLER)) {
    const known = functions.find((one) => toFunctionSignature(one) === signature);
    if (!known || `(${known.outputs.map(typeOf)})` !== answer) throw new Error(`the book's controllers know no ${signature} that answers ${answer}`);
  }
  const governances = Object.entries(book).filter(([key]) => key.startsWith('GovernanceV3') && !TESTNET.test(key)).map(([, one]) => one);
  const found = AAVE.map(({ key, chain }) => {
    const admin = book[key].ACL_ADMIN;
    const own = governances.filter((one) => one.CHAIN_ID === chain).flatMap((one) => [
      [one.EXECUTOR_LVL_1, one.PAYLOADS_CONTROLLER],
      [one.PERMISSIONED_PAYLOADS_CONTROLLER_EXECUTOR, one.PERMISSIONED_PAYLOADS_CONTROLLER],
    ]);
    const those = own.filter(([executor, controller]) => controller && executor === admin);
    if (those.length !== 1) throw new Error(`${those.length} controllers of the book act for the admin of ${key}`);
    return { chain, controller: those[0][1] };
  });
  const chains = [...new Set(found.map(({ chain }) => chain))];
  return chains.map((chain) => {
    const all = [...new Set(found.filter((one) => one.chain === chain).map(({ controller }) => controller))];
    if (all.length !== 1) throw new Error(`the markets of chain ${chain} have ${all.length} controllers`);
    return { chain, controller: all[0] };
  });
}

function aave() {
  const known = GATEWAY_ABI.filter(({ type }) => type === 'function').map(toFunctionSignature);
  const unknown = GATEWAY.find((signature) => !known.includes(signature));
  if (unknown) throw new Error(`the book's gateways know no ${unknown}`);
  const markets = AAVE.map(({ key, chain, name }) => {
    const market = book[key];
    if (market?.CHAIN_ID !== chain) throw new Error(`${key} is not on chain ${chain} in the book`);
    return { protocol: 'AaveV3', chain, name, contracts: [market.POOL, market.POOL_ADDRESSES_PROVIDER], gateway: market.WETH_GATEWAY };
  });
  const listed = new Set(AAVE.map(({ key }) => key));
  for (const [key, market] of Object.entries(book)) {
    if (key.startsWith('AaveV3') && market.POOL && !listed.has(key) && !TESTNET.test(key)) {
      throw new Error(`${key} is in the book but not in the list of this script`);
    }
  }
  return markets;
}

const spark = () =>
  SPARK.map(({ chain, name, pool, provider, gateway }) => ({ protocol: 'Spark', chain, name, contracts: [pool, provider], gateway }));

const comets = () =>
  COMETS.map(({ chain, base, unit, comet }) => ({ protocol: 'CompoundV3', chain, name: base, contracts: [comet], unit }));

/// What a Comet counts in, as Rust: a market whose unit nobody has looked up is not listed.
function unitLiteral({ chain, name, unit }) {
  const [, isBase, text] = /^(=?)(\w+)$/.exec(unit ?? '') ?? [];
  if (!text) throw new Error(`the unit of the Comet ${name} on chain ${chain} is not known: ${unit}`);
  return `Unit::${isBase ? 'Base' : 'In'}("${text}")`;
}

/// The id of a Morpho Blue market is the hash of its parameters.
function idOf({ loanToken, collateralToken, oracle, irm, lltv }) {
  const words = [loanToken, collateralToken, oracle, irm].map((value) => [{ type: 'address' }, value]);
  words.push([{ type: 'uint256' }, lltv]);
  return keccak256(encodeAbiParameters(words.map(([type]) => type), words.map(([, value]) => value)));
}

/// Large Morpho Blue markets; their contract is the one of their chain.
function morphoMarkets() {
  const namesakes = ({ chain, name }) => MORPHO_MARKETS.filter((other) => other.chain === chain && other.name === name);
  return MORPHO_MARKETS.map((market) => {
    const { chain, id } = market;
    const hash = idOf({ ...market, irm: morpho[chain].adaptiveCurveIrm });
    if (hash !== id) throw new Error(`${market.name} on chain ${chain}: ${id} is not the hash of its parameters, ${hash} is`);
    const name = namesakes(market).length > 1 ? `${market.name} ${id.slice(0, 6)}` : market.name;
    return { protocol: 'MorphoBlue', chain, name, contracts: [], id };
  });
}

/// How many bytes of a hash tell a token: to find another one that has the same takes 2^80 tries for one
/// of them, 2^71 for any.
const FINGERPRINT_BYTES = 10;

const printOf = (chain, token) =>
  keccak256(encodePacked(['uint64', 'address'], [BigInt(chain), getAddress(token)])).slice(2, 2 + 2 * FINGERPRINT_BYTES);

const bytesOf = (print) => `[${print.match(/../g).map((byte) => `0x${byte}`).join(', ')}]`;

/// What the contracts of tokens call themselves, as Aave's book has it: its own names of assets are without
/// points and dashes.
const SYMBOLS = new Map(TOKEN_LIST.tokens.map(({ chainId, address, symbol }) => [`${chainId} ${getAddress(address)}`, symbol]));

/// Every token that the books list, with its decimals and its symbol: an error where two of them do not
/// agree on the decimals.
function tokens() {
  const found = new Map();
  const add = ({ chain, token, decimals, symbol, source }) => {
    if (getAddress(token) !== token) throw new Error(`${token} of ${source} has a wrong checksum`);
    const key = `${chain} ${token}`;
    const known = found.get(key);
    if (known && known.decimals !== decimals) throw new Error(`${key} has ${decimals} decimals in ${source}, ${known.decimals} elsewhere`);
    const called = known?.symbol ?? SYMBOLS.get(key) ?? symbol;
    if (!/^[\x21-\x7e₮€£¥₿]{1,20}$/.test(called ?? '')) throw new Error(`${key} of ${source} has no symbol that can be shown: ${called}`);
    found.set(key, { print: printOf(chain, token), decimals, symbol: called });
  };
  for (const { key, chain } of AAVE) {
    for (const { UNDERLYING, decimals } of Object.values(book[key].ASSETS)) {
      add({ chain, token: UNDERLYING, decimals, source: key });
    }
  }
  MORPHO_TOKENS.forEach((one) => add({ ...one, source: 'the tokens of Morpho' }));
  COMET_TOKENS.forEach((one) => add({ ...one, source: 'the tokens of the Comets' }));
  return [...found.values()].sort((one, other) => (one.print < other.print ? -1 : 1));
}

/// What tells each token that takes a signature in place of an approval: one that the books list, and that
/// wraps no coin.
function permits(listed, coins) {
  const prints = PERMITS.map(({ chain, token, symbol }) => {
    const key = `${token} (${symbol}) on chain ${chain}`;
    if (getAddress(token) !== token) throw new Error(`${key} has a wrong checksum`);
    if (coins.some((coin) => coin.chain === chain && coin.token === token)) throw new Error(`${key} wraps a coin`);
    const print = printOf(chain, token);
    if (!listed.some((one) => one.print === print)) throw new Error(`${key} is in no book`);
    return print;
  });
  if (new Set(prints).size < prints.length) throw new Error('a token is twice in the list of permits');
  return prints.sort();
}

function tokenTable() {
  const coins = wrapped();
  const listed = tokens();
  const signed = permits(listed, coins);
  const prints = listed.map(({ print }) => print);
  if (new Set(prints).size < prints.length) throw new Error('two tokens have one fingerprint');
  return `//! Generated by \`tests/registry/generate.mjs\` from ${from('@aave-dao/aave-address-book')}
//! and \`tests/registry/published.mjs\`.
//! Not edited by hand: the tests fail when it differs.

use alloy::primitives::{Address, address};

/// How many bytes of a hash tell a token.
pub(super) const BYTES: usize = ${FINGERPRINT_BYTES};

/// What tells each token, its decimals, and what it calls itself, in the order of the first.
#[rustfmt::skip]
pub(super) static TOKENS: [([u8; BYTES], u8, &str); ${listed.length}] = [
${rows(listed, ({ print, decimals, symbol }) => `(${bytesOf(print)}, ${decimals}, "${symbol}"),`)}
];

/// What tells each token that takes a signature in place of an approval (EIP-2612), in order.
#[rustfmt::skip]
pub(super) static PERMITS: [[u8; BYTES]; ${signed.length}] = [
${rows(signed, (print) => `${bytesOf(print)},`)}
];

/// The token that wraps the coin of a chain, where there is one.
#[rustfmt::skip]
pub(super) static WRAPPED: [(u32, Address); ${coins.length}] = [
${rows(coins, ({ chain, token }) => `(${chain}, ${literal(token)}),`)}
];
`;
}

/// The token that wraps a chain's coin: the one that the books call so.
function wrapped() {
  const listed = ({ chain, symbol }) => {
    const named = (name) => name.toLowerCase() === `w${symbol}`.toLowerCase();
    const inAave = AAVE.filter((one) => one.chain === chain).flatMap(({ key }) =>
      Object.entries(book[key].ASSETS).filter(([name]) => named(name)).map(([, { UNDERLYING, decimals }]) => {
        if (decimals !== 18) throw new Error(`the wrapped coin of chain ${chain} has ${decimals} decimals`);
        return getAddress(UNDERLYING);
      }),
    );
    const published = [...MORPHO_TOKENS, ...COMET_TOKENS].filter((one) => one.chain === chain && named(one.symbol));
    const found = [...new Set([...inAave, ...published.map(({ token }) => getAddress(token))])];
    if (found.length > 1) throw new Error(`chain ${chain} has more than one ${symbol} that is wrapped`);
    return found.map((token) => ({ chain, token }));
  };
  return CHAINS.map((chain) => ({ chain, symbol: facts(chain).symbol })).flatMap(listed);
}

/// A Rust address literal; an error where it is none, is zero, or has a wrong checksum.
function literal(address) {
  if (getAddress(address) !== address || /^0x0+$/.test(address)) throw new Error(`not an address: ${address}`);
  return `address!("${address}")`;
}

/// Chains in the order of the lists, the protocols of each in theirs, and so the markets.
const UNSORTED = [...aave(), ...spark(), ...comets(), ...morphoMarkets()];
const CHAINS = [...new Set(UNSORTED.map(({ chain }) => chain))];
const MARKETS = CHAINS.flatMap((chain) =>
  PROTOCOLS.flatMap((protocol) => UNSORTED.filter((one) => one.chain === chain && one.protocol === protocol)),
);

/// How many markets of a protocol follow each other on a chain.
function runs() {
  const found = [];
  for (const { chain, protocol } of MARKETS) {
    const last = found.at(-1);
    if (last?.chain === chain && last.protocol === protocol) last.count += 1;
    else found.push({ chain, protocol, count: 1 });
  }
  return found;
}

/// A number as Rust writes it, its thousands apart.
const grouped = (number) => String(number).replace(/\B(?=(\d{3})+$)/g, '_');

const rows = (list, row) => list.map((one) => `    ${row(one)}`).join('\n');

/// Morpho Blue itself, on every listed chain where it is: further markets are named by their ids.
const MORPHO = CHAINS.filter((chain) => morpho[chain]).map((chain) => ({ chain, address: morpho[chain].morpho }));

/// What makes Morpho's pre-liquidation contracts on each of these chains, and the block that it is in.
const FACTORIES = MORPHO.filter(({ chain }) => morpho[chain].preLiquidationFactory).map(({ chain }) => {
  const since = deployments[chain].preLiquidationFactory;
  if (typeof since !== 'bigint') throw new Error(`the block of the factory on chain ${chain} is not known`);
  return { chain, address: morpho[chain].preLiquidationFactory, since };
});

function table() {
  const ids = MARKETS.filter(({ id }) => id);
  const counted = MARKETS.filter(({ protocol }) => protocol === 'CompoundV3');
  const contracts = MARKETS.flatMap(({ contracts, name }) => contracts.map((address) => ({ address, name })));
  const pools = MARKETS.filter(({ protocol }) => POOLED.includes(protocol));
  const groups = runs();
  const governed = controllers();
  return `//! Generated by \`tests/registry/generate.mjs\` from ${from('@aave-dao/aave-address-book')},
//! ${from('@morpho-org/morpho-ts')} and \`tests/registry/published.mjs\`.
//! Not edited by hand: the tests fail when it differs.

use alloy::primitives::{Address, B256, address, b256};

use crate::protocols::Protocol;
use crate::protocols::compound_v3::Unit;

/// How many markets of a protocol a chain has, the main market of a chain being its first.
pub(super) static RUNS: [(u32, Protocol, u8); ${groups.length}] = [
${rows(groups, ({ chain, protocol, count }) => `(${chain}, Protocol::${protocol}, ${count}),`)}
];

/// What people call each market, in the same order, one a line.
pub(super) static NAMES: &str = "\\
${MARKETS.map(({ name }) => `${name}\\n\\`).join('\n')}
";

/// The contracts of each market but Morpho's, in the same order.
pub(super) static CONTRACTS: [Address; ${contracts.length}] = [
${rows(contracts, ({ address, name }) => `${literal(address)}, // ${name}`)}
];

/// What takes the chain's coin for each market of Aave and Spark, in the same order.
#[rustfmt::skip]
pub(super) static GATEWAYS: [Option<Address>; ${pools.length}] = [
${rows(pools, ({ gateway, name }) => `${gateway ? `Some(${literal(gateway)})` : 'None'}, // ${name}`)}
];

/// What carries out what governance has queued for Aave's markets, by chain.
#[rustfmt::skip]
pub(super) static CONTROLLERS: [(u32, Address); ${governed.length}] = [
${rows(governed, ({ chain, controller }) => `(${chain}, ${literal(controller)}),`)}
];

/// What takes the chain's coin for its Comets, by chain.
#[rustfmt::skip]
pub(super) static BULKERS: [(u32, Address); ${BULKERS.length}] = [
${rows(BULKERS, ({ chain, bulker }) => `(${chain}, ${literal(bulker)}),`)}
];

/// What the feeds of each Comet count in, in the same order.
#[rustfmt::skip]
pub(super) static UNITS: [Unit; ${counted.length}] = [
${rows(counted, (market) => `${unitLiteral(market)}, // ${market.name}`)}
];

/// The ids of Morpho's markets, in the same order.
#[rustfmt::skip]
pub(super) static IDS: [B256; ${ids.length}] = [
${rows(ids, ({ id, name }) => `b256!("${id}"), // ${name}`)}
];

/// Morpho Blue itself, by chain.
#[rustfmt::skip]
pub(super) static MORPHO: [(u32, Address); ${MORPHO.length}] = [
${rows(MORPHO, ({ chain, address }) => `(${chain}, ${literal(address)}),`)}
];

/// What makes its pre-liquidation contracts, by chain, and the block that it was made in.
#[rustfmt::skip]
pub(super) static FACTORIES: [(u32, Address, u64); ${FACTORIES.length}] = [
${rows(FACTORIES, ({ chain, address, since }) => `(${chain}, ${literal(address)}, ${grouped(since)}),`)}
];
`;
}

/// A chain's facts as viem has them, by its id.
function facts(id) {
  const all = Object.values(viemChains).filter((chain) => chain.id === id && !chain.testnet);
  const chain = all[0];
  if (!chain) throw new Error(`viem does not know chain ${id}`);
  if (chain.nativeCurrency.decimals !== 18) throw new Error(`the coin of chain ${id} has not 18 decimals`);
  const unknown = PACE_UNKNOWN.includes(id);
  if (unknown !== (chain.blockTime === undefined)) throw new Error(`the pace of chain ${id} in viem has changed`);
  return {
    id,
    name: SHORT_NAMES[id] ?? chain.name,
    symbol: chain.nativeCurrency.symbol,
    ms: chain.blockTime ?? SLOWEST_MS,
    explorer: chain.blockExplorers.default.url.replace(/\/$/, ''),
    multicall3: getAddress(chain.contracts.multicall3.address),
    endpoints: endpoints(id, chain.rpcUrls.default.http),
  };
}

/// Of the endpoints that viem has for a chain those for everyone, in its order.
function endpoints(id, published) {
  const leftOut = ENDPOINTS_LEFT_OUT[id] ?? [];
  const hosts = published.map((url) => new URL(url).host);
  const gone = leftOut.find((host) => !hosts.includes(host));
  if (gone) throw new Error(`viem no longer has an endpoint at ${gone} for chain ${id}`);
  const kept = published.filter((url, place) => !leftOut.includes(hosts[place]));
  if (kept.length === 0) throw new Error(`viem has no endpoint for chain ${id}`);
  if (new Set(kept).size < kept.length) throw new Error(`an endpoint of chain ${id} is listed twice`);
  kept.forEach(checkEndpoint);
  return kept;
}

/// An error where a URL is more than https, a host and a path, or has a key or a place for one.
function checkEndpoint(url) {
  const [, path] = /^https:\/\/[a-z0-9.-]+((?:\/[\w.-]*)*)$/.exec(url) ?? [];
  if (path === undefined) throw new Error(`not a plain https URL: ${url}`);
  const isKey = (part) => /key|token|secret|project/i.test(part) || /^(?=.*\d)[\w-]{16,}$/.test(part);
  if (path.split('/').some(isKey)) throw new Error(`a key, or a place for one: ${url}`);
}

const KNOWN = CHAINS.map(facts);

function chains() {
  const usual = KNOWN[0].multicall3;
  const elsewhere = KNOWN.filter(({ multicall3 }) => multicall3 !== usual);
  if (elsewhere.length !== 1) throw new Error('more than one chain has its Multicall3 elsewhere');
  const [{ id, multicall3 }] = elsewhere;
  const row = ({ id, name, symbol, ms, explorer }) =>
    `public(${[id, `"${name}"`, `"${symbol}"`, grouped(ms), `"${explorer}"`].join(', ')}),`;
  return `//! Generated by \`tests/registry/generate.mjs\` from ${from('viem')}.
//! Not edited by hand: the tests fail when it differs from the package.

use alloy::primitives::{Address, address};

use super::ChainId;
use super::chains::{ChainFacts, local, public};

/// Every chain that the program knows.
#[rustfmt::skip]
pub static CHAINS: [ChainFacts; ${KNOWN.length + LOCAL.length}] = [
${rows(KNOWN, row)}
${rows(LOCAL, ({ id, name }) => `local(${id}, "${name}"),`)}
];

/// Multicall3, at the same address on nearly every chain.
const USUAL: Address = ${literal(usual)};

/// Where the chain has its Multicall3.
pub(super) fn multicall3(chain: ChainId) -> Address {
    if chain == ChainId(${id}) {
        ${literal(multicall3)}
    } else {
        USUAL
    }
}
`;
}

function publicEndpoints() {
  const row = ({ id, endpoints }) => `(${id}, &[${endpoints.map((url) => `"${url}"`).join(', ')}]),`;
  return `//! Generated by \`tests/registry/generate.mjs\` from ${from('viem')}.
//! Not edited by hand: the tests fail when it differs from the package.

/// Endpoints that are open to everyone, by chain, as they are published.
#[rustfmt::skip]
pub(super) static PUBLIC_ENDPOINTS: [(u32, &[&str]); ${KNOWN.length}] = [
${rows(KNOWN, row)}
];
`;
}

/// What wallets may show of the calls to these contracts.
function clearSigning() {
  const first = (protocol) => MARKETS.filter((one) => one.protocol === protocol)
    .map(({ chain, contracts: [address] }) => ({ chain, address }));
  const gateways = (protocol) => MARKETS.filter((one) => one.protocol === protocol && one.gateway)
    .map(({ chain, gateway }) => ({ chain, address: gateway }));
  return descriptors({
    aave: first('AaveV3'), spark: first('Spark'), gateways: { aave: gateways('AaveV3'), spark: gateways('Spark') }, comets: first('CompoundV3'), morpho: MORPHO,
    bulkers: BULKERS.map(({ chain, bulker }) => ({ chain, address: bulker })),
    wrappers: wrapped().map(({ chain, token }) => ({ chain, address: token })),
  });
}

const FILES = {
  ...clearSigning(),
  'src/protocols/registry/table.rs': table(),
  'src/protocols/registry/tokens.rs': tokenTable(),
  'src/chain/known.rs': chains(),
  'src/chain/public_endpoints.rs': publicEndpoints(),
};

let stale = false;
for (const [path, text] of Object.entries(FILES)) {
  const file = fileURLToPath(new URL(path, ROOT));
  if (!process.argv.includes('--check')) {
    writeFileSync(file, text);
    console.log(`wrote ${path}`);
  } else if (readFileSync(file, 'utf8') === text) {
    console.log(`${path}: as in its sources`);
  } else {
    console.error(`${path} differs from its sources: run node tests/registry/generate.mjs`);
    stale = true;
  }
}
process.exitCode = stale ? 1 : 0;
