use super::super::taking::{Told, address, words};
use crate::chain::logs::Entry;

/// What `LiquidationCall` says: the collateral and the debt stand among its topics, and the amounts of the
/// debt and of the collateral come first of what is no topic. The collateral is what the liquidator got: the
/// pool logs nothing there of what its treasury got beside.
pub(in super::super) fn told(entry: &Entry) -> Option<Told> {
    let [paid, taken, _liquidator, _receives_shares] = words(entry)?;
    Some(Told {
        taken: Some((address(entry, 1)?, taken)),
        paid: Some((address(entry, 2)?, paid)),
        leaves_out_fee: true,
    })
}
