use super::element::{El, el, text};
use super::words::Standing;
use crate::engine::view::{Body, SessionView};

/// What a screen reader is told by itself: the worst level and whether anybody watches. Without
/// numbers, so that a new block with the same level says nothing again.
pub fn announce(session: Option<&SessionView>) -> El {
    let (interrupts, told) = session.and_then(tell).unwrap_or_default();
    let (alert, status) = if interrupts {
        (told, String::new())
    } else {
        (String::new(), told)
    };
    el("div", "announcements")
        .child(text("p", "unseen", alert).attr("role", "alert"))
        .child(text("p", "unseen", status).attr("role", "status"))
}

/// What there is to tell, and whether it interrupts.
fn tell(session: &SessionView) -> Option<(bool, String)> {
    let Body::Positions(positions) = &session.body else {
        return None;
    };
    let worst = positions.first()?;
    let standing = Standing::of(worst, session.data(worst.key.chain));
    let partial = worst.pre_liquidates_first();
    Some((
        standing.interrupts(),
        format!(
            "{} {}: {}. {}",
            worst.protocol.name(),
            worst.market,
            standing.word(partial),
            standing.meaning(partial, worst.halted.liquidation)
        ),
    ))
}
