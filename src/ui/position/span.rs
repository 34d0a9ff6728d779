use crate::engine::view::PositionView;
use crate::math::Timestamp;

/// From the first to the last reading of its health and its prices: one axis for all that is drawn of a position
/// over time.
pub fn span(position: &PositionView) -> Option<(Timestamp, Timestamp)> {
    let health = position.history.iter().map(|point| point.at);
    let prices = position.prices.iter().flat_map(|path| path.readings.iter());
    let all = health.chain(prices.map(|reading| reading.at));
    let (first, last) = (all.clone().min()?, all.max()?);
    Some((first, last))
}
