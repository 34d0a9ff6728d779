// A token that refuses to replace one permission by another, as Tether's does: the old one has to be taken
// away first. The chain's own tokens are more lenient, so one of them is put behind it.
import { createRequire } from "node:module";
import { sender } from "../chain/sender.mjs";

const SOURCE = `
pragma solidity ^0.8.0;

contract ResetFirst {
    address private immutable behind;

    constructor(address token) {
        behind = token;
    }

    fallback() external {
        if (msg.sig == bytes4(keccak256("approve(address,uint256)"))) {
            (address spender, uint256 amount) = abi.decode(msg.data[4:], (address, uint256));
            require(amount == 0 || permitted(spender) == 0);
        }
        (bool succeeded, bytes memory answer) = behind.delegatecall(msg.data);
        assembly {
            if succeeded { return(add(answer, 32), mload(answer)) }
            revert(add(answer, 32), mload(answer))
        }
    }

    function permitted(address spender) private returns (uint256) {
        (, bytes memory answer) = behind.delegatecall(
            abi.encodeWithSignature("allowance(address,address)", msg.sender, spender)
        );
        return abi.decode(answer, (uint256));
    }
}`;

/** Where the token's own code goes: nobody is there. */
const BEHIND = `0x${"be".repeat(20)}`;

/** From here on a token of the chain refuses to replace one permission by another. */
export async function resetFirst(chain, symbol) {
  const token = chain.asset(symbol).address;
  const code = (address) => chain.rpc.call("eth_getCode", [address, "latest"]);
  await chain.rpc.call("anvil_setCode", [BEHIND, await code(token)]);
  const strict = await sender(chain.rpc, { ResetFirst: compiled() }).deploy(chain.accounts.owner, "ResetFirst", [BEHIND]);
  await chain.rpc.call("anvil_setCode", [token, await code(strict)]);
}

function compiled() {
  const solc = createRequire(import.meta.url)("solc");
  const input = {
    language: "Solidity",
    sources: { token: { content: SOURCE } },
    settings: { outputSelection: { "*": { "*": ["abi", "evm.bytecode.object"] } } },
  };
  const { contracts, errors = [] } = JSON.parse(solc.compile(JSON.stringify(input)));
  const fatal = errors.filter(({ severity }) => severity === "error");
  if (fatal.length > 0) throw new Error(fatal.map(({ formattedMessage }) => formattedMessage).join("\n"));
  const { abi, evm } = contracts.token.ResetFirst;
  return { abi, bytecode: evm.bytecode.object, links: {} };
}
