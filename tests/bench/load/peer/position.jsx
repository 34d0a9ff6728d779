// What the page shows of a position.

const usd = new Intl.NumberFormat("en-US", { style: "currency", currency: "USD" });
const amount = new Intl.NumberFormat("en-US", { maximumFractionDigits: 6 });

/** Cut, never rounded up. */
function cut(decimal, digits) {
  const [whole, fraction = ""] = decimal.split(".");
  return `${whole}.${fraction.padEnd(digits, "0").slice(0, digits)}`;
}

export function Position({ account, block, summary }) {
  const legs = summary.userReservesData.filter(({ underlyingBalance, totalBorrows }) => underlyingBalance !== "0" || totalBorrows !== "0");
  return (
    <>
      <p className="health">{summary.totalBorrowsUSD === "0" ? "nothing owed" : cut(summary.healthFactor, 3)}</p>
      <dl>
        <dt>Collateral</dt>
        <dd>{usd.format(summary.totalCollateralUSD)}</dd>
        <dt>Debt</dt>
        <dd>{usd.format(summary.totalBorrowsUSD)}</dd>
        <dt>Account</dt>
        <dd>{account.slice(0, 6)}…{account.slice(-4)}</dd>
        <dt>Block</dt>
        <dd>{Number(block).toLocaleString("en-US")}</dd>
      </dl>
      <table>
        <thead>
          <tr><th>Asset</th><th>Supplied</th><th>Owed</th></tr>
        </thead>
        <tbody>
          {legs.map(({ underlyingAsset, reserve, underlyingBalance, totalBorrows }) => (
            <tr key={underlyingAsset}>
              <td>{reserve.symbol}</td>
              <td>{amount.format(underlyingBalance)}</td>
              <td>{amount.format(totalBorrows)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
