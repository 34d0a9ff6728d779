// What the wallet knows from the start: the demo's chains, and whose accounts it holds.
import { callReader } from "./wallet-calls.js";

// Known to every wallet; this one has no way to it.
const ETHEREUM = ["0x1", { name: "Ethereum (1)" }];

/**
 * From the chains as the server tells them: the `networks` by chain id, each with its `name` and, where
 * there is a way to it, its `rpcUrl` and `reader` of calls, the first being where the wallet begins; the
 * `borrowers`; the first `address`.
 */
export function openingOf(chains) {
  const local = chains.map(({ rpcUrl, deployment, accounts }) => [
    `0x${deployment.chainId.toString(16)}`,
    { name: `${deployment.name} (${deployment.chainId})`, rpcUrl, reader: callReader(accounts, deployment) },
  ]);
  const borrowers = borrowersOf(chains);
  return { networks: new Map([...local, ETHEREUM]), borrowers, address: borrowers[0].address };
}

// Those of the first chain, then those who have something elsewhere alone.
function borrowersOf([first, ...others]) {
  const borrowers = new Map(first.accounts.borrowers.map((borrower) => [borrower.address, borrower]));
  for (const { deployment, accounts } of others) {
    for (const { name, address, description } of accounts.borrowers) {
      const there = `${deployment.name}: ${description}`;
      const known = borrowers.get(address);
      borrowers.set(address, { name, address, description: known ? `${known.description} ${there}` : there });
    }
  }
  return [...borrowers.values()];
}
