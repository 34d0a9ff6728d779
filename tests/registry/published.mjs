// Markets that no npm package lists, kept by hand from what their protocols publish. The generator
// refuses an address whose checksum (EIP-55) is wrong and a market id that is not the hash of its
// parameters, so a slip of a digit cannot pass.

/// SparkLend, Aave-v3-shaped. Source: sparkdotfi/spark-address-registry, src/SparkLend.sol and
/// src/Gnosis.sol (POOL, POOL_ADDRESSES_PROVIDER, WETH_GATEWAY), read in November 2026.
export const SPARK = [
  { chain: 1, name: 'Ethereum', pool: '0xC13e21B648A5Ee794902342038FF3aDAB66BE987', provider: '0x02C3eA4e34C0cBd694D2adFa2c690EECbC1793eE', gateway: '0xBD7D6a9ad7865463DE44B05F04559f65e3B11704' },
  { chain: 100, name: 'Gnosis', pool: '0x2Dae5307c5E3FD1CF5A72Cb6F698f915860607e0', provider: '0xA98DaCB3fC964A6A0d2ce3B77294241585EAbA6d', gateway: '0xBD7D6a9ad7865463DE44B05F04559f65e3B11704' },
];

/// Compound III: the proxy of each market, by the symbol of its base token. Source: the networks
/// table of docs.compound.finance (woof-software/compound-docs-aggregator,
/// compound-finance/compound-3.md), collected from the chains on 2026-01-12.
///
/// `unit` is what the market's feeds count in, with `=` before it where the base token is that unit
/// itself. Source: compound-finance/comet, deployments/<network>/<market>: configuration.json,
/// deploy.ts and the migrations that change a feed, read in November 2026. WETH has everywhere a
/// ConstantPriceFeed of one; wstETH on Ethereum too, since migration 1727727546 (2024); WBTC there is
/// fed by WBTC / BTC, and its collateral in bitcoin; WRON on Ronin by RON / USD (migration
/// 1767889363), AERO by AERO / USD, USDe by USDe / USD, and all others by their price in dollars.
export const COMETS = [
  { chain: 1, base: 'USDC', unit: 'USD', comet: '0xc3d688B66703497DAA19211EEdff47f25384cdc3' },
  { chain: 1, base: 'WETH', unit: '=ETH', comet: '0xA17581A9E3356d9A858b789D68B4d866e593aE94' },
  { chain: 1, base: 'USDT', unit: 'USD', comet: '0x3Afdc9BCA9213A35503b077a6072F3D0d5AB0840' },
  { chain: 1, base: 'wstETH', unit: '=wstETH', comet: '0x3D0bb1ccaB520A66e607822fC55BC921738fAFE3' },
  { chain: 1, base: 'USDS', unit: 'USD', comet: '0x5D409e56D886231aDAf00c8775665AD0f9897b56' },
  { chain: 1, base: 'WBTC', unit: 'BTC', comet: '0xe85Dc543813B8c2CFEaAc371517b925a166a9293' },
  { chain: 10, base: 'USDC', unit: 'USD', comet: '0x2e44e174f7D53F0212823acC11C01A11d58c5bCB' },
  { chain: 10, base: 'USDT', unit: 'USD', comet: '0x995E394b8B2437aC8Ce61Ee0bC610D617962B214' },
  { chain: 10, base: 'WETH', unit: '=ETH', comet: '0xE36A30D249f7761327fd973001A32010b521b6Fd' },
  { chain: 130, base: 'USDC', unit: 'USD', comet: '0x2c7118c4C88B9841FCF839074c26Ae8f035f2921' },
  { chain: 130, base: 'WETH', unit: '=ETH', comet: '0x6C987dDE50dB1dcDd32Cd4175778C2a291978E2a' },
  { chain: 137, base: 'USDC', unit: 'USD', comet: '0xF25212E676D1F7F89Cd72fFEe66158f541246445' },
  { chain: 137, base: 'USDT', unit: 'USD', comet: '0xaeB318360f27748Acb200CE616E389A6C9409a07' },
  { chain: 2020, base: 'WETH', unit: '=ETH', comet: '0x4006eD4097Ee51c09A04c3B0951D28CCf19e6DFE' },
  { chain: 2020, base: 'WRON', unit: 'USD', comet: '0xc0Afdbd1cEB621Ef576BA969ce9D4ceF78Dbc0c0' },
  { chain: 5000, base: 'USDe', unit: 'USD', comet: '0x606174f62cd968d8e684c645080fa694c1D7786E' },
  { chain: 8453, base: 'USDC', unit: 'USD', comet: '0xb125E6687d4313864e53df431d5425969c15Eb2F' },
  { chain: 8453, base: 'WETH', unit: '=ETH', comet: '0x46e6b214b524310239732D51387075E0e70970bf' },
  { chain: 8453, base: 'AERO', unit: 'USD', comet: '0x784efeB622244d2348d4F2522f8860B96fbEcE89' },
  { chain: 8453, base: 'USDS', unit: 'USD', comet: '0x2c776041CCFe903071AF44aa147368a9c8EEA518' },
  { chain: 8453, base: 'USDbC', unit: 'USD', comet: '0x9c4ec768c28520B50860ea7a15bd7213a9fF58bf' },
  { chain: 42161, base: 'USDC', unit: 'USD', comet: '0x9c4ec768c28520B50860ea7a15bd7213a9fF58bf' },
  { chain: 42161, base: 'USDC.e', unit: 'USD', comet: '0xA5EDBDD9646f8dFF606d7448e414884C7d905dCA' },
  { chain: 42161, base: 'USDT', unit: 'USD', comet: '0xd98Be00b5D27fc98112BdE293e487f8D4cA57d07' },
  { chain: 42161, base: 'WETH', unit: '=ETH', comet: '0x6f7D514bbD4aFf3BcD1140B7344b32f063dEe486' },
  { chain: 59144, base: 'USDC', unit: 'USD', comet: '0x8D38A3d6B3c3B7d96D6536DA7Eef94A9d7dbC991' },
  { chain: 59144, base: 'WETH', unit: '=ETH', comet: '0x60F2058379716A64a7A5d29219397e79bC552194' },
  { chain: 534352, base: 'USDC', unit: 'USD', comet: '0xB2f97c1Bd3bf02f5e74d13f02E3e26F93D77CE44' },
];

/// Decimals of the tokens below that have not 18.
const DECIMALS = {
  USDC: 6, USDT: 6, EURC: 6, AUSD: 6, PYUSD: 6, syrupUSDC: 6, thBILL: 6, cbXRP: 6, vbUSDC: 6, vbUSDT: 6,
  WBTC: 8, cbBTC: 8, LBTC: 8, vbWBTC: 8,
};

const TOKENS = {
  1: {
    'AA_FalconXUSDC': '0xC26A6Fa2C37b38E549a4a1807543801Db684f99C',
    'cbBTC': '0xcbB7C0000aB88B473b1f5aFd9ef808440eed33Bf',
    'DAI': '0x6B175474E89094C44Da98b954EedeAC495271d0F',
    'ETH+': '0xE72B141DF173b999AE7c1aDcbF60Cc9833Ce56a8',
    'EURCV': '0x5F7827FDeb7c20b443265Fc2F40845B715385Ff2',
    'LBTC': '0x8236a87084f8B84306f72007F36F2618A5634494',
    'mF-ONE': '0x238a700eD6165261Cf8b2e544ba797BC11e466Ba',
    'mHYPER': '0x9b5528528656DBC094765E2abB79F293c21191B9',
    'siUSD': '0xDBDC1Ef57537E34680B898E1FEBD3D68c7389bCB',
    'stcUSD': '0x88887bE419578051FF9F4eb6C858A951921D8888',
    'sUSDe': '0x9D39A5DE30e57443BfF2A8307A4256c8797A3497',
    'sUSDS': '0xa3931d71877C0E7a3148CB7Eb4463524FEc27fbD',
    'syrupUSDC': '0x80ac24aA929eaF5013f6436cdA2a7ba190f5Cc0b',
    'thBILL': '0x5FA487BCa6158c64046B2813623e20755091DA0b',
    'USDC': '0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48',
    'USDe': '0x4c9EDD5852cd905f086C759E8383e09bff1E68B3',
    'USDT': '0xdAC17F958D2ee523a2206206994597C13D831ec7',
    'WBTC': '0x2260FAC5E5542a773Aa44fBCfeDf7C193bc2C599',
    'weETH': '0xCd5fE23C85820F7B72D0926FC9b05b43E359b7ee',
    'WETH': '0xC02aaA39b223FE8D0A0e5C4F27eAD9083C756Cc2',
    'wsrUSD': '0xd3fD63209FA2D55B07A0f6db36C2f43900be3094',
    'wstETH': '0x7f39C581F595B53c5cb19bD0b3f8dA6c935E2Ca0',
  },
  137: {
    'USDC': '0x3c499c542cEF5E3811e1192ce70d8cC03d5c3359',
    'WBTC': '0x1BFD67037B42Cf73acF2047067bd4F2C47D9BfD6',
    'WETH': '0x7ceB23fD6bC0adD59E62ac25578270cFf1b9f619',
    'WPOL': '0x0d500B1d8E8eF31E21C99d1Db9A6444d3ADf1270',
    'wstETH': '0x03b54A6e9a984069379fae1a4fC4dBAE93B3bCCD',
  },
  143: {
    'AUSD': '0x00000000eFE302BEAA2b3e6e1b18d08D69a9012a',
    'WBTC': '0x0555E30da8f98308EdB960aa94C0Db47230d2B9c',
    'WETH': '0xEE8c0E9f1BFFb4Eb878d8f15f368A02a35481242',
    'wstETH': '0x10Aeaf63194db8d453d4D85a06E5eFE1dd0b5417',
  },
  8453: {
    'cbBTC': '0xcbB7C0000aB88B473b1f5aFd9ef808440eed33Bf',
    'cbETH': '0x2Ae3F1Ec7F1F5012CFEab0185bfc7aa3cf0DEc22',
    'cbXRP': '0xcb585250f852C6c6bf90434AB21A00f02833a4af',
    'EURC': '0x60a3E35Cc302bFA44Cb288Bc5a4F316Fdb1adb42',
    'LBTC': '0xecAc9C5F704e954931349Da37F60E39f515c11c1',
    'USDC': '0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913',
    'weETH': '0x04C0599Ae5A44757c0af6F9eC3b93da8976c150A',
    'WETH': '0x4200000000000000000000000000000000000006',
    'wstETH': '0xc1CBa3fCea344f92D9239c08C0568f6F2F0ee452',
    'wsuperOETHb': '0x7FcD174E80f264448ebeE8c88a7C4476AAF58Ea6',
  },
  42161: {
    'sUSDS': '0xdDb46999F8891663a8F2828d25298f70416d7610',
    'syrupUSDC': '0x41CA7586cC1311807B4605fBB748a3B8862b42b5',
    'USDC': '0xaf88d065e77c8cC2239327C5EDb3A432268e5831',
    'WBTC': '0x2f2a2543B76A4166549F7aaB2e75Bef0aefC5B0f',
    'WETH': '0x82aF49447D8a07e3bd95BD0d56f35241523fBab1',
    'wstETH': '0x5979D7b546E38E414F7E9822514be443A4800529',
  },
  747474: {
    'vbETH': '0xEE7D8BCFb72bC1880D0Cf19822eB0A2e6577aB62',
    'vbUSDC': '0x203A662b0BD271A6ed5a60EdFbd04bFce608FD36',
    'vbUSDT': '0x2DCa96907fde857dd3D816880A0df407eeB2D2F2',
    'vbWBTC': '0x0913DA6Da4b42f538B445599b46Bb4622342Cf52',
    'weETH': '0x9893989433e7a383Cb313953e4c2365107dc19a7',
  },
};

/// Large Morpho Blue markets, largest first: chain, collateral, loan, LLTV in percent, oracle, id.
/// The interest-rate model is the chain's adaptive curve. Sources, read in November 2026:
/// karpatkey/defi-kit, sdk/src/protocols/morpho/markets/_ethInfo.ts and _baseInfo.ts (from Morpho's
/// own API, Ethereum by size, late 2025), and defisaver/defisaver-positions-sdk,
/// src/markets/morphoBlue/index.ts, in its order; Polygon and Monad from the MORPHO_MARKETS of
/// almanak's morpho_blue connector (April 2026), Katana from a liquidator's public list (July 2026).
/// Fixed-term collateral is left out: it matures.
const MARKETS = [
  [1, 'cbBTC', 'USDC', 86, '0xA6D6950c9F177F1De7f7757FB33539e3Ec60182a', '0x64d65c9a2d91c36d56fbc42d69e979335320169b3df63bf92789e2c8883fcc64'],
  [1, 'wstETH', 'USDT', 86, '0x95DB30fAb9A3754e42423000DF27732CB2396992', '0xe7e9694b754c4d4f7e21faf7223f6fa71abaeb10296a4c43a54a7977149687d2'],
  [1, 'WBTC', 'USDC', 86, '0xDddd770BADd886dF3864029e4B377B5F6a2B6b83', '0x3a85e619751152991742810df6ec69ce473daef99e28a64ab2340d7b7ccfee49'],
  [1, 'WBTC', 'USDT', 86, '0x008bF4B1cDA0cc9f0e882E0697f036667652E1ef', '0xa921ef34e2fc7a27ccc50ae7e4b154e16c9799d3387076c421423ef52ac4df99'],
  [1, 'sUSDS', 'USDT', 96.5, '0x0C426d174FC88B7A25d59945Ab2F7274Bf7B4C79', '0x3274643db77a064abd3bc851de77556a4ad2e2f502f4f0c80845fa8f909ecf0b'],
  [1, 'cbBTC', 'USDT', 86, '0x0E053750DFA4E809E5f7b119832C799c2aA138ac', '0x45671fb8d5dea1c4fbca0b8548ad742f6643300eeb8dbd34ad64a658b2b05bca'],
  [1, 'wstETH', 'USDC', 86, '0x48F7E36EB6B826B2dF4B2E630B62Cd25e89E40e2', '0xb323495f7e4148be5643a4ea4a8221eef163e4bccfdedc2a6f4696baacbc86cc'],
  [1, 'weETH', 'WETH', 94.5, '0xbDd2F2D473E8D63d1BFb0185B5bDB8046ca48a72', '0x37e7484d642d90f14451f1910ba4b7b8e4c3ccdd0ec28f8b2bdb35479e472ba7'],
  [1, 'wstETH', 'WETH', 96.5, '0xbD60A6770b27E084E8617335ddE769241B0e71D8', '0xb8fc70e82bc5bb53e773626fcc6a23f7eefa036918d7ef216ecfb1950a94a85e'],
  [1, 'ETH+', 'WETH', 94.5, '0x0705CDc1e56f837D7F97Bc2bAE36bE3670dA02C0', '0x5f8a138ba332398a9116910f4d5e5dcd9b207024c5290ce5bc87bc2dbd8e4a86'],
  [1, 'mF-ONE', 'USDC', 91.5, '0x0cB1928EcA8783F05a07D9Ae2AfB33f38BFBEb78', '0xef2c308b5abecf5c8750a1aa82b47c558005feb7a03f4f8e1ad682d71ac8d0ba'],
  [1, 'wstETH', 'WETH', 94.5, '0xbD60A6770b27E084E8617335ddE769241B0e71D8', '0xd0e50cdac92fe2172043f5e0c36532c6369d24947e40968f34a5e8819ca9ec5d'],
  [1, 'siUSD', 'USDC', 91.5, '0xd2cC46b9B2D761502eF933320ecf0268EC0dfa6d', '0xbbf7ce1b40d32d3e3048f5cf27eeaa6de8cb27b80194690aab191a63381d8c99'],
  [1, 'LBTC', 'WBTC', 94.5, '0xa98105B8227E0f2157816Feb7A331364A9B74F80', '0xf6a056627a51e511ec7f48332421432ea6971fc148d8f3c451e14ea108026549'],
  [1, 'wstETH', 'USDC', 86, '0x167D283aCAC1b9ff39466A75aA82902f340f1F4D', '0x6d2fba32b8649d92432d036c16aa80779034b7469b63abc259b17678857f31c2'],
  [1, 'mHYPER', 'USDC', 86, '0xdabD6Bb1c67a911C077c4E63b1c9cf1c0b11F1C0', '0x95c28d447950ca6c8bbfd25fc05b80b1fd7a1cdd17a3610b4b3f1ffc8dc2e2ed'],
  [1, 'wsrUSD', 'USDC', 91.5, '0x938D2eDb20425cF80F008E7ec314Eb456940Da15', '0x32e253d33f1594a67fc6ef51bf7a39cc4bf2d14904998dee769706fcde489ed9'],
  [1, 'stcUSD', 'USDC', 91.5, '0x8E3386B2f6084eB1B0988070c3d826995BD175c0', '0xeb17955ea422baeddbfb0b8d8c9086c5be7a9cfdefb292119a102e981a30062e'],
  [1, 'cbBTC', 'WETH', 91.5, '0x8F653cCFEbA16cF2c0B0D16bc82Bd6756C64f5D4', '0x2cbfb38723a8d9a2ad1607015591a78cfe3a5949561b39bde42c242b22874ec0'],
  [1, 'AA_FalconXUSDC', 'USDC', 77, '0x52eA2C12734B5bB61e1edf52Bb0f01D9206493Fc', '0xe83d72fa5b00dcd46d9e0e860d95aa540d5ec106da5833108a9f826f21f36f52'],
  [1, 'ETH+', 'USDC', 86, '0x83Fb5ff55eAA528F0C0f95c3f270b85E5d094756', '0xdb8938f97571aeab0deb0c34cf7e6278cff969538f49eebe6f4fc75a9a111293'],
  [1, 'wstETH', 'EURCV', 86, '0x44D6d497fb53294f283983E2931972840eb3DD90', '0x0b352b7550acdb1f39fea4b8f9ef8ac2d7953613b92599610b8fbec8a98a51d1'],
  [1, 'thBILL', 'USDT', 94.5, '0x6d6cfa81bAcFC16b1cB9Ad2B0003A8158d188b3e', '0xfb8315a8e5a80db41a33bb9f7d9eaf14e2110c1f2aebdba16383c07c19dc6e28'],
  [1, 'sUSDe', 'DAI', 86, '0x5D916980D5Ae1737a8330Bf24dF812b2911Aae25', '0x39d11026eae1c6ec02aa4c0910778664089cdd97c3fd23f68f7cd05e2e95af48'],
  [1, 'WETH', 'USDC', 91.5, '0xdC6fd5831277c693b1054e19E94047cB37c77615', '0xf9acc677910cc17f650416a22e2a14d5da7ccb9626db18f1bf94efe64f92b372'],
  [1, 'sUSDe', 'USDC', 91.5, '0x873CD44b860DEDFe139f93e12A4AcCa0926Ffb87', '0x85c7f4374f3a403b36d54cc284983b2b02bbd8581ee0f3c36494447b87d9fcab'],
  [1, 'sUSDe', 'USDT', 91.5, '0xE47E36457D0cF83A74AE1e45382B7A044f7abd99', '0xdc5333039bcf15f1237133f74d5806675d83d9cf19cfd4cfdd9be674842651bf'],
  [1, 'USDe', 'USDT', 91.5, '0xAf5060C11D3E8325a8ECF84c07fAB7Ac2297A72d', '0xcec858380cba2d9ca710fce3ce864d74c3f620d53826f69d08508902e09be86f'],
  [1, 'syrupUSDC', 'USDC', 91.5, '0x80032f4cb6E3573b9ed61E888AF658E48Fb790cC', '0x729badf297ee9f2f6b3f717b96fd355fc6ec00422284ce1968e76647b258cf44'],
  [1, 'LBTC', 'USDC', 86, '0xDCc04fFaCD7B49035cCdBbbA59a5f955944129DB', '0xbf02d6c6852fa0b8247d5514d0c91e6c1fbde9a168ac3fd2033028b5ee5ce6d0'],
  [1, 'WBTC', 'WETH', 91.5, '0xc29B3Bc033640baE31ca53F8a0Eb892AdF68e663', '0x138eec0e4a1937eb92ebc70043ed539661dd7ed5a89fb92a720b341650288a40'],
  [1, 'wstETH', 'WETH', 94.5, '0x2a01EB9496094dA03c4E364Def50f5aD1280AD72', '0xc54d7acf14de29e0e5527cabd7a576506870346a78a11a6762e2cca66322ec41'],
  [8453, 'cbBTC', 'USDC', 86, '0x663BECd10daE6C4A3Dcd89F1d76c1174199639B9', '0x9103c3b4e834476c9a62ea009ba2c884ee42e94e6e314a26f04d312434191836'],
  [8453, 'WETH', 'USDC', 86, '0xFEa2D58cEfCb9fcb597723c6bAE66fFE4193aFE4', '0x8793cf302b8ffd655ab97bd1c695dbd967807e8367a65cb2f4edaf1380ba1bda'],
  [8453, 'cbETH', 'USDC', 86, '0xb40d93F44411D8C09aD17d7F88195eF9b05cCD96', '0x1c21c59df9db44bf6f645d854ee710a8ca17b479451447e9f56758aee10a2fad'],
  [8453, 'wstETH', 'USDC', 86, '0xD7A1abA119a236Fea5BBC5cAC6836465cbe9289A', '0x13c42741a359ac4a8aa8287d2be109dcf28344484f91185f9a79bd5a805a55ae'],
  [8453, 'wstETH', 'USDC', 86, '0x957e76d8f2D3ab0B4f342cd5f4b03A6f6eF2ce5F', '0xa066f3893b780833699043f824e5bb88b8df039886f524f62b9a1ac83cb7f1f0'],
  [8453, 'wstETH', 'WETH', 94.5, '0x4A11590e5326138B514E08A9B52202D42077Ca65', '0x3a4048c64ba1b375330d376b1ce40e4047d03b47ab4d48af484edec9fec801ba'],
  [8453, 'wstETH', 'WETH', 96.5, '0xaE10cbdAa587646246c8253E4532A002EE4fa7A4', '0x6aa81f51dfc955df598e18006deae56ce907ac02b0b5358705f1a28fcea23cc0'],
  [8453, 'cbETH', 'WETH', 96.5, '0xB03855Ad5AFD6B8db8091DD5551CAC4ed621d9E6', '0x6600aae6c56d242fa6ba68bd527aff1a146e77813074413186828fd3f1cdca91'],
  [8453, 'cbETH', 'WETH', 94.5, '0xB03855Ad5AFD6B8db8091DD5551CAC4ed621d9E6', '0x84662b4f95b85d6b082b68d32cf71bb565b3f22f216a65509cc2ede7dccdfe8c'],
  [8453, 'weETH', 'WETH', 94.5, '0xcE629400c6AEdb64f087CAC40Ae6a382AEEef490', '0xfd0895ba253889c243bf59bc4b96fd1e06d68631241383947b04d1c293a0cfea'],
  [8453, 'cbBTC', 'WETH', 91.5, '0x10b95702a0ce895972C91e432C4f7E19811D320E', '0x5dffffc7d75dc5abfa8dbe6fad9cbdadf6680cbe1428bafe661497520c84a94c'],
  [8453, 'LBTC', 'cbBTC', 94.5, '0x9Ae0E86e88AEE94B700240eBE0BD17D969BAD0EA', '0x30767836635facec1282e6ef4a5981406ed4e72727b3a63a3a72c74e8279a8d7'],
  [8453, 'LBTC', 'USDC', 86, '0x19b1739D47774556086296037946046938805766', '0xfe74bfd1e9d758f8c4058f1bf3fdbe6d654e01a9d18aa2fe8fea86ed2d35576e'],
  [8453, 'cbXRP', 'USDC', 77, '0x031b2EFC8d70042Ac8d9f5c793c4149eC4b60fdE', '0xfdfecf85a4dd90a7637ae2aaf28b35061166f0e62bfc714c565eed9f7e959783'],
  [8453, 'cbBTC', 'EURC', 86, '0xA857411CB2231a6A87a3bEF987a4cED8A067d799', '0x67ebd84b2fb39e3bc5a13d97e4c07abe1ea617e40654826e9abce252e95f049e'],
  [8453, 'WETH', 'EURC', 86, '0xE1bb8E5b4930eC9FeC7f7943FCF6227649F14B37', '0xa9b5142fa687a24c275faf731f13b52faa9873252bb4e1cb6077aa1f412edb0b'],
  [8453, 'wstETH', 'EURC', 86, '0xa54122f0E0766258377Ffe732e454A3248f454F4', '0xf7e40290f8ca1d5848b3c129502599aa0f0602eb5f5235218797a34242719561'],
  [8453, 'wsuperOETHb', 'WETH', 91.5, '0x28C964c985fe84736fAdc7Cf0bBd58B54bc7CF93', '0x144bf18d6bf4c59602548a825034f73bf1d20177fc5f975fc69d5a5eba929b45'],
  [137, 'WBTC', 'WPOL', 77, '0x624d826C5233A7426C98d1BE789E70583A296b24', '0x96e62bd75493006b81dae51d5db3c5af4b3ced65133dab60e70df9dc8e38bf2c'],
  [137, 'WBTC', 'USDC', 86, '0x15B4e0eE3DC3D20D9d261da2D3E0d2a86A6A6291', '0x1cfe584af3db05c7f39d60e458a87a8b2f6b5d8c6125631984ec489f1d13553b'],
  [137, 'wstETH', 'WETH', 91.5, '0x1Dc2444b54945064c131145cD6b8701e3454C63a', '0xb8ae474af3b91c8143303723618b31683b52e9c86566aa54c06f0bc27906bcae'],
  [143, 'wstETH', 'WETH', 94.5, '0xBB16f6B3c5422209ee1d9b0f63761F159C136694', '0x8bdb7d2c5024d349772884afb3c5c409bc8de58ed63d79618bf48fb57b595060'],
  [143, 'WBTC', 'AUSD', 86, '0xda77Cf67fFEECC7fc64a4767837D1fFEad1Bc73C', '0x0ce0a3398925f5112360db21750912f2a834c5cb90ecf03f461b2e2561320955'],
  [747474, 'weETH', 'vbETH', 91.5, '0xD0457014ae86DF159482Ad6ddaD9bB6827DF4bc9', '0x1e74d36ffbda65b8a45d72754b349cdd5ce807c5fa814f91ba8e3cd27881c34b'],
  [747474, 'vbWBTC', 'vbUSDC', 86, '0xB60F728BdcE5e3921C0E42c1a6F07A1313D0040e', '0xcd2dc555dced7422a3144a4126286675449019366f83e9717be7c2deb3daae3e'],
  [747474, 'vbETH', 'vbUSDC', 86, '0xD423D353f890aD0D18532fFaf5c47B0Cb943bf47', '0x2fb14719030835b8e0a39a1461b384ad6a9c8392550197a7c857cf9fcbd6c534'],
  [747474, 'vbWBTC', 'vbUSDT', 86, '0x07A9c82f38aAD9855FaF76D398F9C64a7A12F0AE', '0xd4ab732112fa9087c9c3c3566cd25bc78ee7be4f1b8bdfe20d6328debb818656'],
  [42161, 'syrupUSDC', 'USDC', 91.5, '0x8f30fF3d54e69D4dfD5E99a9937474FaDdf27009', '0xf86f3edd6f16cd8211f4d206866dc4ecd41be6211063ac11f8508e1b7112ef40'],
  [42161, 'WBTC', 'USDC', 86, '0x88193FcB705d29724A40Bb818eCAA47dD5F014d9', '0xe6392ff19d10454b099d692b58c361ef93e31af34ed1ef78232e07c78fe99169'],
  [42161, 'wstETH', 'USDC', 86, '0x8e02a9b9Cc29d783b2fCB71C3a72651B591cae31', '0x33e0c8ab132390822b07e5dc95033cf250c963153320b7ffca73220664da2ea0'],
  [42161, 'WETH', 'USDC', 86, '0x282FEB10549fde52bD61A6979424Ddf18A4971A2', '0xca83d02be579485cc10945c9597a6141e772f1cf0e0aa28d09a327b6cbd8642c'],
  [42161, 'sUSDS', 'USDC', 94.5, '0x52CC7c3b27bb61D0a83785B5344acC919F8f7124', '0x77fe2f7c2dd6f4da6bc5f445b06052ff8df55cb70cfce9afc16ec3c69a5fd3a3'],
];

export const MORPHO_MARKETS = MARKETS.map(([chain, collateral, loan, lltv, oracle, id]) => ({
  chain,
  name: `${collateral}/${loan} ${lltv}%`,
  collateralToken: TOKENS[chain][collateral],
  loanToken: TOKENS[chain][loan],
  oracle,
  // A wad; the percentages have at most one decimal.
  lltv: BigInt(lltv * 10) * 10n ** 15n,
  id,
}));

/// The tokens of those markets. Where Aave lists one too, the generator demands the same decimals; where
/// a number of decimals is wrong here, the token is taken for none that is listed.
export const MORPHO_TOKENS = Object.entries(TOKENS).flatMap(([chain, tokens]) =>
  Object.entries(tokens).map(([symbol, token]) => ({ chain: Number(chain), symbol, token, decimals: DECIMALS[symbol] ?? 18 })),
);
