// One multicall reads market, account, block and its time; a new block reads them again.
import { formatReserves, formatUserSummary } from "@aave/math-utils";
import { useMemo } from "react";
import { useReadContracts, useWatchBlockNumber } from "wagmi";
import { CONTRACTS } from "./contracts.js";

const provider = { address: CONTRACTS.uiPoolDataProvider, abi: CONTRACTS.abi };
const asked = [CONTRACTS.addressesProvider];

const number = (name) => ({ type: "function", name, stateMutability: "view", inputs: [], outputs: [{ type: "uint256" }] });
const multicall = { address: CONTRACTS.multicall3, abi: ["getBlockNumber", "getCurrentBlockTimestamp"].map(number) };

export function usePosition(account) {
  const contracts = useMemo(() => [
    { ...provider, functionName: "getReservesData", args: asked },
    { ...provider, functionName: "getUserReservesData", args: [...asked, account] },
    { ...provider, functionName: "getEModes", args: asked },
    { ...multicall, functionName: "getBlockNumber" },
    { ...multicall, functionName: "getCurrentBlockTimestamp" },
  ], [account]);
  const enabled = account !== undefined;
  const { data, error, refetch } = useReadContracts({ contracts, allowFailure: false, query: { enabled } });

  const block = data?.[3];
  useWatchBlockNumber({
    enabled,
    onBlockNumber: (head) => {
      if (block !== undefined && head > block) refetch();
    },
  });
  const position = useMemo(() => data && { block, summary: summaryOf(data) }, [data]);
  return { position, error };
}

function summaryOf([[reserves, base], [userReserves, userEmodeCategoryId], eModes, , time]) {
  const market = {
    currentTimestamp: Number(time),
    marketReferenceCurrencyDecimals: String(base.marketReferenceCurrencyUnit).length - 1,
    marketReferencePriceInUsd: String(base.marketReferenceCurrencyPriceInUsd),
  };
  const formattedReserves = formatReserves({
    ...market,
    reserves: reserves.map((reserve, originalId) => ({ ...inText(reserve), originalId, decimals: Number(reserve.decimals) })),
    eModes: eModes.map(({ id, eMode }) => ({ id, eMode: eModeOf(eMode) })),
  });
  return formatUserSummary({ ...market, formattedReserves, userReserves: userReserves.map(inText), userEmodeCategoryId });
}

/** The library takes integers as text, and tells reserves apart by their addresses. */
function inText(object) {
  const entries = Object.entries(object).map(([name, value]) => [name, typeof value === "bigint" ? String(value) : value]);
  const underlyingAsset = object.underlyingAsset.toLowerCase();
  return { ...Object.fromEntries(entries), underlyingAsset, id: underlyingAsset };
}

const bits = (map) => map.toString(2).padStart(256, "0");

const eModeOf = ({ label, ltv, liquidationThreshold, liquidationBonus, collateralBitmap, borrowableBitmap, ltvzeroBitmap }) => ({
  label,
  ltv: String(ltv),
  liquidationThreshold: String(liquidationThreshold),
  liquidationBonus: String(liquidationBonus),
  collateralBitmap: bits(collateralBitmap),
  borrowableBitmap: bits(borrowableBitmap),
  ltvzeroBitmap: bits(ltvzeroBitmap),
});
