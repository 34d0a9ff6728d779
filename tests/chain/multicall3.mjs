// Multicall3, where every public chain has it.
// Not among the names that viem exports; the pinned version keeps the path true.
import { multicall3Bytecode } from "../node_modules/viem/_esm/constants/contracts.js";

export const MULTICALL3 = "0xcA11bde05977b3631167028862bE2a173976CA11";

/** Puts it there: the creation code is run by a call; what it returns is what public chains have. */
export async function placeMulticall3(rpc, from) {
  const code = await rpc.call("eth_call", [{ from, data: multicall3Bytecode }, "latest"]);
  await rpc.call("anvil_setCode", [MULTICALL3, code]);
}
