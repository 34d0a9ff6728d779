// The chain under both pages, and what one of them needs that the other does not: Aave's contract
// that reads a whole market for user interfaces.
import { aaveV36 } from "../../chain/aave_v3_6.mjs";
import { compile } from "../../chain/compile.mjs";
import { startChain } from "../../chain/lib.mjs";
import { sender } from "../../chain/sender.mjs";

const PROVIDER = "UiPoolDataProviderV3";
const READ = ["getReservesData", "getUserReservesData", "getEModes"];

/** Small enough that no level of the ladder is crossed, and seen in the last digit that is shown. */
const STEP_BPS = 30n;

/**
 * The chain; the `account` that is watched; for the peer `contracts`: addresses and the part of the
 * ABI that it calls; and `step()`, which mines a block with a price a little lower, or higher again.
 */
export async function startMarket() {
  const chain = await startChain({ clock: "now" });
  const artifacts = compile(aaveV36.contracts);
  const { aggregator } = chain.asset("WETH");
  const uiPoolDataProvider = await sender(chain.rpc, artifacts).deploy(chain.accounts.owner, PROVIDER, [aggregator, aggregator]);
  const opening = await chain.price("WETH");
  let low = false;
  return {
    chain,
    account: chain.borrower("demo"),
    contracts: {
      chainId: chain.deployment.chainId,
      multicall3: chain.deployment.multicall3,
      addressesProvider: chain.deployment.markets[0].addressesProvider,
      uiPoolDataProvider,
      abi: artifacts[PROVIDER].abi.filter(({ name }) => READ.includes(name)),
    },
    async step() {
      low = !low;
      await chain.setPrice("WETH", low ? opening - (opening * STEP_BPS) / 10_000n : opening);
    },
  };
}
