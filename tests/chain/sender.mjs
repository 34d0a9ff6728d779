// Sends transactions from the local chain's own unlocked accounts, one block each, and reads
// contracts. A revert is reported with the contract's own error name.
import { decodeErrorResult, decodeFunctionResult, encodeDeployData, encodeFunctionData, getAddress } from "viem";
import { hex } from "./rpc.mjs";

// Fixed, so that the node need not estimate: above the largest deployment, below the block limit.
const GAS = hex(15_000_000);

export function sender(rpc, artifacts) {
  async function send(from, to, data, what) {
    const transaction = { from, to, data, gas: GAS };
    const hash = await rpc.call("eth_sendTransaction", [transaction]);
    const receipt = await receiptOf(rpc, hash);
    if (receipt.status !== "0x1") throw new Error(`${what} reverted: ${await reason(transaction)}`);
    return receipt;
  }

  async function reason(transaction) {
    try {
      await rpc.call("eth_call", [transaction, "latest"]);
      return "no reason given";
    } catch (error) {
      try {
        // A contract's errors surface through every contract that calls it.
        const errors = Object.values(artifacts).flatMap(({ abi }) => abi.filter(({ type }) => type === "error"));
        const { errorName, args } = decodeErrorResult({ abi: errors, data: error.data });
        return [errorName, ...(args ?? [])].join(" ");
      } catch {
        return error.message;
      }
    }
  }

  /** Deploys `contract`, linking its libraries, and returns its address. */
  async function deploy(from, contract, args = [], libraries = {}) {
    const { abi, bytecode, links } = artifacts[contract];
    const data = encodeDeployData({ abi, bytecode: `0x${link(bytecode, links, libraries)}`, args });
    const { contractAddress } = await send(from, undefined, data, `deploying ${contract}`);
    return getAddress(contractAddress);
  }

  /** Calls `functionName` of the contract at `to` in a transaction. */
  async function write(from, to, contract, functionName, args = []) {
    const data = encodeFunctionData({ abi: artifacts[contract].abi, functionName, args });
    return send(from, to, data, `${functionName}(${args.join(", ")})`);
  }

  async function read(to, contract, functionName, args = []) {
    const data = encodeFunctionData({ abi: artifacts[contract].abi, functionName, args });
    const result = await rpc.call("eth_call", [{ to, data }, "latest"]);
    return decodeFunctionResult({ abi: artifacts[contract].abi, functionName, data: result });
  }

  return { deploy, write, read };
}

// The receipt may be null for an instant after the hash is known.
async function receiptOf(rpc, hash) {
  for (let attempt = 0; attempt < 2000; attempt += 1) {
    const receipt = await rpc.call("eth_getTransactionReceipt", [hash]);
    if (receipt) return receipt;
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  throw new Error(`no receipt for ${hash}`);
}

function link(bytecode, links, libraries) {
  let linked = bytecode;
  for (const [name, places] of Object.entries(links)) {
    const address = libraries[name]?.slice(2).toLowerCase();
    if (!address) throw new Error(`library ${name} is not deployed yet`);
    for (const { start } of places) {
      linked = linked.slice(0, start * 2) + address + linked.slice(start * 2 + 40);
    }
  }
  return linked;
}
