use crate::engine::view::PositionView;

/// The protocol and the market.
pub fn title(position: &PositionView) -> String {
    format!("{} · {}", position.protocol.name(), position.market)
}
