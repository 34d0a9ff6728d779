// The page that ours is measured beside: one Aave position through the injected wallet, with the
// libraries that such a page is usually made of, each used as its documentation says.
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createRoot } from "react-dom/client";
import { defineChain } from "viem";
import { WagmiProvider, createConfig, injected, unstable_connector, useConnect, useConnection, useConnectors } from "wagmi";
import { CONTRACTS } from "./contracts.js";
import { Position } from "./position.jsx";
import { usePosition } from "./reading.js";

const chain = defineChain({
  id: CONTRACTS.chainId,
  name: "Local",
  nativeCurrency: { name: "Ether", symbol: "ETH", decimals: 18 },
  rpcUrls: { default: { http: [] } },
  contracts: { multicall3: { address: CONTRACTS.multicall3 } },
});

const config = createConfig({
  chains: [chain],
  // Read through the wallet, as our page is here.
  transports: { [chain.id]: unstable_connector(injected) },
});

// A new block asks again; nothing else need.
const queries = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity, refetchOnWindowFocus: false } } });

function Page() {
  const { address, status } = useConnection();
  const { position, error } = usePosition(address);
  if (status === "disconnected") return <Wallets />;
  if (position) return <Position account={address} {...position} />;
  return <p role="status">{error ? error.message : "Reading…"}</p>;
}

function Wallets() {
  const connectors = useConnectors();
  const { mutate } = useConnect();
  return connectors.map((connector) => (
    <button key={connector.uid} onClick={() => mutate({ connector })}>
      Connect {connector.name}
    </button>
  ));
}

createRoot(document.getElementById("root")).render(
  <WagmiProvider config={config}>
    <QueryClientProvider client={queries}>
      <main>
        <h1>Your position</h1>
        <Page />
      </main>
    </QueryClientProvider>
  </WagmiProvider>,
);
